#pragma once

#include <algorithm>
#include <span>
#include <utility>
#include <vector>
#include "safety/harmless.h"

namespace cmdai::safety::internal {

inline bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsWord(char c) { return IsLetter(c) || IsDigit(c); }
inline bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class PerlReader {
 public:
  explicit PerlReader(std::string_view code) : code_(code) {}

  bool IsHarmless() {
    while (!failed_ && position_ < code_.size()) Step();
    return !failed_;
  }

 private:
  /// What may come next: a term (so that / begins a pattern), an operator, or either.
  enum class Expect : uint8_t { kTerm, kOperator, kEither };

  char At(size_t index) const { return index < code_.size() ? code_[index] : '\0'; }
  char Peek(size_t ahead = 0) const { return At(position_ + ahead); }
  void Fail() { failed_ = true; }
  void Take(size_t n, Expect then) {
    position_ += n;
    expect_ = then;
  }

  void Step() {
    const char c = Peek();
    if (IsBlank(c)) {
      if (c == '\n' && Peek(1) == '=') return Fail();  // documentation may follow
      ++position_;
    } else if (c == '=' && position_ == 0) {
      Fail();
    } else if (c == '#') {
      position_ = std::min(code_.find('\n', position_), code_.size());
    } else if (IsLetter(c)) {
      Word();
    } else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)) && expect_ == Expect::kTerm)) {
      Number();
    } else if (c == '$' || c == '@') {
      Variable();
      return;
    } else if (c == '"') {
      Delimited(/*interpolates=*/true);
      after_print_ = false;
      expect_ = Expect::kOperator;
    } else if (c == '\'') {
      if (position_ > 0 && IsWord(code_[position_ - 1])) return Fail();  // old form of ::
      Delimited(/*interpolates=*/false);
      expect_ = Expect::kOperator;
    } else {
      Punctuation(c);
    }
  }

  void Punctuation(char c) {
    const bool subscript_follows = std::exchange(subscript_follows_, false);
    if (c != '(') after_print_ = false;
    const bool term = expect_ == Expect::kTerm;
    const bool either = expect_ == Expect::kEither;
    switch (c) {
      case '/':
        if (either) return Fail();
        if (!term) return Take(Peek(1) == '/' ? 2 : 1, Expect::kTerm);
        Delimited(/*interpolates=*/true);
        return Flags("msixgc");
      case '<':
        return term ? ReadLine() : either ? Fail() : Take(1, Expect::kTerm);
      case '+':
        if (Peek(1) == '+') return Twice();
        return Take(1, Expect::kTerm);
      case '-':
        return Peek(1) == '-' ? Twice() : Minus();
      case '%':
        return Percent();
      case '&':
        if (expect_ != Expect::kOperator) return Fail();  // a call
        return Take(Peek(1) == '&' ? 2 : 1, Expect::kTerm);
      case '*':
      case '?':
        if (expect_ != Expect::kOperator) return Fail();  // a glob, a pattern
        return Take(c == '*' && Peek(1) == '*' ? 2 : 1, Expect::kTerm);
      case '{':
        open_.push_back(subscript_follows);
        return Take(1, Expect::kTerm);
      case '}': {
        const bool subscript = !open_.empty() && open_.back();
        if (!open_.empty()) open_.pop_back();  // else the end of the loop of -n: }{
        Take(1, subscript ? Expect::kOperator : Expect::kEither);
        subscript_follows_ = subscript;
        if (subscript && Peek() == '[') Fail();  // through a reference
        return;
      }
      case ')':
      case ']':
        Take(1, Expect::kOperator);
        subscript_follows_ = c == ']';
        if (c == ']' && Peek() == '[') Fail();  // through a reference
        return;
      case '`':
        return Fail();
      case '\\':
      case '(':
      case '[':
      case ',':
      case ';':
      case '=':
      case '!':
      case '~':
      case '.':
      case '>':
      case '|':
      case '^':
      case ':':
        return Take(1, Expect::kTerm);
      default:
        return Fail();
    }
  }

  /// `<STDIN>`, `<$file>`, `<>` where a term is expected; globs and here-documents are refused.
  void ReadLine() {
    size_t end = position_ + 1;
    if (At(end) == '$') ++end;
    while (IsWord(At(end))) ++end;
    if (At(end) != '>') return Fail();
    Take(end + 1 - position_, Expect::kOperator);
  }

  /// ++ and --, before or after a variable.
  void Twice() {
    if (expect_ == Expect::kEither) return Fail();
    Take(2, expect_);
  }

  void Minus() {
    if (Peek(1) == '>') {  // only elements of hashes: no methods, no calls
      position_ += 2;
      if (Peek() != '{') return Fail();
      subscript_follows_ = true;
      return Element();
    }
    const bool file_test = IsLetter(Peek(1)) && !IsWord(Peek(2));
    if (file_test && expect_ != Expect::kTerm) return Fail();
    Take(file_test ? 2 : 1, file_test ? Expect::kEither : Expect::kTerm);
  }

  void Percent() {
    const size_t after = position_ + 1;
    if (expect_ == Expect::kOperator) return Take(1, Expect::kTerm);
    size_t end = after;
    while (At(end) == '$') ++end;
    if (At(end) == '{') return Take(1, Expect::kTerm);
    const size_t begin = end;
    while (IsWord(At(end))) ++end;
    const std::string_view name = code_.substr(std::min(begin, code_.size()), end - begin);
    if (name.empty() ? At(begin) != '+' && At(begin) != '-' : !IsPlainName(name)) return Fail();
    if (expect_ == Expect::kEither && KindOfPerlWord(name) == PerlWord::kBeforeTerm) return Fail();
    Take(std::max(end, begin + (name.empty() ? 1 : 0)) - position_, Expect::kOperator);
  }

  static bool IsPlainName(std::string_view name) {
    return KindOfPerlWord(name) != PerlWord::kQuote && name != "SIG" && name != "INC" &&
           name != "ARGV";
  }

  /// $x, @x, $x{key}, $#x, $1, $_, $/ and the like. What goes through a reference is refused: a
  /// text may stand in its place, which names any variable.
  void Variable();

  void Special(char sigil);

  /// `print $x /2` may be a handle and a pattern.
  void AfterHandle();

  /// Keys in braces that are bare words: $h{key}{other}. Other subscripts are read as code.
  void Element();

  /// The names in @ARGV are opened by <>, and one that ends in | is run: they may only be read.
  void Arguments(char sigil);

  void Number();

  void Word();

  /// use strict and the like; other modules run what they hold.
  void Module(size_t begin);

  void Quote(std::string_view word);

  /// Letters after a pattern; e would run what stands in its place.
  void Flags(std::string_view known);

  /// From the opening delimiter to behind the closing one.
  void Delimited(bool interpolates);

  std::string_view code_;
  size_t position_ = 0;
  Expect expect_ = Expect::kTerm;
  bool failed_ = false;
  bool after_print_ = false;        // print, printf or say was the last token
  bool subscript_follows_ = false;  // { would begin a subscript here
  std::vector<bool> open_;          // of each open brace: whether it is one
};

}  // namespace cmdai::safety::internal
