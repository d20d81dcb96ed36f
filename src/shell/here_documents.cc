#include "shell/parser_internal.h"

namespace cmdai::shell::internal {

/// Reads the delimiter after << and queues the body, which begins after the next newline.
void Parser::ReadDelimiter(Redirection& redirection) {
  // Bare << at the end may still become <<<.
  const bool is_here_string = bash() && Peek() == kEnd && text_.ends_with("<<");
  if (!is_here_string) ++n_waiting_;
  SkipBlanks();
  const size_t begin = position_;
  std::string delimiter;
  bool quoted = false;
  while (!AtMetacharacter()) {
    const int c = Peek();
    // What an expansion means here, and a backslash between double quotes, differs between shells.
    if (c == '`' || (c == '$' && std::string_view("{([\"'").find(static_cast<char>(PeekSecond())) !=
                                     std::string_view::npos)) {
      return FailUnexpected();
    }
    if (c == '\'' || c == '"') {
      quoted = true;
      const size_t close = text_.find(static_cast<char>(c), position_ + 1);
      if (close == std::string_view::npos) {
        FailUnterminated(position_, "quote without its closing one");
        return;
      }
      const std::string_view inside = text_.substr(position_ + 1, close - position_ - 1);
      if (c == '"' && inside.find_first_of("\\`") != std::string_view::npos)
        return FailUnexpected();
      delimiter += inside;
      position_ = close + 1;
    } else {
      if (c == '\\') {
        quoted = true;
        Advance();
      }
      if (Raw(position_) != kEnd) delimiter += text_[position_++];
    }
  }
  if (position_ == begin) return FailUnexpected();
  if (pending_.size() >= kMaxPendingHereDocuments) {
    return Fail(ParseError::Kind::kLimit, begin, "too many here-documents on one line");
  }
  redirection.target.span = SpanFrom(begin);
  redirection.target.parts.push_back(
      {redirection.target.span, Text{delimiter, quoted ? Quoting::kSingle : Quoting::kNone}});
  redirection.here_document = std::make_unique<Word>();
  pending_.push_back({.body = redirection.here_document.get(),
                      .delimiter = std::move(delimiter),
                      .quoted = quoted,
                      .strips_tabs = redirection.op == RedirectionOperator::kHereDocumentTabs,
                      .begin = begin});
}

void Parser::ReadPendingHereDocuments() {
  std::vector<PendingHereDocument> pending;
  pending.swap(pending_);
  n_waiting_ -= pending.size();
  for (const PendingHereDocument& document : pending) {
    if (!failed()) ReadHereDocument(document);
  }
}

/// Reads lines up to the delimiter's. With a delimiter that is not quoted the text is parsed for
/// expansions, and a line that ends in a backslash is continued. Where lines that are continued
/// spell the delimiter, bash ends the document and other shells do not: that is refused.
void Parser::ReadHereDocument(const PendingHereDocument& pending) {
  const size_t begin = position_;
  std::string body;
  std::vector<uint32_t> map;
  bool continued = false;
  std::string joined;  // the lines that are continued, without their backslashes
  while (true) {
    if (position_ >= text_.size()) {
      return FailUnterminated(pending.begin,
                              fmt::format("here-document without its `{}`", pending.delimiter));
    }
    const size_t newline = std::min(text_.find('\n', position_), text_.size());
    if (pending.strips_tabs && !continued) {
      while (Raw(position_) == '\t') ++position_;
    }
    const size_t line_begin = position_;
    const std::string_view line = text_.substr(position_, newline - position_);
    if (!continued && line == pending.delimiter) {
      position_ = std::min(newline + 1, text_.size());
      if (newline < text_.size()) break;
      position_ = text_.size();
      break;
    }
    for (; position_ < newline; ++position_) {
      map.push_back(Offset(position_));
      body += text_[position_];
    }
    if (newline < text_.size()) {
      map.push_back(Offset(position_));
      body += '\n';
    }
    position_ = newline + 1;
    const size_t last = line.find_last_not_of('\\');
    const size_t n_backslashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
    const bool was_continued = continued;
    continued = !pending.quoted && n_backslashes % 2 == 1;
    if (!was_continued) joined.clear();
    joined += line.substr(0, line.size() - (continued ? 1 : 0));
    if (was_continued && !continued && joined == pending.delimiter) {
      return Fail(ParseError::Kind::kUnexpected, line_begin,
                  "here-document with its delimiter on several lines");
    }
  }
  map.push_back(Offset(std::min(position_, text_.size())));
  const Span span = {Offset(begin), map.back()};
  if (pending.quoted) {
    pending.body->parts.push_back({span, Text{std::move(body), Quoting::kSingle}});
  } else {
    Parser parser(body, dialect_, depth_, std::move(map));
    *pending.body = parser.ReadHereDocumentText();
    if (parser.failed() && !failed()) {
      error_ = parser.error();
      error_->line_is_open = false;  // the text is over
    }
  }
  pending.body->span = span;
}

/// Like the inside of double quotes, where a double quote is literal.
Word Parser::ReadHereDocumentText() {
  const Nesting nesting(*this);
  Word word;
  for (int c = Peek(); c != kEnd; c = Peek()) {
    const size_t begin = position_;
    if (c == '\\') {
      Advance();
      const int escaped = Raw(position_);
      if (escaped == '$' || escaped == '`' || escaped == '\\') Advance();
      AppendBare(word, begin, text_.substr(position_ - 1, 1));
    } else if ((c != '$' && c != '`') || !ReadExpansion(true, word.parts)) {
      Advance();
      AppendBare(word, begin, text_.substr(position_ - 1, 1));
    }
  }
  return word;
}

}  // namespace cmdai::shell::internal
