#include "shell/line_state.h"

#include <algorithm>
#include <string>

namespace cmdai::shell {
namespace {

/// Tokens whose beginnings are no tokens, or other ones, where they may stand.
constexpr std::string_view kTokens[] = {
    "case",  "do",     "done", "elif", "else", "esac", "fi",  "for", "if",  "in",  "then", "until",
    "while", "select", "[[",   "]]",   "!=",   "-eq",  "-ne", "-lt", "-le", "-gt", "-ge",  "-nt",
    "-ot",   "-ef",    "&&",   "||",   ";;",   "&>",   "((",  "<(",  ">(",  "()"};

bool IsWhole(const ParseResult& result) { return !result.error || result.error->line_is_open; }

/// Whether the beginning of a token at the end of `line`, continued, makes it whole or open. What
/// `error` points at must lie in that beginning, as more text does not mend what stands before it;
/// open backquotes hide where in them it is.
bool TokenWouldHelp(std::string_view line, const ParseError& error, Dialect dialect) {
  const auto helps = [&](std::string_view more) {
    return IsWhole(Parse(std::string(line).append(more), dialect));
  };
  const size_t error_end = error.incomplete() ? line.size() : error.span.end;
  for (const std::string_view token : kTokens) {
    const size_t longest = std::min(token.size() - 1, line.size());
    for (size_t n = 1; n <= longest; ++n) {
      const bool begun = error_end + n >= line.size() && line.ends_with(token.substr(0, n));
      if (begun && helps(token.substr(n))) return true;
    }
  }
  // A reserved word that begins another word, `do` of `docker`, and the 2 of `2>`.
  if (error_end == line.size() && (helps("x") || helps(">"))) return true;
  // `f (`, and `(( (1) * 2 )`, which reads as a subshell until its second `)` comes.
  return line.find('(') != std::string_view::npos && helps(")");
}

/// Whether it ends in a backslash that would quote the next character.
bool EndsInEscape(std::string_view line) {
  const size_t last = line.find_last_not_of('\\');
  return (line.size() - (last == std::string_view::npos ? 0 : last + 1)) % 2 == 1;
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

LineState StateOfLine(std::string_view line, Dialect dialect) {
  const ParseResult result = Parse(line, dialect);
  if (!result.error) {
    if (!result.program.items.empty() && !EndsInEscape(line)) return LineState::kComplete;
    const bool is_comment = result.program.items.empty() && !IsBlank(line);
    return is_comment ? LineState::kHopeless : LineState::kOpen;
  }
  const ParseError& error = *result.error;
  if (error.line_is_open) return LineState::kOpen;
  if (error.kind == ParseError::Kind::kLimit) return LineState::kHopeless;
  return TokenWouldHelp(line, error, dialect) ? LineState::kOpen : LineState::kHopeless;
}

}  // namespace cmdai::shell
