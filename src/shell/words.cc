#include "shell/escape.h"
#include "shell/parser_internal.h"

namespace cmdai::shell::internal {
namespace {

bool IsBareTextPart(const Part& part) {
  const Text* const text = std::get_if<Text>(&part.value);
  return text != nullptr && text->quoting == Quoting::kNone;
}

}  // namespace

/// Adds literal text that is not quoted, joined to such text before it.
void Parser::AppendBare(Word& word, size_t begin, std::string_view text) {
  if (!word.parts.empty() && IsBareTextPart(word.parts.back())) {
    std::get<Text>(word.parts.back().value).text += text;
    word.parts.back().span.end = SpanFrom(begin).end;
  } else {
    word.parts.push_back({SpanFrom(begin), Text{std::string(text), Quoting::kNone}});
  }
}

/// Moves the parts of `more` to the end of `word`.
void Parser::AppendParts(Word& word, Word& more) {
  for (Part& part : more.parts) {
    if (!word.parts.empty() && IsBareTextPart(word.parts.back()) && IsBareTextPart(part)) {
      std::get<Text>(word.parts.back().value).text += std::get<Text>(part.value).text;
      word.parts.back().span.end = part.span.end;
    } else {
      word.parts.push_back(std::move(part));
    }
  }
}

bool Parser::EndsWord(WordMode mode, int c) {
  switch (mode) {
    case WordMode::kBraceArgument:
      return c == '}';
    case WordMode::kReplaced:
      return c == '}' || c == '/';
    case WordMode::kOffset:
      return c == '}' || c == ':';
    case WordMode::kSubscript:
      return c == ']';
    case WordMode::kBracedSubscript:
      return c == ']' || c == '}';
    case WordMode::kArithmetic:
      return c == ')';
    case WordMode::kRegex:
      return c == ' ' || c == '\t' || c == '\n' || c == ')';
    case WordMode::kCommand:
    case WordMode::kConditional:
    case WordMode::kCasePattern:
      if (bash() && (c == '<' || c == '>') && PeekSecond() == '(') return false;
      return AtMetacharacter();
  }
  return true;
}

/// Reads a word at the current position; one of no parts when there is none. `in_double_quotes`:
/// the word belongs to an expansion between double quotes, where single quotes are literal.
Word Parser::ReadWord(WordMode mode, bool in_double_quotes) {
  Word word;
  const Nesting nesting(*this);
  Peek();
  const size_t begin = position_;
  ReadParts(mode, in_double_quotes, word);
  word.span = SpanFrom(begin);
  return word;
}

void Parser::ReadParts(WordMode mode, bool in_double_quotes, Word& word) {
  for (int c = Peek(); c != kEnd && !EndsWord(mode, c); c = Peek()) {
    ReadPart(mode, in_double_quotes, word);
  }
}

/// Reads one part of a word, or one character that is joined to the text before it.
void Parser::ReadPart(WordMode mode, bool in_double_quotes, Word& word) {
  const size_t begin = position_;
  const int c = Peek();
  if (!bash() && mode == WordMode::kArithmetic && (c == '\'' || c == '"')) {
    return FailUnexpected();  // dash does not take it as a quote
  }
  const bool command_like = mode <= WordMode::kCasePattern;
  if (c == '\\') {
    ReadBackslash(mode, in_double_quotes, word);
  } else if (c == '\'' && !in_double_quotes) {
    word.parts.push_back(ReadSingleQuoted());
  } else if (bash() && in_double_quotes && (c == '\'' || (c == '$' && PeekSecond() == '\''))) {
    ReadSingleQuotesInDouble(mode, word);
  } else if (c == '"') {
    word.parts.push_back(ReadDoubleQuoted(false));
  } else if ((c == '$' || c == '`') && ReadExpansion(in_double_quotes, word.parts)) {
    return;
  } else if (command_like && bash() && (c == '<' || c == '>') && mode != WordMode::kRegex &&
             PeekSecond() == '(') {
    word.parts.push_back(ReadProcessSubstitution());
  } else if (command_like && bash() && ReadExtendedGlob(mode, word)) {
    return;
  } else if (c == '(' && (mode == WordMode::kRegex || mode == WordMode::kArithmetic)) {
    ReadParenthesised(mode, in_double_quotes, word);
  } else if (c == '[' && (mode == WordMode::kSubscript || mode == WordMode::kBracedSubscript)) {
    Advance();
    AppendBare(word, begin, "[");
    Word inner = ReadWord(mode, in_double_quotes);
    AppendParts(word, inner);
    if (Take("]")) AppendBare(word, begin, "]");
  } else {
    Advance();
    AppendBare(word, begin, text_.substr(position_ - 1, 1));
  }
}

void Parser::ReadBackslash(WordMode mode, bool in_double_quotes, Word& word) {
  const size_t begin = position_;
  Advance();
  const int escaped = Raw(position_);
  if (escaped == kEnd) {  // a lone backslash at the end stands for itself
    word.parts.push_back({SpanFrom(begin), Text{"\\", Quoting::kBackslash}});
    return;
  }
  const bool keeps = in_double_quotes && escaped != '$' && escaped != '`' && escaped != '"' &&
                     escaped != '\\' && escaped != '}';
  if (keeps || mode == WordMode::kArithmetic) {
    AppendBare(word, begin, "\\");
    return;
  }
  // A whole character of UTF-8, or what stands in the place of one.
  std::string text(1, text_[position_++]);
  for (; (Peek() & 0xC0) == 0x80; Advance()) text += static_cast<char>(Peek());
  word.parts.push_back({SpanFrom(begin), Text{std::move(text), Quoting::kBackslash}});
}

/// ?(a|b), *(..), +(..), @(..), !(..) as bare text, with the quotes and expansions inside it.
bool Parser::ReadExtendedGlob(WordMode mode, Word& word) {
  const int c = Peek();
  if (c != '?' && c != '*' && c != '+' && c != '@' && c != '!') return false;
  if (PeekSecond() != '(') return false;
  const size_t begin = position_;
  const char operator_char = static_cast<char>(c);
  Advance();
  Peek();
  AppendBare(word, begin, std::string(1, operator_char));
  ReadParenthesised(mode, false, word);
  return true;
}

/// A balanced (...) whose parentheses are text.
void Parser::ReadParenthesised(WordMode mode, bool in_double_quotes, Word& word) {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Advance();
  AppendBare(word, begin, "(");
  for (int c = Peek(); c != ')'; c = Peek()) {
    if (c == kEnd) return FailUnterminated(begin, "`(` without its `)`");
    if (c == '(') {
      ReadParenthesised(mode, in_double_quotes, word);
    } else {
      ReadPart(mode, in_double_quotes, word);
    }
  }
  Advance();
  AppendBare(word, begin, ")");
}

Part Parser::ReadSingleQuoted() {
  const size_t begin = position_++;
  const size_t close = text_.find('\'', position_);
  if (close == std::string_view::npos) {
    position_ = text_.size();
    FailUnterminated(begin, "`'` without its closing quote");
    return {SpanFrom(begin), Text{{}, Quoting::kSingle}};
  }
  std::string text(text_.substr(position_, close - position_));
  position_ = close + 1;
  return {SpanFrom(begin), Text{std::move(text), Quoting::kSingle}};
}

/// '...' in "${x:-'...'}". POSIX takes the quotes as text. For bash they protect } and " as well,
/// and $'...' is decoded: only where that makes no difference is it understood here.
void Parser::ReadSingleQuotesInDouble(WordMode mode, Word& word) {
  const size_t begin = position_;
  const size_t close = Peek() == '$' ? begin : text_.find('\'', begin + 1);
  if (close == std::string_view::npos) {
    return FailUnterminated(begin, "`'` without its closing quote");
  }
  const std::string_view inside = text_.substr(begin + 1, close - begin);
  if (close == begin || inside.find_first_of("{}()[]\"`\\") != std::string_view::npos) {
    return Fail(ParseError::Kind::kUnexpected, begin,
                "`'` in \"${...}\", which shells read in different ways");
  }
  Advance();
  AppendBare(word, begin, "'");
  while (!failed() && position_ < close) ReadPart(mode, true, word);
  Advance();
  AppendBare(word, close, "'");
}

Part Parser::ReadAnsiC() {
  const size_t begin = position_;
  Peek();
  Advance();  // $
  Peek();
  Advance();  // '
  std::string text;
  bool ended = false;  // by a \0
  while (Raw(position_) != '\'') {
    if (Raw(position_) == kEnd || (Raw(position_) == '\\' && Raw(position_ + 1) == kEnd)) {
      position_ = text_.size();
      FailUnterminated(begin, "`$'` without its closing quote");
      break;
    }
    std::string piece;
    if (Raw(position_) == '\\') {
      ++position_;
      ended = !DecodeAnsiCEscape(text_, position_, piece) || ended;
    } else {
      piece = text_[position_++];
    }
    if (!ended) text += piece;
  }
  if (!failed()) ++position_;
  return {SpanFrom(begin), Text{std::move(text), Quoting::kAnsiC}};
}

Part Parser::ReadDoubleQuoted(bool locale) {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Peek();
  Advance();
  DoubleQuoted quoted{.parts = {}, .locale = locale};
  Word content;
  for (int c = Peek(); c != '"'; c = Peek()) {
    const size_t part_begin = position_;
    if (c == kEnd) {
      FailUnterminated(begin, "`\"` without its closing quote");
      break;
    }
    if (c == '\\') {
      Advance();
      const int escaped = Raw(position_);
      const bool escapes = escaped == '$' || escaped == '`' || escaped == '"' || escaped == '\\';
      if (escapes) Advance();
      AppendBare(content, part_begin, text_.substr(position_ - 1, 1));
    } else if ((c != '$' && c != '`') || !ReadExpansion(true, content.parts)) {
      Advance();
      AppendBare(content, part_begin, text_.substr(position_ - 1, 1));
    }
  }
  if (!failed()) Advance();
  quoted.parts = std::move(content.parts);
  return {SpanFrom(begin), std::move(quoted)};
}

}  // namespace cmdai::shell::internal
