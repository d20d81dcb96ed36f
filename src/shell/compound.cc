#include "shell/parser_internal.h"
#include "shell/reserved.h"

namespace cmdai::shell::internal {

/// Reads a compound command or a function if one begins here.
bool Parser::ReadCompound(Command& command) {
  const size_t begin = position_;
  if (bash() && AtOperator("((")) {
    Take("((");
    const bool arithmetic = ClosesAsArithmetic(position_);
    position_ = begin;
    if (arithmetic) {
      command.value = ReadArithmeticCommand();
      return true;
    }
  }
  if (Peek() == '(') {
    command.value = ReadSubshell();
    return true;
  }
  const std::string_view word = PeekReserved();
  if (word.empty()) return false;
  Take(word);
  if (word == "{") {
    command.value = ReadGroup();
  } else if (word == "if") {
    command.value = ReadIf();
  } else if (word == "while" || word == "until") {
    command.value = ReadLoop(word == "until");
  } else if (word == "for" || word == "select") {
    ReadFor(command, word == "select");
  } else if (word == "case") {
    command.value = ReadCase();
  } else if (word == "function") {
    command.value = ReadFunctionKeyword();
  } else if (word == "coproc") {
    command.value = ReadCoprocess();
  } else if (word == "[[") {
    command.value = ReadConditional();
  } else if (word == "time") {  // reserved at the start of a pipeline only
    position_ = begin;
    return false;
  } else {
    position_ = begin;
    FailUnexpected();
  }
  return true;
}

/// A list of at least one command.
std::unique_ptr<List> Parser::ReadBody() {
  auto list = std::make_unique<List>();
  ReadList(*list);
  if (list->items.empty() && !failed()) FailUnexpected();
  return list;
}

Subshell Parser::ReadSubshell() {
  const Nesting nesting(*this);
  const size_t begin = position_;
  Take("(");
  Subshell subshell{.body = ReadBody()};
  SkipNewlines();
  if (Peek() == kEnd) {
    FailUnterminated(begin, "`(` without its `)`");
  } else if (!Take(")")) {
    FailUnexpected();
  }
  return subshell;
}

Group Parser::ReadGroup() {
  Group group{.body = ReadBody()};
  ExpectReserved("}", "{");
  return group;
}

If Parser::ReadIf() {
  If node;
  do {
    If::Branch& branch = node.branches.emplace_back();
    branch.condition = ReadBody();
    if (!ExpectReserved("then", "if")) return node;
    branch.body = ReadBody();
    SkipNewlines();
  } while (TakeReserved("elif"));
  if (TakeReserved("else")) node.otherwise = ReadBody();
  ExpectReserved("fi", "if");
  return node;
}

/// do list done
std::unique_ptr<List> Parser::ReadDoGroup(const char* opened_by) {
  if (!ExpectReserved("do", opened_by)) return std::make_unique<List>();
  std::unique_ptr<List> body = ReadBody();
  ExpectReserved("done", "do");
  return body;
}

Loop Parser::ReadLoop(bool until) {
  Loop loop{.until = until, .condition = ReadBody(), .body = nullptr};
  loop.body = ReadDoGroup(until ? "until" : "while");
  return loop;
}

void Parser::ReadFor(Command& command, bool select) {
  SkipBlanks();
  if (bash() && !select && AtOperator("((")) {
    command.value = ReadArithmeticFor(position_);
    return;
  }
  For& node = command.value.emplace<For>();
  node.select = select;
  node.variable = ReadName();
  if (node.variable.empty() || !AtMetacharacter()) return FailUnexpected();
  SkipNewlines();
  if (TakeReserved("in")) {
    node.has_words = true;
    for (SkipBlanks(); !AtMetacharacter() || AtOperator("<(") || AtOperator(">("); SkipBlanks()) {
      Word word = ReadWord(WordMode::kCommand);
      if (word.parts.empty()) return FailUnexpected();
      node.words.push_back(std::move(word));
    }
    if (!Take(";") && Peek() != '\n') return FailUnexpected();
  } else {
    Take(";");
  }
  SkipNewlines();
  if (bash() && TakeReserved("{")) {
    node.body = ReadBody();
    ExpectReserved("}", "{");
  } else {
    node.body = ReadDoGroup("for");
  }
}

ArithmeticFor Parser::ReadArithmeticFor(size_t begin) {
  Take("((");
  ArithmeticFor node{.expression = ReadWord(WordMode::kArithmetic), .body = nullptr};
  if (!Take("))")) FailUnterminated(begin, "`((` without its `))`");
  SkipBlanks();
  Take(";");
  SkipNewlines();
  if (TakeReserved("{")) {
    node.body = ReadBody();
    ExpectReserved("}", "{");
  } else {
    node.body = ReadDoGroup("for");
  }
  return node;
}

Case Parser::ReadCase() {
  Case node;
  SkipBlanks();
  node.subject = ReadWord(WordMode::kCommand);
  if (node.subject.parts.empty()) FailUnexpected();
  if (!ExpectReserved("in", "case")) return node;
  for (SkipNewlines(); !failed() && !AtReserved("esac"); SkipNewlines()) {
    node.items.push_back(ReadCaseItem());
    if (node.items.back().terminator.empty()) break;
  }
  ExpectReserved("esac", "case");
  return node;
}

Case::Item Parser::ReadCaseItem() {
  Case::Item item;
  Take("(");
  do {
    SkipBlanks();
    item.patterns.push_back(ReadWord(WordMode::kCasePattern));
    if (item.patterns.back().parts.empty()) FailUnexpected();
    SkipBlanks();
  } while (!failed() && Take("|"));
  if (!Take(")")) FailUnexpected();
  item.body = std::make_unique<List>();
  ReadList(*item.body);
  SkipNewlines();
  for (const std::string_view terminator : {";;&", ";;", ";&"}) {
    if ((bash() || terminator == ";;") && Take(terminator)) {
      item.terminator = terminator;
      break;
    }
  }
  return item;
}

Function Parser::ReadFunctionKeyword() {
  SkipBlanks();
  const Word name = ReadWord(WordMode::kCommand);
  Function function{.name = std::string(BareText(name)), .keyword = true, .body = nullptr};
  if (function.name.empty()) {
    FailUnexpected();
    return function;
  }
  SkipBlanks();
  const size_t begin = position_;
  if (Take("(")) {
    SkipBlanks();
    if (!Take(")")) position_ = begin;  // the body is a subshell
  }
  function.body = ReadFunctionBody();
  return function;
}

/// A compound command with its redirections; in POSIX's grammar as dash reads it, any command.
std::unique_ptr<Command> Parser::ReadFunctionBody() {
  const Nesting nesting(*this);
  auto body = std::make_unique<Command>();
  SkipNewlines();
  const size_t begin = position_;
  if (!bash()) {
    ReadCommand(*body);
    return body;
  }
  if (AtReserved("coproc") || AtReserved("function") || !ReadCompound(*body)) {
    FailUnexpected();
    return body;
  }
  for (SkipBlanks(); !failed() && ReadRedirection(body->redirections); SkipBlanks()) {
  }
  body->span = SpanFrom(begin);
  return body;
}

Coprocess Parser::ReadCoprocess() {
  Coprocess node;
  SkipBlanks();
  const size_t begin = position_;
  const std::string name = ReadName();
  const size_t after_name = position_;
  SkipBlanks();
  // A name only where a compound command follows; else it is the command's first word.
  const std::string_view next = PeekReserved();
  const bool compound = Peek() == '(' || next == "{" || next == "[[" || next == "if" ||
                        next == "while" || next == "until" || next == "for" || next == "case" ||
                        next == "select";
  const bool named = position_ > after_name && compound && FindReserved(name).empty();
  if (named) {
    node.name = name;
  } else {
    position_ = begin;
  }
  node.body = std::make_unique<Command>();
  if (AtReserved("coproc") || AtReserved("function")) FailUnexpected();
  ReadCommand(*node.body);
  return node;
}

ArithmeticCommand Parser::ReadArithmeticCommand() {
  const size_t begin = position_;
  Take("((");
  ArithmeticCommand node{.expression = ReadWord(WordMode::kArithmetic)};
  if (!Take("))")) FailUnterminated(begin, "`((` without its `))`");
  return node;
}

}  // namespace cmdai::shell::internal
