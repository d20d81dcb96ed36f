#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "safety/state.h"

namespace cmdai::safety {

/// Puts the fields of one word together: literal text is joined, what comes from an unquoted
/// expansion is split at the characters of IFS (XCU 2.6.5). Globs are recognised in a whole field,
/// so that [a'b'] is one.
class FieldBuilder {
 public:
  /// `splits`: false where no field splitting and no pathname expansion happens, as in x=$y.
  FieldBuilder(std::vector<Field>& fields, shell::Span span, std::string ifs, bool splits)
      : fields_(fields), span_(span), ifs_(std::move(ifs)), splits_(splits) {
    current_.span = span;
  }

  bool splits() const { return splits_; }
  /// What joins the elements of "$*": the first character of IFS.
  std::string_view separator() const { return std::string_view(ifs_).substr(0, 1); }

  /// Quoted text, or text of a pattern: belongs to the current field.
  void AddLiteral(std::string_view pattern);
  /// Text of the word itself that is not quoted: its globs are globs.
  void AddBare(std::string_view text);
  /// Even if nothing follows there is a field: "".
  void MarkQuoted() { has_content_ = true; }
  /// What a part of the word found: to be given back at its end.
  struct Start {
    size_t n_added = 0;
    bool has_content = false;
    bool has_empty_quotes = false;
  };
  Start Begin() const { return {n_added_, has_content_, has_empty_quotes_}; }
  /// The end of a quoted part.
  void EndQuotes(const Start& start) { has_empty_quotes_ |= n_added_ == start.n_added; }
  /// The end of an unquoted ${x+word}: of one that is only empty quotes, bash makes no field of its
  /// own where empty quotes came before in the word.
  void EndOperand(const Start& start) {
    if (start.has_empty_quotes && n_added_ == start.n_added) has_content_ = start.has_content;
    has_empty_quotes_ = start.has_empty_quotes;
  }
  /// The value of an unquoted expansion.
  void AddExpanded(std::string_view pattern);
  /// Ends the current field, as between the elements of "$@".
  void Break();
  /// What is known of where the current field came from.
  void AddOrigin(std::string origin, bool network, bool secret);
  void Finish() { Break(); }

 private:
  void Add(std::string_view text, bool quoted);
  void EndField();

  std::vector<Field>& fields_;
  shell::Span span_;
  std::string ifs_;
  bool splits_;
  size_t n_added_ = 0;  // texts, so far
  bool has_content_ = false;
  bool has_empty_quotes_ = false;  // there were quotes that hold nothing
  bool after_blank_ =
      false;  // a blank of IFS ended a field: a delimiter that follows is part of it
  bool has_bare_ = false;
  std::vector<bool> quoted_;  // for each byte of the current field's text
  Field current_;
};

/// Bare text as a pattern: *, ?, [...] and extended globs become what they stand for.
Pattern GlobsOf(std::string_view bare);

/// The pattern as one word of the shell that expands to itself, unknown parts included.
std::string QuotePattern(std::string_view pattern);

}  // namespace cmdai::safety
