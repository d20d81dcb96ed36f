#include <algorithm>

#include "safety/evaluator.h"
#include "safety/parameter_text.h"

/// Parameters: what they hold, as far as it is known.
namespace cmdai::safety {
namespace {

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Parameters of the shell that hold numbers or names that are not known before it runs, but that
/// never hold a `/` or a blank.
bool IsPlainSpecial(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "?",       "$",      "!",       "-",        "RANDOM",   "UID",     "EUID",     "PPID",
      "SECONDS", "LINENO", "BASHPID", "SHLVL",    "LINES",    "COLUMNS", "HISTCMD",  "EPOCHSECONDS",
      "OPTIND",  "GROUPS", "SRANDOM", "HOSTNAME", "HOSTTYPE", "OSTYPE",  "MACHTYPE", "COLUMNS"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

/// The operators that look whether there is a value.
bool IsDefault(std::string_view op) {
  return op.ends_with('-') || op.ends_with('=') || op.ends_with('?') || op.ends_with('+');
}

}  // namespace

Evaluator::Value Evaluator::Lookup(std::string_view name) {
  const Pattern unknown(1, kAnything);
  if (name == "@" || name == "*") {
    Value value{.fields = {}, .list = true, .many = name == "@"};
    if (!state_.arguments_known || !Spend(state_.arguments.size() / 8)) {
      value.fields = {unknown};
    } else {
      for (const Field& field : state_.arguments) value.fields.push_back(field.text);
    }
    return value;
  }
  if (name == "#") {
    return {.fields = {state_.arguments_known ? std::to_string(state_.arguments.size())
                                              : Pattern(1, kAnyRun)}};
  }
  if (name == "0") return {.fields = {state_.zero}};
  if (IsNumber(name)) {
    if (!state_.arguments_known) return {.fields = {unknown}};
    const size_t index =
        std::min<size_t>(name.size() > 4 ? 9999 : std::stoul(std::string(name)), 9999);
    if (index > state_.arguments.size()) return {.fields = {Pattern()}, .missing = true};
    const Field& field = state_.arguments[index - 1];
    return {.fields = {field.text}, .network = field.network, .secret = field.secret};
  }
  if (const Variable* const reference = state_.variables.Find(fmt::format("&{}", name));
      reference != nullptr && shell::IsName(reference->values.front())) {
    const Pattern meant = reference->values.front();
    if (meant != name && state_.variables.Find("&" + meant) == nullptr) return Lookup(meant);
  }
  if (const Variable* const variable = state_.variables.Find(name)) {
    Value value{.fields = {}, .network = variable->network, .secret = variable->secret};
    // Long values that are used again and again would take more than the text is long.
    const size_t size = variable->values.empty() ? 0 : variable->values.front().size();
    if (size >= 64 && !Spend(size / 64)) {
      value.fields = {unknown};
      return value;
    }
    const auto choice =
        std::ranges::find_if(choices_, [&](const Choice& entry) { return entry.name == name; });
    if (!choosing_ && variable->values.size() > 1) {  // the words of a for, of a case
      value.fields = {unknown};
    } else if (choice != choices_.end()) {
      value.fields = {variable->values[std::min(choice->index, variable->values.size() - 1)]};
    } else {
      if (variable->values.size() > 1) {
        choices_.push_back({std::string(name), variable->values.size(), 0});
      }
      value.fields = {variable->values.empty() ? unknown : variable->values.front()};
    }
    return value;
  }
  if (name == "HOME") return {.fields = {environment_.home}};
  if (name == "PWD") return {.fields = {state_.cwds.front()}};
  if (name == "SHELL" || name == "BASH") return {.fields = {"/bin/bash"}};
  if (name == "IFS") return {.fields = {" \t\n"}};
  if (name == "USER" || name == "LOGNAME") {
    return {.fields = {environment_.home.substr(environment_.home.rfind('/') + 1)}};
  }
  if (name == "PATH") return {.fields = {"/usr/bin:/bin"}};
  if (IsPlainSpecial(name)) return {.fields = {Pattern(1, kAnyRun)}};
  read_unset_ = true;
  return {.fields = {unset_is_empty_ ? Pattern() : unknown}, .unset = true};
}

/// The value before an operator.
Evaluator::Value Evaluator::BaseValue(const shell::Parameter& parameter) {
  const Pattern unknown(1, kAnything);
  if (parameter.name.empty()) {
    if (parameter.argument) ExpandToOne(*parameter.argument);
    Note(Risk::kUnknown, "expansion.invalid", "unknown", {},
         "holds an expansion that is not valid");
    return {.fields = {unknown}};
  }
  // A default or a check for emptiness: what nothing sets is not simply empty then.
  const bool read_unset = read_unset_;
  Value value = Lookup(parameter.name);
  if (IsDefault(parameter.op)) read_unset_ = read_unset;
  if (parameter.subscript) ApplySubscript(parameter, value);
  if (parameter.indirect) value = ApplyIndirection(parameter, std::move(value));
  if (!parameter.length) return value;
  const bool known = std::ranges::all_of(value.fields, IsConstant);
  if (!known) return {.fields = {Pattern(1, kAnyRun)}};
  const size_t length =
      value.list || value.fields.empty() ? value.fields.size() : CountCharacters(value.fields[0]);
  return {.fields = {std::to_string(length)}};
}

}  // namespace cmdai::safety
