#include "shell/parser_internal.h"

/// [[ expression ]] (bash's manual, 3.2.5.2):
///
///     or:      and [|| and]...
///     and:     primary [&& primary]...
///     primary: ! primary | ( or ) | word | -f word | word == word
///
/// What was read is kept flat, as the words and operators of the text.
namespace cmdai::shell::internal {
namespace {

bool IsUnary(std::string_view text) {
  return text.size() == 2 && text[0] == '-' &&
         std::string_view("abcdefghkprstuwxGLNOSovRnz").find(text[1]) != std::string_view::npos;
}

bool IsBinary(std::string_view text) {
  static constexpr std::string_view kBinary[] = {"=",   "==",  "!=",  "=~",  "-eq", "-ne", "-lt",
                                                 "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};
  for (const std::string_view op : kBinary) {
    if (op == text) return true;
  }
  return false;
}

}  // namespace

void Parser::SkipConditionalBlanks() { SkipNewlines(); }

void Parser::AddConditionalOperator(Conditional& conditional, std::string_view op) {
  const size_t begin = position_ - op.size();
  Word word;
  AppendBare(word, begin, op);
  word.span = SpanFrom(begin);
  conditional.words.push_back(std::move(word));
}

/// At the `]]` that closes it.
bool Parser::AtConditionalEnd() {
  if (!AtOperator("]]")) return false;
  const size_t begin = position_;
  Take("]]");
  const bool at_end = AtMetacharacter();
  position_ = begin;
  return at_end;
}

Conditional Parser::ReadConditional() {
  const size_t begin = position_;
  Conditional conditional;
  ReadConditionalOr(conditional);
  SkipConditionalBlanks();
  if (!failed() && Peek() == kEnd) {
    FailUnterminated(begin, "`[[` without its `]]`");
  } else if (!AtConditionalEnd()) {
    FailUnexpected();
  } else {
    Take("]]");
  }
  return conditional;
}

void Parser::ReadConditionalOr(Conditional& conditional) {
  const Nesting nesting(*this);
  while (!failed()) {
    ReadConditionalAnd(conditional);
    SkipConditionalBlanks();
    if (!Take("||")) return;
    AddConditionalOperator(conditional, "||");
  }
}

void Parser::ReadConditionalAnd(Conditional& conditional) {
  while (!failed()) {
    ReadConditionalPrimary(conditional);
    SkipConditionalBlanks();
    if (!Take("&&")) return;
    AddConditionalOperator(conditional, "&&");
  }
}

void Parser::ReadConditionalPrimary(Conditional& conditional) {
  const Nesting nesting(*this);
  SkipConditionalBlanks();
  if (failed()) return;
  if (Take("(")) {
    AddConditionalOperator(conditional, "(");
    ReadConditionalOr(conditional);
    SkipConditionalBlanks();
    if (!Take(")")) return FailUnexpected();
    return AddConditionalOperator(conditional, ")");
  }
  if (AtConditionalEnd()) return FailUnexpected();
  Word first = ReadWord(WordMode::kConditional);
  if (first.parts.empty()) return FailUnexpected();
  const std::string first_text(BareText(first));
  conditional.words.push_back(std::move(first));
  if (first_text == "!") return ReadConditionalPrimary(conditional);
  SkipBlanks();
  if (Peek() == '\n') return FailUnexpected();
  if (IsUnary(first_text)) {
    if (AtConditionalEnd()) return FailUnexpected();
    Word operand = ReadWord(WordMode::kConditional);
    if (operand.parts.empty()) return FailUnexpected();
    conditional.words.push_back(std::move(operand));
    return;
  }
  std::string op;
  if (Peek() == '<' || Peek() == '>') {
    op = static_cast<char>(Peek());
    Advance();
    AddConditionalOperator(conditional, op);
  } else {
    if (AtConditionalEnd() || AtMetacharacter()) return;
    Word word = ReadWord(WordMode::kConditional);
    op = BareText(word);
    if (!IsBinary(op)) {
      return Fail(ParseError::Kind::kUnexpected, position_,
                  "operator expected between `[[` and `]]`");
    }
    conditional.words.push_back(std::move(word));
  }
  SkipBlanks();
  if (AtConditionalEnd()) return FailUnexpected();
  Word right = ReadWord(op == "=~" ? WordMode::kRegex : WordMode::kConditional);
  if (right.parts.empty()) return FailUnexpected();
  conditional.words.push_back(std::move(right));
}

}  // namespace cmdai::shell::internal
