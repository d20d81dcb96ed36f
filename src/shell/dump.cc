#include "shell/dump.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "shell/redirection.h"

namespace cmdai::shell {
namespace {

/// Writes nodes as parenthesised lists. The overloads follow the order of ast.h.
class Dumper {
 public:
  std::string Take() { return std::move(out_); }

  void operator()(const List& list) {
    Open("list");
    for (const AndOr& item : list.items) (*this)(item);
    Close();
  }

 private:
  void Open(std::string_view name) {
    if (!out_.empty()) out_ += ' ';
    out_ += '(';
    out_ += name;
  }
  void Close() { out_ += ')'; }
  void Atom(std::string_view text) {
    out_ += ' ';
    out_ += text;
  }
  void Quoted(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
      if (c == '"' || c == '\\') escaped += '\\';
      escaped += c;
    }
    Atom(fmt::format("\"{}\"", EscapeForTerminal(escaped)));
  }
  void Optional(const std::unique_ptr<Word>& word) { word ? (*this)(*word) : Atom("-"); }
  void Optional(const std::unique_ptr<List>& list) { list ? (*this)(*list) : Atom("-"); }

  void operator()(const Word& word) {
    Open("word");
    for (const Part& part : word.parts) std::visit(*this, part.value);
    Close();
  }
  void operator()(const std::vector<Word>& words) {
    for (const Word& word : words) (*this)(word);
  }

 public:
  void operator()(const Text& text) {
    static constexpr const char* kNames[] = {"bare", "escaped", "single", "ansi-c"};
    Open(kNames[static_cast<int>(text.quoting)]);
    Quoted(text.text);
    Close();
  }
  void operator()(const DoubleQuoted& quoted) {
    Open(quoted.locale ? "locale" : "double");
    for (const Part& part : quoted.parts) std::visit(*this, part.value);
    Close();
  }
  void operator()(const Parameter& parameter) {
    Open(parameter.indirect ? "indirect" : parameter.length ? "length" : "parameter");
    Atom(parameter.name.empty() ? "?" : parameter.name);
    if (parameter.subscript) (*this)(*parameter.subscript);
    if (!parameter.op.empty()) Atom(parameter.op);
    if (parameter.argument) (*this)(*parameter.argument);
    if (parameter.second) (*this)(*parameter.second);
    Close();
  }
  void operator()(const CommandSubstitution& substitution) {
    Open(substitution.form == CommandSubstitution::Form::kBackquotes ? "backquotes" : "command");
    Optional(substitution.list);
    Close();
  }
  void operator()(const ArithmeticExpansion& arithmetic) {
    Open("arithmetic");
    (*this)(arithmetic.expression);
    Close();
  }
  void operator()(const ProcessSubstitution& substitution) {
    Open(substitution.direction == '<' ? "process-in" : "process-out");
    Optional(substitution.list);
    Close();
  }
  void operator()(const ArrayLiteral& array) {
    Open("array");
    (*this)(array.elements);
    Close();
  }
  void operator()(const SimpleCommand& simple) {
    Open("simple");
    for (const Assignment& assignment : simple.assignments) {
      Open(assignment.append ? "append" : "assign");
      Atom(assignment.name);
      if (assignment.subscript) (*this)(*assignment.subscript);
      (*this)(assignment.value);
      Close();
    }
    (*this)(simple.words);
    Close();
  }
  void operator()(const Subshell& subshell) { Body("subshell", subshell.body); }
  void operator()(const Group& group) { Body("group", group.body); }
  void operator()(const If& node) {
    Open("if");
    for (const If::Branch& branch : node.branches) {
      Optional(branch.condition);
      Optional(branch.body);
    }
    if (node.otherwise) (*this)(*node.otherwise);
    Close();
  }
  void operator()(const Loop& loop) {
    Open(loop.until ? "until" : "while");
    Optional(loop.condition);
    Optional(loop.body);
    Close();
  }
  void operator()(const For& node) {
    Open(node.select ? "select" : "for");
    Atom(node.variable);
    if (!node.has_words) Atom("@");
    (*this)(node.words);
    Optional(node.body);
    Close();
  }
  void operator()(const ArithmeticFor& node) {
    Open("arithmetic-for");
    (*this)(node.expression);
    Optional(node.body);
    Close();
  }
  void operator()(const Case& node) {
    Open("case");
    (*this)(node.subject);
    for (const Case::Item& item : node.items) {
      Open("item");
      (*this)(item.patterns);
      Optional(item.body);
      // After the last item the terminator may be left out.
      if (!item.terminator.empty() && item.terminator != ";;") Atom(item.terminator);
      Close();
    }
    Close();
  }
  void operator()(const Function& function) {
    Open("function");
    Atom(function.name);
    if (function.body) (*this)(*function.body);
    Close();
  }
  void operator()(const Coprocess& node) {
    Open("coproc");
    Atom(node.name.empty() ? "-" : node.name);
    if (node.body) (*this)(*node.body);
    Close();
  }
  void operator()(const Conditional& node) {
    Open("conditional");
    (*this)(node.words);
    Close();
  }
  void operator()(const ArithmeticCommand& node) {
    Open("arithmetic-command");
    (*this)(node.expression);
    Close();
  }

 private:
  void Body(std::string_view name, const std::unique_ptr<List>& body) {
    Open(name);
    Optional(body);
    Close();
  }
  void operator()(const Redirection& redirection) {
    Open("redirect");
    if (!redirection.descriptor.empty()) Atom(redirection.descriptor);
    Atom(Spelling(redirection.op));
    (*this)(redirection.target);
    if (redirection.here_document) (*this)(*redirection.here_document);
    Close();
  }
  void operator()(const Command& command) {
    std::visit(*this, command.value);
    for (const Redirection& redirection : command.redirections) (*this)(redirection);
  }
  void operator()(const Pipeline& pipeline) {
    const bool plain = pipeline.negations == 0 && !pipeline.timed && pipeline.commands.size() == 1;
    if (!plain) Open("pipeline");
    for (int i = 0; i < pipeline.negations; ++i) Atom("!");
    if (pipeline.timed) Atom(pipeline.timed_posix ? "time-p" : "time");
    for (size_t i = 0; i < pipeline.commands.size(); ++i) {
      if (i > 0) Atom(pipeline.pipes_stderr[i - 1] ? "|&" : "|");
      (*this)(pipeline.commands[i]);
    }
    if (!plain) Close();
  }
  void operator()(const AndOr& item) {
    Open(item.background ? "background" : "and-or");
    for (size_t i = 0; i < item.pipelines.size(); ++i) {
      if (i > 0) Atom(item.is_or[i - 1] ? "||" : "&&");
      (*this)(item.pipelines[i]);
    }
    Close();
  }

  std::string out_;
};

}  // namespace

std::string Dump(const List& program) {
  Dumper dumper;
  dumper(program);
  return dumper.Take();
}

}  // namespace cmdai::shell
