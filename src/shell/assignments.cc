#include "shell/parser_internal.h"

namespace cmdai::shell::internal {
namespace {

/// Builtins whose arguments may be array assignments.
bool IsDeclaration(const SimpleCommand& simple) {
  if (simple.words.empty()) return false;
  const std::string_view name = BareText(simple.words[0]);
  return name == "declare" || name == "typeset" || name == "local" || name == "export" ||
         name == "readonly" || name == "eval" || name == "alias" || name == "let";
}

}  // namespace

/// Reads x=w, x+=w, x[i]=w or x=(a b) if one begins here.
bool Parser::ReadAssignment(SimpleCommand& simple) {
  Peek();
  const size_t begin = position_;
  Assignment assignment;
  assignment.name = ReadName();
  if (assignment.name.empty()) return false;
  if (bash() && Take("[")) {
    assignment.subscript = std::make_unique<Word>(ReadToBracket(begin));
  }
  assignment.append = bash() && Take("+=");
  if (!assignment.append && !Take("=")) {
    if (assignment.subscript == nullptr || failed()) {
      position_ = begin;
    } else {
      AddBracketedWord(begin, assignment, simple);
    }
    return assignment.subscript != nullptr;
  }
  if (bash() && Peek() == '(') {
    ReadArrayLiteral(assignment.value);
  } else {
    assignment.value = ReadWord(WordMode::kCommand);
  }
  assignment.span = SpanFrom(begin);
  simple.assignments.push_back(std::move(assignment));
  return true;
}

/// The rest of [...], which may hold blanks and newlines. `begin`: where the word began.
Word Parser::ReadToBracket(size_t begin) {
  Word inside = ReadWord(WordMode::kSubscript);
  if (!Take("]")) FailUnterminated(begin, "`[` without its `]`");
  return inside;
}

/// Where a name and [...] came, but no `=`, it was one word up to there.
void Parser::AddBracketedWord(size_t begin, Assignment& start, SimpleCommand& simple) {
  Word word;
  AppendBare(word, begin, start.name + "[");
  AppendParts(word, *start.subscript);
  AppendBare(word, position_ - 1, "]");
  ReadParts(WordMode::kCommand, false, word);
  word.span = SpanFrom(begin);
  simple.words.push_back(std::move(word));
}

/// A word of a simple command; of a declaration builtin also `x=(a b)`.
Word Parser::ReadArgument(const SimpleCommand& simple) {
  const size_t begin = position_;
  if (bash() && IsDeclaration(simple) && !ReadName().empty()) {
    if ((Take("+=") || Take("=")) && Peek() == '(') {
      Word word;
      AppendBare(word, begin, text_.substr(begin, position_ - begin));
      ReadArrayLiteral(word);
      word.span = SpanFrom(begin);
      return word;
    }
    position_ = begin;
  }
  return ReadWord(WordMode::kCommand);
}

void Parser::ReadArrayLiteral(Word& word) {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Take("(");
  ArrayLiteral array;
  for (SkipNewlines(); Peek() != ')'; SkipNewlines()) {
    if (Peek() == kEnd) {
      FailUnterminated(begin, "`(` without its `)`");
      break;
    }
    Word element = ReadArrayElement();
    if (element.parts.empty()) {
      FailUnexpected();
      break;
    }
    array.elements.push_back(std::move(element));
  }
  Take(")");
  Part& part = word.parts.emplace_back();
  part.span = SpanFrom(begin);
  part.value = std::move(array);
  if (!AtMetacharacter()) FailUnexpected();  // x=(a)b is a string to bash
}

/// A word, or [i]=w, where blanks may stand in the brackets.
Word Parser::ReadArrayElement() {
  const size_t begin = position_;
  if (Peek() != '[') return ReadWord(WordMode::kCommand);
  const Nesting nesting(*this);
  Word word;
  Take("[");
  AppendBare(word, begin, "[");
  Word inside = ReadToBracket(begin);
  AppendParts(word, inside);
  AppendBare(word, position_ - 1, "]");
  ReadParts(WordMode::kCommand, false, word);
  word.span = SpanFrom(begin);
  return word;
}

}  // namespace cmdai::shell::internal
