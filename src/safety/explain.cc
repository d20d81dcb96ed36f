#include "safety/explain.h"

#include <algorithm>

#include "safety/arguments.h"
#include "safety/program_table.h"
#include "shell/parser.h"
#include "shell/redirection.h"
#include "shell/walk.h"

namespace cmdai::safety {
namespace {

/// What a value with the role is, for people.
std::string_view Describe(Role role) {
  switch (role) {
    case Role::kText:
      return "an argument";
    case Role::kRead:
      return "a file that is read";
    case Role::kWrite:
    case Role::kPlace:
      return "where it is written";
    case Role::kAppend:
      return "a file that is appended to";
    case Role::kCreate:
      return "what is made";
    case Role::kEdit:
      return "a file that is changed in place";
    case Role::kDelete:
      return "a file that is removed";
    case Role::kTree:
      return "removed, with everything below";
    case Role::kMove:
      return "a file that is moved away";
    case Role::kMeta:
    case Role::kMetaTree:
      return "a file whose attributes change";
    case Role::kLink:
      return "the name of a link";
    case Role::kDevice:
      return "a disk whose content is lost";
    case Role::kDirectory:
      return "the folder to work in";
    case Role::kScript:
    case Role::kProgramFile:
      return "a file that is run";
    case Role::kCommand:
    case Role::kProgram:
      return "a program that is run";
    case Role::kShell:
      return "a command that is run by a shell";
    case Role::kUrl:
      return "an address that is fetched";
    case Role::kHost:
      return "a machine that is contacted";
    case Role::kUpload:
      return "what is sent to another machine";
    case Role::kMode:
      return "permissions";
    case Role::kSignal:
      return "a signal";
    case Role::kProcess:
      return "a process";
    case Role::kAssignment:
      return "a variable for the program";
    case Role::kSql:
      return "statements for a database";
    default:
      return "a program text that is run";
  }
}

/// Explains the words of one text.
class Explainer {
 public:
  explicit Explainer(std::string_view text) : text_(text) {}

  std::vector<WordExplanation> Run() {
    const shell::ParseResult result = shell::Parse(text_);
    shell::Walk(result.program, [this](const shell::Command& command) { Explain(command); });
    std::ranges::stable_sort(words_, {}, [](const auto& word) { return word.span.begin; });
    return std::move(words_);
  }

 private:
  void Add(shell::Span span, std::string_view meaning, size_t level) {
    if (!words_.empty() && words_.back().span == span) return;  // -abc is one word
    words_.push_back({.word = std::string(text_.substr(span.begin, span.end - span.begin)),
                      .meaning = std::string(meaning),
                      .span = span,
                      .level = level});
  }

  void Explain(const shell::Command& command) {
    if (const auto* const simple = std::get_if<shell::SimpleCommand>(&command.value)) {
      for (const shell::Assignment& assignment : simple->assignments) {
        Add(assignment.span, "sets a variable", 0);
      }
      std::vector<Field> argv;
      for (const shell::Word& word : simple->words) {
        argv.push_back(
            {.text = std::string(text_.substr(word.span.begin, word.span.end - word.span.begin)),
             .span = word.span});
      }
      Explain(argv, 0);
    }
    for (const shell::Redirection& redirection : command.redirections) {
      Add(redirection.span,
          redirection.here_document       ? "a text that is given as input"
          : shell::Writes(redirection.op) ? "sends output to a file"
          : redirection.op == shell::RedirectionOperator::kHereString
              ? "a text that is given as input"
          : redirection.op == shell::RedirectionOperator::kInput ? "takes input from a file"
                                                                 : "joins two streams",
          1);
    }
  }

  /// A program with its arguments; `level` grows for programs that are run by others.
  void Explain(const std::vector<Field>& argv, size_t level) {
    if (argv.empty() || level > 8) return;
    const ProgramTable& table = ProgramTable::BuiltIn();
    const std::string name = argv[0].text.substr(argv[0].text.rfind('/') + 1);
    const Row* row = table.Find(name);
    Add(argv[0].span, row == nullptr ? "a program that is not known" : row->summary, level);
    if (row == nullptr) {
      for (size_t i = 1; i < argv.size(); ++i) Add(argv[i].span, "an argument", level + 1);
      return;
    }
    Arguments arguments = ParseArguments(*row, argv, 1);
    size_t n_words = 0;
    if (const Row* const subcommand = Subcommand(name, arguments, n_words)) {
      for (size_t i = 0; i < n_words; ++i) {
        Add(arguments.operands[i].span, i + 1 == n_words ? subcommand->summary : "a subcommand",
            level + 1);
      }
      const auto last = std::ranges::find_if(argv, [&](const Field& field) {
        return field.span == arguments.operands[n_words - 1].span;
      });
      const auto first = static_cast<size_t>(last - argv.begin()) + 1;
      row = subcommand;
      arguments = ParseArguments(*row, argv, first);
    }
    ExplainArguments(*row, arguments, level);
  }

  const Row* Subcommand(std::string_view name, const Arguments& arguments, size_t& n_words) {
    const Row* best = nullptr;
    for (const Row* const row : ProgramTable::BuiltIn().Subcommands(name)) {
      const size_t n = row->subcommands.size();
      if (n <= n_words || n > arguments.operands.size()) continue;
      bool matches = true;
      for (size_t i = 0; i < n; ++i) {
        matches &= AnyGlobMatches(row->subcommands[i], arguments.operands[i].text);
      }
      if (!matches) continue;
      best = row;
      n_words = n;
    }
    return best;
  }

  /// The tests and actions of find; what it runs is explained as a program.
  void ExplainFind(const std::vector<Field>& operands, size_t level) {
    bool in_expression = false;
    for (size_t i = 0; i < operands.size(); ++i) {
      const std::string& text = operands[i].text;
      in_expression |= text.starts_with('-') || text == "!" || text.starts_with("\\(");
      if (!in_expression) {
        Add(operands[i].span, "where it looks", level + 1);
      } else if (text == "-exec" || text == "-execdir" || text == "-ok" || text == "-okdir") {
        Add(operands[i].span, "runs a program on what it finds", level + 1);
        std::vector<Field> command;
        for (++i; i < operands.size() && operands[i].text != "\\;" && operands[i].text != "+" &&
                  operands[i].text != "';'";
             ++i) {
          command.push_back(operands[i]);
        }
        Explain(command, level + 2);
      } else if (text == "-delete") {
        Add(operands[i].span, "removes what it finds", level + 1);
      } else if (text.starts_with('-')) {
        Add(operands[i].span, "a test or an option", level + 1);
      } else {
        Add(operands[i].span, "its value", level + 2);
      }
    }
  }

  static bool IsAssignment(std::string_view text) {
    const size_t equals = text.find('=');
    return equals != std::string_view::npos && shell::IsName(text.substr(0, equals));
  }

  /// Handlers of programs whose operands are another program and its arguments.
  static bool RunsOperands(std::string_view handler) {
    return handler == "sudo" || handler == "env" || handler == "busybox" || handler == "exec" ||
           handler == "xargs";
  }

  void ExplainArguments(const Row& row, const Arguments& arguments, size_t level) {
    if (row.handler == "find") return ExplainFind(arguments.operands, level);
    const Effects effects = EffectsOf(row, arguments);
    for (const GivenOption& option : arguments.options) {
      Add(option.span, option.spec == nullptr ? "an option" : "an option of it", level + 1);
      if (!option.value || option.value->span == option.span) continue;
      if (!option.command.empty()) {
        Explain(option.command, level + 1);
      } else {
        Add(option.value->span, Describe(effects.OptionRole(option)), level + 2);
      }
    }
    for (size_t i = 0; i < arguments.operands.size(); ++i) {
      const Role role = effects.operands.At(i, arguments.operands.size());
      const bool runs = RunsOperands(row.handler);
      if (runs && IsAssignment(arguments.operands[i].text)) {
        Add(arguments.operands[i].span, "a variable for the program", level + 1);
        continue;
      }
      if (role == Role::kCommand || runs) {
        return Explain(
            {arguments.operands.begin() + static_cast<long>(i), arguments.operands.end()},
            level + 1);
      }
      Add(arguments.operands[i].span, DescribeOperand(row, arguments, i, role), level + 1);
    }
  }

  /// What an operand is where the program's handler, not its row, tells.
  static std::string_view DescribeOperand(const Row& row, const Arguments& arguments, size_t index,
                                          Role role) {
    const std::string& text = arguments.operands[index].text;
    const bool dashed = text.size() > 1 && text[0] == '-';
    if (row.handler == "shell" && (arguments.Has("-c") || arguments.Has("--command"))) {
      return index == 0 ? "a command that is run by a shell" : "an argument of it";
    }
    if (row.handler == "docker-run") return index == 0 ? "an image" : "run in the container";
    if (row.handler == "kill") return dashed ? "a signal" : "a process";
    if (row.handler != "chmod") return Describe(role);
    if (dashed && text.find_first_not_of("RfvchHLP-", 1) == std::string::npos) return "an option";
    for (size_t i = 0; i < index; ++i) {
      if (arguments.operands[i].text[0] != '-') return "a file whose attributes change";
    }
    return row.names.front() == "chmod" ? "permissions" : "the new owner";
  }

  std::string_view text_;
  std::vector<WordExplanation> words_;
};

}  // namespace

std::vector<WordExplanation> ExplainWords(std::string_view command) {
  return Explainer(command).Run();
}

}  // namespace cmdai::safety
