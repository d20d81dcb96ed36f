#include "shell/parser_internal.h"

namespace cmdai::shell::internal {

/// `...`: within, a backslash protects $, ` and \ (between double quotes also "), and what is left
/// is a program of its own.
Part Parser::ReadBackquotes(bool in_double_quotes) {
  const Nesting nesting(*this);
  CountCommand();  // what they hold is counted apart
  const size_t begin = position_++;
  std::string inner;
  std::vector<uint32_t> map;
  while (Raw(position_) != '`') {
    if (Raw(position_) == kEnd) {
      FailUnterminated(begin, "backquote without its closing one");
      Parser parser(inner, dialect_, depth_);
      parser.ReadProgram();
      if (parser.failed()) error_->line_is_open &= parser.error()->line_is_open;
      return {SpanFrom(begin), CommandSubstitution{}};
    }
    const int next = Raw(position_ + 1);
    const bool escapes =
        next == '$' || next == '`' || next == '\\' || (next == '"' && in_double_quotes);
    if (Raw(position_) == '\\' && escapes) ++position_;
    map.push_back(Offset(position_));
    inner += text_[position_++];
  }
  map.push_back(Offset(position_));
  ++position_;
  Parser parser(inner, dialect_, depth_, std::move(map));
  CommandSubstitution substitution{.form = CommandSubstitution::Form::kBackquotes,
                                   .list = std::make_unique<List>(parser.ReadProgram())};
  if (parser.failed()) {
    if (!failed()) error_ = parser.error();
    // The backquotes are closed: more text would not help.
    if (error_->kind == ParseError::Kind::kUnterminated) {
      error_->kind = ParseError::Kind::kUnexpected;
      error_->line_is_open = false;
    }
  }
  return {SpanFrom(begin), std::move(substitution)};
}

}  // namespace cmdai::shell::internal
