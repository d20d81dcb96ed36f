#include <algorithm>
#include <utility>

#include "safety/evaluator.h"
#include "safety/filters.h"

namespace cmdai::safety {
namespace {

/// Whether a clause looks at the place of an operand, which an unknown option with a value shifts.
bool CountsOperands(const Row& row) {
  return std::ranges::any_of(row.clauses, [](const Clause& clause) {
    return std::ranges::any_of(clause.any_of, [](const std::vector<Condition>& all_of) {
      return std::ranges::any_of(
          all_of, [](const Condition& condition) { return condition.index.has_value(); });
    });
  });
}

/// The language of the programs that it reads from its input.
std::optional<Role> LanguageOf(const Row& row) {
  for (const Clause& clause : row.clauses) {
    for (const Action& action : clause.actions) {
      if (action.kind == Action::Kind::kStdin) return action.role;
    }
  }
  return row.standard_input;
}

/// --help, --version and the like alone: the program tells of itself.
bool AsksForHelp(const Row& row, const std::vector<Field>& argv, size_t first) {
  if (argv.size() != first + 1) return false;
  const std::string& word = argv[first].text;
  const bool short_form = word == "-h" || word == "-V";
  if (short_form) return row.FindOption(word) == nullptr && row.handler.empty();
  return word == "--help" || word == "--version" || word == "-help" || word == "-version";
}

}  // namespace

std::string Evaluator::Program(const Invocation& call) const {
  return call.argv.empty() ? std::string() : ToText(call.argv[0].text);
}

Stream Evaluator::RunRow(const Row& row, Invocation call, size_t first) {
  if (AsksForHelp(row, call.argv, first)) return {.kind = Stream::Kind::kData};
  const Arguments arguments = ParseArguments(row, call.argv, first);
  const std::string called = Program(call);
  const std::string name = programs_.Subcommands(called).empty() ? row.names.front() : called;
  const Effects effects = EffectsOf(row, arguments);
  if (rules_) rules_->EnterRow(row, called, arguments, WordsSpan(call));
  NoteUnknownOptions(row, arguments, called);
  if (effects.only_reads) return {.kind = Stream::Kind::kData};
  size_t n_words = 0;
  const Row* subcommand = nullptr;
  const bool may_have_subcommands = !programs_.Subcommands(name).empty();
  if (may_have_subcommands && !arguments.operands.empty()) {
    subcommand = FindSubcommand(name, row, arguments, n_words);
  }
  // The options of the program itself count for every subcommand.
  const std::vector<Pattern> cwds = state_.cwds;
  if (subcommand == nullptr || row.subcommands.empty()) {
    ApplyArguments(row, call, arguments, effects);
  }
  Stream out;
  if (subcommand != nullptr) {
    if (!row.handler.empty()) (this->*FindHandler(row.handler))(row, call, arguments);
    out = RunRow(*subcommand, Inner(call, arguments, first, n_words), 1);
  } else if (may_have_subcommands && row.subcommands.empty() && !arguments.operands.empty()) {
    if (!row.handler.empty()) (this->*FindHandler(row.handler))(row, call, arguments);
    out = RunUnknown(call, fmt::format("runs `{} {}`, a subcommand that is not known", called,
                                       ToText(arguments.operands[0].text)));
  } else if (!row.handler.empty()) {
    out = (this->*FindHandler(row.handler))(row, call, arguments);
  } else {
    out = Output(row, effects, call, arguments);
  }
  const bool changes_folder =
      std::ranges::any_of(arguments.options, [&](const GivenOption& option) {
        return option.value && effects.OptionRole(option) == Role::kDirectory;
      });
  if (changes_folder) state_.cwds = cwds;
  return out;
}

/// An option that the row does not name is harmless only where the row says so, and where its value
/// cannot be taken for an operand that decides.
void Evaluator::NoteUnknownOptions(const Row& row, const Arguments& arguments,
                                   std::string_view program) {
  for (const GivenOption& option : arguments.options) {
    if (option.spec != nullptr || option.name == "--help" || option.name == "--version") continue;
    const bool before_operands =
        !arguments.operands.empty() && option.span.begin < arguments.operands[0].span.begin;
    const bool shifts = before_operands && row.subcommands.empty() && CountsOperands(row);
    if (row.style.any && !shifts) continue;
    Note(Risk::kUnknown, "option.unknown", "unknown", option.span,
         fmt::format("gives `{}` the option {}, which is not known", program, ToText(option.name)));
  }
}

/// Everything that the row says of options, operands and standard input.
void Evaluator::ApplyArguments(const Row& row, const Invocation& call, const Arguments& arguments,
                               const Effects& effects) {
  for (const GivenOption& option : arguments.options) {
    if (option.value && effects.OptionRole(option) == Role::kDirectory) {
      Apply(Role::kDirectory, *option.value, call, option.name);
    }
  }
  for (const GivenOption& option : arguments.options) {
    if (option.spec == nullptr) continue;
    const Role role = effects.OptionRole(option);
    if (role == Role::kCommand) {
      if (!option.command.empty()) RunArguments(option.command, call);
    } else if (option.value && role != Role::kDirectory) {
      Apply(role, *option.value, call, option.name);
    }
  }
  const std::vector<Field>& operands = arguments.operands;
  const auto n_sources = static_cast<size_t>(std::ranges::count_if(
      effects.operands.roles, [](Role role) { return role != Role::kPlace; }));
  for (size_t i = 0; i < operands.size(); ++i) {
    const Role role = effects.operands.At(i, operands.size());
    if (role == Role::kCommand) {
      RunArguments({operands.begin() + static_cast<long>(i), operands.end()}, call);
      break;
    }
    if (role == Role::kPlace) {
      const bool alone = operands.size() == 1 && n_sources > 0;
      if (!alone) Place(operands[i], call, arguments, i);
    } else if (role == Role::kLink && i > 0) {
      Link(operands[i - 1], operands[i], call);
    } else if (const auto language = LanguageOf(row);
               role == Role::kProgramFile && language &&
               ReadFile(operands[i]).kind == Stream::Kind::kText) {
      Field code = operands[i];  // a file that was written before
      code.text = ReadFile(operands[i]).text;
      code.position = kNoPosition;
      Apply(*language, code, call, {});
    } else {
      Apply(role, operands[i], call, {});
    }
  }
  if (effects.standard_output == "network") MarkDownloads(arguments, effects);
  for (const Action* const risk : effects.risks) {
    Note(risk->risk, "program." + Program(call), "program", call.span, risk->text);
  }
  if (effects.standard_input && call.in.kind != Stream::Kind::kNone) {
    ApplyStandardInput(*effects.standard_input, call);
  }
}

/// Files that hold what came from the network: those that options name, and those that are named
/// like the last part of an address.
void Evaluator::MarkDownloads(const Arguments& arguments, const Effects& effects) {
  const Folders folders{environment_.home, state_.cwds.front()};
  const auto mark = [&](std::string_view name) {
    if (name.empty() || !IsConstant(name)) return;
    state_.files[Normalise(name, folders).front()] = {.kind = Stream::Kind::kNetwork};
  };
  for (const GivenOption& option : arguments.options) {
    if (option.value && effects.OptionRole(option) == Role::kWrite) mark(option.value->text);
  }
  for (size_t i = 0; i < arguments.operands.size(); ++i) {
    if (effects.operands.At(i, arguments.operands.size()) != Role::kUrl) continue;
    const std::string& url = arguments.operands[i].text;
    if (url.find('/') != std::string::npos) mark(url.substr(url.rfind('/') + 1));
  }
}

/// What a program writes that only computes with paths: pwd, basename, dirname, realpath, and those
/// that tell where a program is.
std::optional<Pattern> Evaluator::PathOutput(std::string_view output, const Arguments& arguments) {
  const Pattern& cwd = state_.cwds.front();
  if (output == "cwd") return cwd;
  if (arguments.operands.empty() || HasUnknown(arguments.operands[0].text)) return std::nullopt;
  const Pattern& operand = arguments.operands[0].text;
  if (output == "program") return operand;
  if (output == "realpath")
    return FollowLinks(Normalise(operand, {environment_.home, cwd}).front());
  const size_t end = operand.find_last_not_of('/');
  if (output != "basename" && output != "dirname") return std::nullopt;
  if (end == Pattern::npos) return operand.empty() ? Pattern(output == "dirname" ? "." : "") : "/";
  const Pattern path = operand.substr(0, end + 1);
  const size_t slash = path.rfind('/');
  if (output == "dirname") {
    if (slash == Pattern::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
  }
  Pattern name = slash == Pattern::npos ? path : path.substr(slash + 1);
  const GivenOption* const suffix = arguments.FindAny({"-s", "--suffix"});
  const Pattern end_text = suffix != nullptr && suffix->value ? suffix->value->text
                           : arguments.operands.size() == 2   ? arguments.operands[1].text
                                                              : Pattern();
  if (name.size() > end_text.size() && name.ends_with(end_text)) {
    name.resize(name.size() - end_text.size());
  }
  return name;
}

/// What the program writes, as far as the row and its input tell.
Stream Evaluator::Output(const Row&, const Effects& effects, const Invocation& call,
                         const Arguments& arguments) {
  if (command_output_) return *std::exchange(command_output_, std::nullopt);
  Stream out{.kind = Stream::Kind::kData, .secret = call.in.secret};
  if (call.in.kind == Stream::Kind::kNetwork) out.kind = Stream::Kind::kNetwork;
  if (effects.standard_output == "network") {
    out.kind = Stream::Kind::kNetwork;
  } else if (effects.standard_output == "secret") {
    out.secret = true;
  } else if (auto path = PathOutput(effects.standard_output, arguments)) {
    out.kind = Stream::Kind::kText;
    out.text = *path + "\n";
    return out;
  } else if (!effects.standard_output.empty()) {
    Stream input = call.in;
    for (const Field& operand : arguments.operands) {
      const bool reads = effects.operands.At(0, 1) == Role::kRead && operand.text != "-";
      if (reads)
        input = Join(&operand == &arguments.operands[0] ? Stream{} : input, ReadFile(operand));
    }
    if (auto text = ApplyFilter(effects.standard_output, input, arguments)) return *std::move(text);
  }
  for (size_t i = 0; i < arguments.operands.size(); ++i) {
    const Field& operand = arguments.operands[i];
    if (effects.operands.At(i, arguments.operands.size()) != Role::kRead) continue;
    const Stream file = ReadFile(operand);
    out.secret |= file.secret;
    if (file.kind == Stream::Kind::kNetwork) out.kind = file.kind;
  }
  return out;
}

}  // namespace cmdai::safety
