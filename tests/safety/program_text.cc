#include "tests/safety/program_text.h"

#include <algorithm>
#include <type_traits>

#include "shell/parser.h"
#include "shell/print.h"
#include "shell/walk.h"

namespace cmdai::safety {
namespace {

using shell::Command;
using shell::List;
using shell::Part;
using shell::Word;

/// Visits every command and word of a program, the inner ones first; may change them.
class Visitor {
 public:
  std::function<void(Command&)> on_command = [](Command&) {};
  std::function<void(shell::Parameter&)> on_parameter = [](shell::Parameter&) {};

  int n_functions = 0;  // around what is visited

  void Visit(List& list) {
    for (shell::AndOr& item : list.items) {
      for (shell::Pipeline& pipeline : item.pipelines) {
        for (Command& command : pipeline.commands) Visit(command);
      }
    }
  }

 private:
  void Visit(Command& command) {
    std::visit([&](auto& node) { VisitNode(node); }, command.value);
    for (shell::Redirection& redirection : command.redirections) {
      Visit(redirection.target);
      if (redirection.here_document) Visit(*redirection.here_document);
    }
    on_command(command);
  }

  void Visit(std::unique_ptr<List>& list) {
    if (list) Visit(*list);
  }
  void Visit(std::unique_ptr<Word>& word) {
    if (word) Visit(*word);
  }
  void Visit(Word& word) {
    for (Part& part : word.parts) Visit(part);
  }
  void Visit(std::vector<Word>& words) {
    for (Word& word : words) Visit(word);
  }

  void Visit(Part& part) {
    if (auto* const quoted = std::get_if<shell::DoubleQuoted>(&part.value)) {
      for (Part& inner : quoted->parts) Visit(inner);
    } else if (auto* const parameter = std::get_if<shell::Parameter>(&part.value)) {
      on_parameter(*parameter);
      Visit(parameter->subscript);
      Visit(parameter->argument);
      Visit(parameter->second);
    } else if (auto* const command = std::get_if<shell::CommandSubstitution>(&part.value)) {
      Visit(command->list);
    } else if (auto* const sum = std::get_if<shell::ArithmeticExpansion>(&part.value)) {
      Visit(sum->expression);
    } else if (auto* const process = std::get_if<shell::ProcessSubstitution>(&part.value)) {
      Visit(process->list);
    } else if (auto* const array = std::get_if<shell::ArrayLiteral>(&part.value)) {
      Visit(array->elements);
    }
  }

  void VisitNode(shell::SimpleCommand& node) {
    for (shell::Assignment& assignment : node.assignments) Visit(assignment.value);
    Visit(node.words);
  }
  void VisitNode(shell::Subshell& node) { Visit(node.body); }
  void VisitNode(shell::Group& node) { Visit(node.body); }
  void VisitNode(shell::If& node) {
    for (shell::If::Branch& branch : node.branches) {
      Visit(branch.condition);
      Visit(branch.body);
    }
    Visit(node.otherwise);
  }
  void VisitNode(shell::Loop& node) {
    Visit(node.condition);
    Visit(node.body);
  }
  void VisitNode(shell::For& node) {
    Visit(node.words);
    Visit(node.body);
  }
  void VisitNode(shell::ArithmeticFor& node) { Visit(node.body); }
  void VisitNode(shell::Case& node) {
    Visit(node.subject);
    for (shell::Case::Item& item : node.items) Visit(item.body);
  }
  void VisitNode(shell::Function& node) {
    ++n_functions;
    if (node.body) Visit(*node.body);
    --n_functions;
  }
  void VisitNode(shell::Coprocess& node) {
    if (node.body) Visit(*node.body);
  }
  void VisitNode(shell::Conditional& node) { Visit(node.words); }
  void VisitNode(shell::ArithmeticCommand&) {}
};

/// The words as the parser reads them; empty when they are not just words.
std::vector<Word> ParseWords(const std::vector<std::string>& words) {
  std::string line = "x";
  for (const std::string& word : words) line += " " + word;
  shell::ParseResult result = shell::Parse(line);
  if (result.error || result.program.items.size() != 1) return {};
  shell::AndOr& item = result.program.items[0];
  if (item.pipelines.size() != 1 || item.pipelines[0].commands.size() != 1) return {};
  Command& command = item.pipelines[0].commands[0];
  auto* const simple = std::get_if<shell::SimpleCommand>(&command.value);
  if (simple == nullptr || !command.redirections.empty()) return {};
  if (simple->words.size() != words.size() + 1) return {};
  simple->words.erase(simple->words.begin());
  return std::move(simple->words);
}

const shell::Pipeline* OnlyPipeline(const List& program) {
  if (program.items.size() != 1 || program.items[0].background) return nullptr;
  return program.items[0].pipelines.size() == 1 ? &program.items[0].pipelines[0] : nullptr;
}

const shell::SimpleCommand* OnlyCommand(const List& program) {
  const shell::Pipeline* const pipeline = OnlyPipeline(program);
  if (pipeline == nullptr || pipeline->timed || pipeline->negations > 0) return nullptr;
  if (pipeline->commands.size() != 1) return nullptr;
  return std::get_if<shell::SimpleCommand>(&pipeline->commands[0].value);
}

void AppendLiteral(const Part& part, bool quoted, std::optional<std::string>& value) {
  if (!value) return;
  if (const auto* const text = std::get_if<shell::Text>(&part.value)) {
    const bool bare = !quoted && text->quoting == shell::Quoting::kNone;
    const std::string_view special = "*?[]{}()~$`\\";
    if (bare && text->text.find_first_of(special) != std::string::npos) {
      value.reset();
    } else {
      *value += text->text;
    }
  } else if (const auto* const inner = std::get_if<shell::DoubleQuoted>(&part.value)) {
    for (const Part& piece : inner->parts) AppendLiteral(piece, true, value);
  } else {
    value.reset();
  }
}

bool IsOneOf(std::string_view name, std::string_view names) {
  const std::string padded = " " + std::string(name) + " ";
  return !name.empty() && (" " + std::string(names) + " ").find(padded) != std::string::npos;
}

}  // namespace

std::optional<std::string> LiteralOf(const Word& word) {
  std::optional<std::string> value = "";
  for (const Part& part : word.parts) AppendLiteral(part, false, value);
  return value;
}

ProgramText::ProgramText(std::string program) : text(std::move(program)) {
  shell::ParseResult result = shell::Parse(text);
  parses = !result.error && !result.program.items.empty();
  parses_as_posix = parses && !shell::Parse(text, shell::Dialect::kPosix).error;
  is_printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  Visitor visitor;
  visitor.on_parameter = [&](const shell::Parameter& parameter) {
    if (parameter.name == "0") has_zero = true;
    if (visitor.n_functions > 0) return;
    has_positional |= parameter.name.find_first_not_of("123456789@*#") == std::string::npos;
  };
  visitor.on_command = [&](const Command& command) {
    has_functions |= std::holds_alternative<shell::Function>(command.value);
    for (const shell::Redirection& redirection : command.redirections) {
      has_here_document |= redirection.here_document != nullptr;
    }
    const auto* const simple = std::get_if<shell::SimpleCommand>(&command.value);
    if (simple == nullptr) return;
    has_assignments |= !simple->assignments.empty();
    for (const shell::Assignment& assignment : simple->assignments) {
      sets_ifs |= assignment.name == "IFS";
    }
  };
  visitor.Visit(result.program);
  if (!parses) return;
  is_pipeline = OnlyPipeline(result.program) != nullptr;
  const shell::SimpleCommand* const simple = OnlyCommand(result.program);
  is_simple = simple != nullptr && simple->assignments.empty() && !simple->words.empty();
  if (!is_simple) return;
  const shell::Command& command = result.program.items[0].pipelines[0].commands[0];
  if (!command.redirections.empty()) return;
  for (const Word& word : simple->words) {
    const std::optional<std::string> literal = LiteralOf(word);
    if (!literal) {
      words.clear();
      return;
    }
    words.push_back(*literal);
  }
}

std::optional<std::string> RewriteCommands(const std::string& program, const Rewrite& rewrite) {
  shell::ParseResult result = shell::Parse(program);
  if (result.error) return std::nullopt;
  const shell::SimpleCommand* const only = OnlyCommand(result.program);
  bool changed = false;
  bool failed = false;
  Visitor visitor;
  visitor.on_command = [&](Command& command) {
    auto* const simple = std::get_if<shell::SimpleCommand>(&command.value);
    if (simple == nullptr || simple->words.empty()) return;
    CommandText text{
        .words = {}, .has_assignments = !simple->assignments.empty(), .alone = simple == only};
    for (const Word& word : simple->words) {
      text.words.push_back({shell::Print(word), LiteralOf(word)});
    }
    const auto words = rewrite(text);
    if (!words) return;
    std::vector<Word> parsed = ParseWords(*words);
    failed |= parsed.empty();
    simple->words = std::move(parsed);
    changed = true;
  };
  visitor.Visit(result.program);
  if (!changed || failed) return std::nullopt;
  return shell::Print(result.program);
}

bool IsBuiltin(std::string_view name) {
  return IsOneOf(name,
                 ". : [ alias bg bind break builtin caller cd command compgen complete compopt "
                 "continue declare dirs disown echo enable eval exec exit export false fc fg "
                 "getopts hash help history jobs kill let local logout mapfile popd printf pushd "
                 "pwd read readarray readonly return set shift shopt source suspend test times "
                 "trap true type typeset ulimit umask unalias unset wait");
}

bool IsDeclaration(std::string_view name) {
  return IsOneOf(name, "alias declare export local readonly typeset");
}

}  // namespace cmdai::safety
