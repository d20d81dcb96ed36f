#include "safety/field_builder.h"

#include "shell/quote.h"

namespace cmdai::safety {

namespace {

/// Longer fields are not followed: they may be anything.
constexpr size_t kMaxFieldBytes = 64 * 1024;

bool IsOperator(char c) { return c == '?' || c == '*' || c == '+' || c == '@' || c == '!'; }

/// The end of the bracket expression at `open`, of which `is_bare` says what is not quoted; npos
/// where none closes it or a `/` stands in it.
template <typename IsBare>
size_t ClassEnd(std::string_view text, size_t open, IsBare&& is_bare) {
  size_t i = open + 1;
  if (i < text.size() && is_bare(i) && (text[i] == '!' || text[i] == '^')) ++i;
  for (const size_t first = i; i < text.size() && text[i] != '/'; ++i) {
    if (text[i] == '[' && is_bare(i) && i + 1 < text.size() && text[i + 1] == ':') {
      const size_t close = text.substr(i + 2, 8).find(":]");
      if (close != std::string_view::npos) i += close + 3;
    } else if (text[i] == ']' && is_bare(i) && i > first) {
      return i;
    }
  }
  return std::string_view::npos;
}

/// The text as a pattern: what is bare of * ? [...] and of extended globs has its meaning.
template <typename IsBare>
Pattern CompileGlobs(std::string_view text, IsBare&& is_bare) {
  Pattern pattern;
  bool closes = true;       // whether a later [ may still be closed
  bool parentheses = true;  // and a later (
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_bare(i)) {
      pattern += c;
      continue;
    }
    if (parentheses && IsOperator(c) && i + 1 < text.size() && text[i + 1] == '(' &&
        is_bare(i + 1)) {
      const size_t close = text.find(')', i);
      parentheses = close != std::string_view::npos;
      if (close != std::string_view::npos) {
        pattern += kAnyRun;
        i = close;
        continue;
      }
    }
    if (c == '*') {
      pattern += kAnyRun;
    } else if (c == '?') {
      pattern += kAnyChar;
    } else if (const size_t close =
                   c == '[' && closes ? ClassEnd(text, i, is_bare) : std::string_view::npos;
               close != std::string_view::npos) {
      // A quoted ! or - is a member like others, which the spelling could not tell.
      bool plain = true;
      for (size_t k = i + 1; k < close; ++k) {
        plain &= is_bare(k) || (text[k] != '!' && text[k] != '^' && text[k] != '-');
      }
      pattern += plain ? std::string(1, kClassBegin) : std::string(1, kAnyChar);
      if (plain) {
        pattern += text.substr(i + 1, close - i - 1);
        pattern += kClassEnd;
      }
      i = close;
    } else {
      if (c == '[' && closes) closes = text.find(']', i) != std::string_view::npos;
      pattern += c;
    }
  }
  return pattern;
}

}  // namespace

void FieldBuilder::Add(std::string_view text, bool quoted) {
  if (text.empty()) return;
  ++n_added_;
  if (current_.text.size() + text.size() > kMaxFieldBytes) {  // x=$x$x doubles it each time
    current_.text.assign(1, kAnything);
    current_.splits |= splits_;
    quoted_.assign(1, true);
    has_content_ = true;
    return;
  }
  current_.text += text;
  quoted_.resize(current_.text.size(), quoted);
  has_bare_ |= !quoted;
  has_content_ = true;
  after_blank_ = false;
}

void FieldBuilder::AddLiteral(std::string_view pattern) { Add(pattern, true); }

void FieldBuilder::AddBare(std::string_view text) { Add(text, !splits_); }

void FieldBuilder::AddExpanded(std::string_view pattern) {
  if (!splits_) return AddLiteral(pattern);
  if (!pattern.empty()) ++n_added_;
  for (size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (IsPatternByte(c) || ifs_.find(c) == std::string::npos) {
      size_t end = i + 1;
      while (end < pattern.size() &&
             (IsPatternByte(pattern[end]) || ifs_.find(pattern[end]) == std::string::npos)) {
        ++end;
      }
      const std::string_view text = pattern.substr(i, end - i);
      current_.splits |= text.find(kAnything) != std::string_view::npos;
      Add(text, false);
      i = end;
      continue;
    }
    ++i;
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (blank) {
      if (has_content_) {
        EndField();
        after_blank_ = true;
      }
    } else if (after_blank_) {
      after_blank_ = false;
    } else {
      EndField();  // between two delimiters there is an empty field
    }
  }
}

void FieldBuilder::EndField() {
  if (has_bare_) {
    current_.text = CompileGlobs(current_.text, [&](size_t i) { return !quoted_[i]; });
  }
  fields_.push_back(std::move(current_));
  current_ = Field{};
  current_.span = span_;
  has_content_ = false;
  has_bare_ = false;
  quoted_.clear();
}

void FieldBuilder::Break() {
  after_blank_ = false;
  if (has_content_) EndField();
}

void FieldBuilder::AddOrigin(std::string origin, bool network, bool secret) {
  if (current_.origin.empty()) current_.origin = std::move(origin);
  current_.network |= network;
  current_.secret |= secret;
}

Pattern GlobsOf(std::string_view bare) {
  return CompileGlobs(bare, [](size_t) { return true; });
}

std::string QuotePattern(std::string_view pattern) { return shell::Quote(pattern); }

}  // namespace cmdai::safety
