#include "shell/parser_internal.h"

namespace cmdai::shell::internal {
namespace {

bool IsNameStart(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(int c) { return c >= '0' && c <= '9'; }
bool IsNameChar(int c) { return IsNameStart(c) || IsDigit(c); }
bool IsSpecialParameter(int c) {
  return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!';
}

}  // namespace

/// Reads what `$` or a backquote begins. False, with nothing read, where `$` stands for itself.
bool Parser::ReadExpansion(bool in_double_quotes, std::vector<Part>& parts) {
  if (Peek() == '$') return ReadDollar(in_double_quotes, parts);
  parts.push_back(ReadBackquotes(in_double_quotes));
  return true;
}

bool Parser::ReadDollar(bool in_double_quotes, std::vector<Part>& parts) {
  const int next = PeekSecond();
  if (next == '{') {
    parts.push_back(ReadBraced(in_double_quotes));
  } else if (next == '(') {
    const size_t begin = position_;
    Take("$(");
    const bool arithmetic = Peek() == '(' && (!bash() || ClosesAsArithmetic(position_ + 1));
    position_ = begin;
    parts.push_back(arithmetic ? ReadArithmeticExpansion("$((", "))") : ReadCommandSubstitution());
  } else if (next == '[' && bash()) {
    parts.push_back(ReadArithmeticExpansion("$[", "]"));
  } else if (IsNameStart(next) || IsDigit(next) || IsSpecialParameter(next)) {
    parts.push_back(ReadSimpleParameter());
  } else if (next == '\'' && bash() && !in_double_quotes) {
    parts.push_back(ReadAnsiC());
  } else if (next == '"' && bash() && !in_double_quotes) {
    Peek();
    Advance();
    parts.push_back(ReadDoubleQuoted(true));
  } else {
    return false;
  }
  return true;
}

std::string Parser::ReadName() {
  std::string name;
  if (!IsNameStart(Peek())) return name;
  for (; IsNameChar(Peek()); Advance()) name += static_cast<char>(Peek());
  return name;
}

/// $name, $1, $@.
Part Parser::ReadSimpleParameter() {
  const size_t begin = position_;
  Take("$");
  Parameter parameter;
  parameter.name = ReadName();
  if (parameter.name.empty()) {
    parameter.name = static_cast<char>(Peek());
    Advance();
  }
  return {SpanFrom(begin), std::move(parameter)};
}

/// ${...}
Part Parser::ReadBraced(bool in_double_quotes) {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Take("${");
  const size_t inside = position_;
  Parameter parameter;
  parameter.braced = true;
  ReadBracedName(parameter);
  const bool whole = parameter.subscript == nullptr || Take("]");
  if (!whole || parameter.name.empty() ||
      (Peek() != '}' && !ReadBracedOperator(parameter, in_double_quotes))) {
    ReadInvalidBraced(inside, whole, in_double_quotes, parameter);
  }
  if (!Take("}")) FailUnterminated(begin, "`${` without its `}`");
  return {SpanFrom(begin), std::move(parameter)};
}

/// What is no valid substitution becomes one without a name: the shell reads to the brace and
/// fails when it runs it. `begin`: after the `${`; `whole`: the subscript was closed.
void Parser::ReadInvalidBraced(size_t begin, bool whole, bool in_double_quotes,
                               Parameter& parameter) {
  Word content;
  std::string start = (parameter.length ? "#" : parameter.indirect ? "!" : "") + parameter.name;
  if (parameter.subscript) start += '[';
  if (!start.empty()) AppendBare(content, begin, start);
  if (parameter.subscript) {
    AppendParts(content, *parameter.subscript);
    if (whole) AppendBare(content, begin, "]");
  }
  ReadParts(WordMode::kBraceArgument, in_double_quotes, content);
  content.span = SpanFrom(begin);
  parameter = Parameter();
  parameter.braced = true;
  parameter.argument = std::make_unique<Word>(std::move(content));
}

/// Reads the prefix, name and subscript of ${...} up to the `]`. Leaves the name empty where there
/// is none.
void Parser::ReadBracedName(Parameter& parameter) {
  if (Peek() == '#' && PeekSecond() != '}') {
    const size_t begin = position_;
    Advance();
    const int c = Peek();
    const bool special = IsSpecialParameter(c) && PeekSecond() == '}';
    parameter.length = IsNameChar(c) || special || ((c == '@' || c == '*') && bash());
    if (!parameter.length) position_ = begin;
  } else if (Peek() == '!' && bash()) {
    const size_t begin = position_;
    Advance();
    const int c = Peek();
    parameter.indirect = IsNameChar(c) || (IsSpecialParameter(c) && c != '-' && c != '?');
    if (!parameter.indirect) position_ = begin;
  }
  const int c = Peek();
  if (IsNameStart(c)) {
    parameter.name = ReadName();
  } else if (IsDigit(c)) {
    for (; IsDigit(Peek()); Advance()) parameter.name += static_cast<char>(Peek());
  } else if (IsSpecialParameter(c)) {
    parameter.name = static_cast<char>(c);
    Advance();
  }
  if (Peek() == '[' && bash() && IsName(parameter.name)) {
    Advance();
    parameter.subscript = std::make_unique<Word>(ReadWord(WordMode::kBracedSubscript));
  }
}

/// Reads the operator of ${...} and what follows it; false where there is none.
bool Parser::ReadBracedOperator(Parameter& parameter, bool in_double_quotes) {
  static constexpr std::string_view kOperators[] = {":-", ":=", ":?", ":+", "##", "%%", "//", "/#",
                                                    "/%", "^^", ",,", "-",  "=",  "?",  "+",  "#",
                                                    "%",  "/",  "^",  ",",  "@",  "*",  ":"};
  for (const std::string_view op : kOperators) {
    if (!Take(op)) continue;
    parameter.op = op;
    ReadOperands(parameter, in_double_quotes);
    return true;
  }
  return false;
}

/// What follows the operator, up to the closing brace.
void Parser::ReadOperands(Parameter& parameter, bool in_double_quotes) {
  const char first = parameter.op[0];
  const bool is_pattern = first == '#' || first == '%' || first == '/' || first == '^' ||
                          first == ',' || parameter.op == ":";
  const bool replaces = first == '/' && bash();
  const WordMode mode = replaces              ? WordMode::kReplaced
                        : parameter.op == ":" ? WordMode::kOffset
                                              : WordMode::kBraceArgument;
  const bool literal_single_quotes = in_double_quotes && !is_pattern;
  const auto read = [&](WordMode word_mode) {
    return std::make_unique<Word>(ReadWord(word_mode, literal_single_quotes));
  };
  const size_t begin = position_;
  if (replaces && parameter.op == "//" && Take("/")) {  // ${x///_}: a first / is of the pattern
    parameter.argument = std::make_unique<Word>();
    AppendBare(*parameter.argument, begin, "/");
    Word rest = ReadWord(mode, literal_single_quotes);
    AppendParts(*parameter.argument, rest);
    parameter.argument->span = SpanFrom(begin);
  } else {
    parameter.argument = read(mode);
  }
  if (mode == WordMode::kBraceArgument) return;
  const char* const separator = replaces ? "/" : ":";
  if (Take(separator)) parameter.second = read(WordMode::kBraceArgument);
}

/// `begin`: where the opening token stands, which was taken. Reads the list and its `)`.
std::unique_ptr<List> Parser::ReadParenthesisedList(size_t begin, std::string_view what) {
  const Nesting nesting(*this);
  auto list = std::make_unique<List>();
  std::vector<PendingHereDocument> outer;
  outer.swap(pending_);
  ReadList(*list);
  SkipNewlines();
  if (!failed() && !pending_.empty()) {
    FailUnterminated(pending_[0].begin, "here-document without its text");
  }
  pending_.swap(outer);
  if (Peek() == kEnd) {
    FailUnterminated(begin, fmt::format("`{}` without its `)`", what));
  } else if (!Take(")")) {
    FailUnexpected();
  }
  return list;
}

Part Parser::ReadCommandSubstitution() {
  const size_t begin = position_;
  Take("$(");
  CommandSubstitution substitution;
  substitution.list = ReadParenthesisedList(begin, "$(");
  return {SpanFrom(begin), std::move(substitution)};
}

Part Parser::ReadProcessSubstitution() {
  const size_t begin = position_;
  ProcessSubstitution substitution;
  substitution.direction = static_cast<char>(Peek());
  Advance();
  Take("(");
  substitution.list = ReadParenthesisedList(begin, "<(");
  return {SpanFrom(begin), std::move(substitution)};
}

/// Whether the parenthesis that was opened just before `position` is closed by `))`, which makes
/// an arithmetic expression of `((`; else it is a subshell in a subshell or a substitution.
bool Parser::ClosesAsArithmetic(size_t position) const {
  int open = 1;
  for (; position < text_.size(); ++position) {
    switch (text_[position]) {
      case '\\':
        ++position;
        break;
      case '\'':
      case '"':
      case '`': {
        const char quote = text_[position++];
        while (position < text_.size() && text_[position] != quote) {
          position += text_[position] == '\\' && quote != '\'' ? 2 : 1;
        }
        break;
      }
      case '(':
        ++open;
        break;
      case ')':
        if (--open == 0) return Raw(position + 1) == ')';
        break;
      default:
        break;
    }
  }
  return true;  // never closed: an error either way
}

/// $((...)) and the old $[...].
Part Parser::ReadArithmeticExpansion(std::string_view open, std::string_view close) {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Take(open);
  const WordMode mode = close == "]" ? WordMode::kSubscript : WordMode::kArithmetic;
  ArithmeticExpansion expansion{.expression = ReadWord(mode), .brackets = close == "]"};
  if (!Take(close)) {
    if (Peek() == kEnd) {
      FailUnterminated(begin, fmt::format("`{}` without its `{}`", open, close));
    } else {
      FailUnexpected();
    }
  }
  return {SpanFrom(begin), std::move(expansion)};
}

}  // namespace cmdai::shell::internal
