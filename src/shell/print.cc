#include "shell/print.h"

#include "shell/print_internal.h"
#include "shell/redirection.h"
#include "shell/reserved.h"

namespace cmdai::shell {
namespace internal {
namespace {

/// Whether it ends in a pipeline of no command, `!` or `time`, after which `;` must stand.
bool EndsOpen(const List& list) {
  if (list.items.empty() || list.items.back().background) return false;
  const std::vector<Pipeline>& pipelines = list.items.back().pipelines;
  return !pipelines.empty() && pipelines.back().commands.empty();
}

/// The text that a here-document's delimiter and its quoted body consist of.
Text FirstText(const Word& word) {
  const Text* const text = word.parts.empty() ? nullptr : std::get_if<Text>(&word.parts[0].value);
  return text == nullptr ? Text() : *text;
}

}  // namespace

std::string Printer::Take() {
  EndLine();
  return std::move(out_);
}

void Printer::Print(const List& list) {
  for (size_t i = 0; i < list.items.size(); ++i) {
    if (i > 0) out_ += Separator(list.items[i - 1]);
    Print(list.items[i]);
  }
  if (list.items.empty()) return;
  if (list.items.back().background)
    out_ += " &";
  else if (EndsOpen(list))
    out_ += ';';
}

std::string Printer::Separator(const AndOr& before) {
  if (before.background) return pending_.empty() ? " & " : " &" + TakePending();
  return pending_.empty() ? "; " : TakePending();
}

/// The newline and texts of the here-documents that wait.
std::string Printer::TakePending() {
  std::string text = "\n" + pending_;
  pending_.clear();
  return text;
}

void Printer::EndLine() {
  if (!pending_.empty()) out_ += TakePending();
}

/// A list inside a construct, and the `;` or newline before the closing word.
void Printer::Body(const std::unique_ptr<List>& list, std::string_view close) {
  if (list) Print(*list);
  if (!pending_.empty()) {
    EndLine();
  } else if (close == ")") {
  } else if (!list || list->items.empty() || (!list->items.back().background && !EndsOpen(*list))) {
    out_ += "; ";
  } else {
    out_ += ' ';
  }
  out_ += close;
}

void Printer::Print(const AndOr& item) {
  for (size_t i = 0; i < item.pipelines.size(); ++i) {
    if (i > 0) {
      out_ += item.is_or[i - 1] ? " ||" : " &&";
      out_ += pending_.empty() ? " " : TakePending();
    }
    Print(item.pipelines[i]);
  }
}

void Printer::Print(const Pipeline& pipeline) {
  if (pipeline.timed) out_ += pipeline.timed_posix ? "time -p " : "time ";
  for (int i = 0; i < pipeline.negations; ++i) out_ += "! ";
  for (size_t i = 0; i < pipeline.commands.size(); ++i) {
    if (i > 0) {
      out_ += pipeline.pipes_stderr[i - 1] ? " |&" : " |";
      out_ += pending_.empty() ? " " : TakePending();
    }
    Print(pipeline.commands[i]);
  }
}

void Printer::Print(const Command& command, bool in_coprocess) {
  // A word that would be reserved as the first one, or after the name of a coprocess, is none
  // after a redirection.
  const auto* const simple = std::get_if<SimpleCommand>(&command.value);
  const bool redirections_first =
      simple != nullptr && simple->assignments.empty() &&
      (simple->words.empty() || !FindReserved(BareText(simple->words[0])).empty() ||
       (in_coprocess && simple->words.size() > 1 &&
        !FindReserved(BareText(simple->words[1])).empty()));
  if (!redirections_first) PrintCommandAlone(command);
  for (const Redirection& redirection : command.redirections) {
    if (!redirections_first || &redirection != &command.redirections.front()) out_ += ' ';
    Print(redirection);
  }
  if (!redirections_first) return;
  if (!simple->words.empty() && !command.redirections.empty()) out_ += ' ';
  PrintCommandAlone(command);
}

void Printer::PrintCommandAlone(const Command& command) {
  std::visit([&](const auto& value) { PrintCommand(value); }, command.value);
}

void Printer::Print(const Redirection& redirection) {
  out_ += redirection.descriptor;
  out_ += Spelling(redirection.op);
  if (redirection.op != RedirectionOperator::kDuplicateInput &&
      redirection.op != RedirectionOperator::kDuplicateOutput) {
    out_ += ' ';
  }
  Print(redirection.target);
  if (!redirection.here_document) return;
  const Text delimiter = FirstText(redirection.target);
  Printer body;
  if (delimiter.quoting != Quoting::kNone) {
    body.out_ = FirstText(*redirection.here_document).text;
  } else {
    body.Print(*redirection.here_document, Context::kHereDocument);
  }
  pending_ += body.out_ + delimiter.text + "\n";
}

void Printer::PrintCommand(const SimpleCommand& simple) {
  for (const Assignment& assignment : simple.assignments) {
    out_ += assignment.name;
    if (assignment.subscript) {
      out_ += '[';
      Print(*assignment.subscript);
      out_ += ']';
    }
    out_ += assignment.append ? "+=" : "=";
    Print(assignment.value);
    if (&assignment != &simple.assignments.back() || !simple.words.empty()) out_ += ' ';
  }
  PrintWords(simple.words);
}

void Printer::PrintCommand(const Subshell& subshell) {
  out_ += "( ";
  Body(subshell.body, ")");
}

void Printer::PrintCommand(const Group& group) {
  out_ += "{ ";
  Body(group.body, "}");
}

void Printer::PrintCommand(const If& node) {
  for (size_t i = 0; i < node.branches.size(); ++i) {
    out_ += i == 0 ? "if " : "elif ";
    Body(node.branches[i].condition, "then ");
    const bool last = i + 1 == node.branches.size();
    Body(node.branches[i].body, !last ? "" : node.otherwise ? "else " : "fi");
  }
  if (node.otherwise) Body(node.otherwise, "fi");
}

void Printer::PrintCommand(const Loop& loop) {
  out_ += loop.until ? "until " : "while ";
  Body(loop.condition, "do ");
  Body(loop.body, "done");
}

void Printer::PrintCommand(const For& node) {
  out_ += node.select ? "select " : "for ";
  out_ += node.variable;
  if (node.has_words) {
    out_ += " in ";
    PrintWords(node.words);
  }
  out_ += "; do ";
  Body(node.body, "done");
}

void Printer::PrintCommand(const ArithmeticFor& node) {
  out_ += "for ((";
  Print(node.expression);
  out_ += ")); do ";
  Body(node.body, "done");
}

void Printer::PrintCommand(const Case& node) {
  out_ += "case ";
  Print(node.subject);
  out_ += " in ";
  for (const Case::Item& item : node.items) {
    out_ += '(';
    for (size_t i = 0; i < item.patterns.size(); ++i) {
      if (i > 0) out_ += '|';
      Print(item.patterns[i]);
    }
    out_ += ") ";
    if (item.body) Print(*item.body);
    out_ += pending_.empty() ? " " : TakePending();
    out_ += item.terminator.empty() ? ";;" : item.terminator;
    out_ += ' ';
  }
  out_ += "esac";
}

void Printer::PrintCommand(const Function& function) {
  if (function.keyword) out_ += "function ";
  out_ += function.name;
  out_ += "() ";
  if (function.body) Print(*function.body);
}

void Printer::PrintCommand(const Coprocess& node) {
  out_ += "coproc ";
  if (!node.name.empty()) out_ += node.name + ' ';
  if (node.body) Print(*node.body, node.name.empty());
}

void Printer::PrintCommand(const Conditional& node) {
  out_ += "[[ ";
  PrintWords(node.words);
  out_ += " ]]";
}

void Printer::PrintCommand(const ArithmeticCommand& node) {
  out_ += "((";
  Print(node.expression);
  out_ += "))";
}

}  // namespace internal

std::string Print(const List& program) {
  internal::Printer printer;
  printer.Print(program);
  return printer.Take();
}

std::string Print(const Word& word) {
  internal::Printer printer;
  printer.Print(word);
  return printer.Take();
}

}  // namespace cmdai::shell
