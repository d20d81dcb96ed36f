#include "safety/perl_reader.h"

/// Variables, numbers, words and quotes of Perl.
namespace cmdai::safety::internal {

/// $x, @x, $x{key}, $#x, $1, $_, $/ and the like. What goes through a reference is refused: a
/// text may stand in its place, which names any variable.
void PerlReader::Variable() {
  const char sigil = Peek();
  const bool after_print = std::exchange(after_print_, false);
  size_t at = position_ + 1;
  if (sigil == '$' && At(at) == '#' && IsLetter(At(at + 1))) ++at;
  subscript_follows_ = true;
  const size_t begin = at;
  while (IsWord(At(at))) ++at;
  const std::string_view name = code_.substr(begin, at - begin);
  if (name.empty()) return Special(sigil);
  const bool number = IsDigit(name[0]);
  if (number && name.find_first_not_of("0123456789") != std::string_view::npos) return Fail();
  if (name == "SIG" || name == "INC" || (At(at) == ':' && At(at + 1) == ':')) return Fail();
  Take(at - position_, Expect::kOperator);
  if (name == "ARGV") return Arguments(sigil);
  Element();
  if (after_print && sigil == '$') AfterHandle();
}

void PerlReader::Special(char sigil) {
  constexpr std::string_view kSpecial = "&`'+!@/\\,;.|\"<>()[]-%=~:?$";
  const char c = Peek(1);
  const bool known =
      sigil == '$' ? kSpecial.find(c) != std::string_view::npos : c == '-' || c == '+';
  const bool reference = c == '$' && (Peek(2) == '$' || IsLetter(Peek(2)) || Peek(2) == '{');
  if (c == '\0' || !known || reference) return Fail();
  Take(2, Expect::kOperator);
  if (c == '+' || c == '-') Element();
}

/// `print $x /2` may be a handle and a pattern.
void PerlReader::AfterHandle() {
  if (!IsBlank(Peek())) return;
  size_t at = position_;
  while (IsBlank(At(at))) ++at;
  constexpr std::string_view kBegins = "/?-+<*%&";
  if (At(at) != '\0' && kBegins.find(At(at)) != std::string_view::npos && !IsBlank(At(at + 1))) {
    Fail();
  }
}

/// Keys in braces that are bare words: $h{key}{other}. Other subscripts are read as code.
void PerlReader::Element() {
  expect_ = Expect::kOperator;
  while (Peek() == '{') {
    size_t end = position_ + 1;
    if (At(end) == '-') ++end;
    while (IsWord(At(end))) ++end;
    if (At(end) != '}' || end == position_ + 1) return;
    position_ = end + 1;
  }
}

/// The names in @ARGV are opened by <>, and one that ends in | is run: they may only be read.
void PerlReader::Arguments(char sigil) {
  if (sigil == '$' && Peek() != '[') return;
  if (Peek() == '[') {
    while (position_ < code_.size() && Peek() != ']') {
      if (!IsWord(Peek()) && Peek() != '[' && Peek() != '$' && Peek() != '-') return Fail();
      ++position_;
    }
    ++position_;
  }
  while (IsBlank(Peek())) ++position_;
  const bool ends = Peek() == '\0' || Peek() == ';' || Peek() == ',' || Peek() == '}' ||
                    Peek() == '.' || Peek() == '+' || Peek() == '*';
  if (!ends || Peek(1) == '=' || Peek(1) == Peek()) return Fail();
  for (const std::string_view word :
       {"for", "map", "grep", "push", "splice", "unshift", "local", "\\", "first"}) {
    if (code_.find(word) != std::string_view::npos) return Fail();
  }
  expect_ = Expect::kOperator;
}

void PerlReader::Number() {
  while (IsDigit(Peek()) || Peek() == '_' || (Peek() == '.' && IsDigit(Peek(1)))) ++position_;
  if (Peek() == 'x' && position_ > 0 && code_[position_ - 1] == '0') {
    ++position_;
    while (IsDigit(Peek()) || (Peek() >= 'a' && Peek() <= 'f') ||
           (Peek() >= 'A' && Peek() <= 'F')) {
      ++position_;
    }
  } else if (Peek() == 'e' && (IsDigit(Peek(1)) || Peek(1) == '-')) {
    position_ += 2;
    while (IsDigit(Peek())) ++position_;
  }
  expect_ = Expect::kOperator;
  subscript_follows_ = false;
}

void PerlReader::Word() {
  const size_t begin = position_;
  while (IsWord(Peek())) ++position_;
  const std::string_view word = code_.substr(begin, position_ - begin);
  const PerlWord kind = KindOfPerlWord(word);
  size_t next = position_;
  while (At(next) == ' ' || At(next) == '\t') ++next;
  subscript_follows_ = false;
  after_print_ = word == "print" || word == "printf" || word == "say";
  if (At(next) == '=' && At(next + 1) == '>') {  // a string before =>
    expect_ = Expect::kOperator;
  } else if (kind == PerlWord::kQuote) {
    Quote(word);
  } else if (word == "do" || word == "eval" || word == "BEGIN" || word == "END") {
    if (At(next) != '{') return Fail();  // a file, a text
    expect_ = Expect::kTerm;
  } else if (word == "use" || word == "no") {
    Module(next);
  } else if (kind == PerlWord::kBeforeTerm) {
    expect_ = Expect::kTerm;
  } else if (kind == PerlWord::kOther) {
    expect_ = Expect::kEither;
  } else {
    Fail();
  }
}

/// use strict and the like; other modules run what they hold.
void PerlReader::Module(size_t begin) {
  size_t end = begin;
  while (IsWord(At(end))) ++end;
  const std::string_view name = code_.substr(std::min(begin, code_.size()), end - begin);
  static constexpr std::string_view kModules[] = {"strict",  "warnings", "utf8",
                                                  "integer", "bigint",   "bignum"};
  if (std::ranges::find(kModules, name) == std::end(kModules)) return Fail();
  Take(end - position_, Expect::kEither);
}

void PerlReader::Quote(std::string_view word) {
  if (IsBlank(Peek()) || Peek() == ',' || Peek() == ';' || Peek() == '=' || Peek() == '\0') {
    return Fail();
  }
  const bool interpolates = word != "q" && word != "qw" && word != "tr" && word != "y";
  const bool two_parts = word == "s" || word == "tr" || word == "y";
  const char open = Peek();
  Delimited(interpolates);
  if (two_parts) {
    if (open == '(' || open == '{' || open == '[' || open == '<') {
      while (IsBlank(Peek())) ++position_;
    } else {
      --position_;  // the delimiter between the parts belongs to both
    }
    Delimited(interpolates);
  }
  if (two_parts || word == "m" || word == "qr") {
    return Flags(interpolates ? "msixgcr" : "cdsr");
  }
  expect_ = Expect::kOperator;
}

/// Letters after a pattern; e would run what stands in its place.
void PerlReader::Flags(std::string_view known) {
  for (; IsWord(Peek()); ++position_) {
    if (known.find(Peek()) == std::string_view::npos) return Fail();
  }
  expect_ = Expect::kOperator;
  subscript_follows_ = false;
}

/// From the opening delimiter to behind the closing one.
void PerlReader::Delimited(bool interpolates) {
  constexpr std::string_view kOpen = "({[<";
  constexpr std::string_view kClose = ")}]>";
  const char open = Peek();
  if (IsWord(open) || IsBlank(open) || open == '#' || open == '\0') return Fail();
  const size_t kind = kOpen.find(open);
  const char close = kind == std::string_view::npos ? open : kClose[kind];
  const size_t begin = ++position_;
  int depth = 1;
  for (; position_ < code_.size(); ++position_) {
    const char c = Peek();
    if (c == '\\') {
      ++position_;
    } else if (c == close && --depth == 0) {
      break;
    } else if (c == open && close != open) {
      ++depth;
    }
  }
  if (position_ >= code_.size()) return Fail();
  if (interpolates && !IsPlainPerlText(code_.substr(begin, position_ - begin))) return Fail();
  ++position_;
  subscript_follows_ = false;
}

}  // namespace cmdai::safety::internal
