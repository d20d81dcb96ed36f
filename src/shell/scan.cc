#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "shell/parser_internal.h"
#include "shell/reserved.h"

namespace cmdai::shell::internal {
namespace {

bool IsBlank(int c) { return c == ' ' || c == '\t'; }

bool IsMeta(int c) {
  return c < 0 || IsBlank(c) || c == '\n' || c == '|' || c == '&' || c == ';' || c == '(' ||
         c == ')' || c == '<' || c == '>';
}

/// What `rest` begins with, for a message.
std::string FirstOf(std::string_view rest) {
  if (rest.empty()) return "the end of the command";
  if (rest[0] == '\n') return "the end of the line";
  return fmt::format("`{}`", rest.substr(0, DecodeUtf8(rest).n_bytes));
}

}  // namespace

/// The byte at `position`, or kEnd.
bool Parser::ContinuesAsOperator(std::string_view op) const {
  size_t position = position_ + 1;
  for (const char c : op.substr(1)) {
    position = SkipContinuations(position);
    if (Raw(position) != static_cast<unsigned char>(c)) return false;
    ++position;
  }
  return true;
}

bool Parser::Take(std::string_view op) {
  if (!AtOperator(op)) return false;
  for (size_t i = 0; i < op.size(); ++i) {
    Peek();
    Advance();
  }
  return true;
}

bool Parser::Expect(std::string_view op) {
  SkipBlanks();
  if (Take(op)) return true;
  FailUnexpected();
  return false;
}

/// Skips blanks, line continuations and a comment.
void Parser::SkipBlanks() {
  while (IsBlank(Peek())) Advance();
  if (Peek() != '#') return;
  while (Raw(position_) != kEnd && Raw(position_) != '\n') Advance();
  if (Raw(position_) == kEnd) ends_in_comment_ = true;
}

/// Takes one newline, and with it the here-documents that waited for it.
bool Parser::TakeNewline() {
  if (Peek() != '\n') return false;
  Advance();
  ReadPendingHereDocuments();
  return !failed();
}

void Parser::SkipNewlines() {
  do SkipBlanks();
  while (TakeNewline());
}

bool Parser::AtMetacharacter() { return IsMeta(Peek()); }

/// The reserved word that comes next, or empty. Only asked where one would be recognised.
std::string_view Parser::PeekReserved() {
  if (failed() || !MayBeginReserved(Peek())) return {};
  std::array<char, kLongestReserved + 1> letters{};
  size_t length = 0;
  size_t position = SkipContinuations(position_);
  for (; !IsMeta(Raw(position)) && length < letters.size(); ++length) {
    letters[length] = text_[position];
    position = SkipContinuations(position + 1);
  }
  const std::string_view word(letters.data(), length);
  return FindReserved(word, dialect_);
}

bool Parser::TakeReserved(std::string_view word) { return PeekReserved() == word && Take(word); }

bool Parser::ExpectReserved(std::string_view word, const char* opened_by) {
  SkipNewlines();
  if (TakeReserved(word)) return true;
  if (Peek() == kEnd && !failed()) {
    FailUnterminated(position_, fmt::format("`{}` without its `{}`", opened_by, word));
  } else {
    FailUnexpected();
  }
  return false;
}

uint32_t Parser::Offset(size_t position) const {
  position = std::min(position, text_.size());
  return map_.empty() ? static_cast<uint32_t>(position) : map_[position];
}

/// The bytes from `begin` to before the current position. It ends after its last byte, which in a
/// text that was taken out of another one need not be where the next byte stands.
Span Parser::SpanFrom(size_t begin) const {
  const size_t end = std::min(position_, text_.size());
  if (end <= begin) return {Offset(begin), Offset(begin)};
  return {Offset(begin), Offset(end - 1) + 1};
}

void Parser::Fail(ParseError::Kind kind, size_t begin, std::string_view message) {
  if (failed()) return;
  begin = std::min(begin, text_.size());
  const size_t end = std::min(std::max(begin + 1, position_), text_.size());
  error_ = ParseError{.kind = kind,
                      .span = {Offset(begin), Offset(end)},
                      .message = EscapeForTerminal(message),
                      .line_is_open = kind == ParseError::Kind::kUnterminated &&
                                      !ends_in_comment_ && n_waiting_ == 0};
}

void Parser::FailUnexpected() {
  const int c = Peek();
  const size_t begin = position_;
  if (const std::string_view word = PeekReserved(); !word.empty()) {
    Take(word);
    return Fail(ParseError::Kind::kUnexpected, begin, fmt::format("unexpected `{}`", word));
  }
  const auto kind = c < 0 ? ParseError::Kind::kUnterminated : ParseError::Kind::kUnexpected;
  Fail(kind, position_, "unexpected " + FirstOf(text_.substr(std::min(position_, text_.size()))));
}

void Parser::FailUnterminated(size_t begin, std::string_view what) {
  Fail(ParseError::Kind::kUnterminated, begin, fmt::format("{}", what));
}

}  // namespace cmdai::shell::internal
