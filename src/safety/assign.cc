#include "safety/evaluator.h"
#include "safety/variables.h"

/// Variables: what they are set to, and what that does to programs.
namespace cmdai::safety {
namespace {

/// What an array holds after x=value, which sets its first element.
void SetFirst(std::vector<Pattern>& elements, const Pattern& value) {
  const bool unknown = elements.size() == 1 && elements[0] == Pattern(1, kAnything);
  if (!elements.empty() && !unknown) elements[0] = value;
}

}  // namespace

/// The name that a nameref stands for, or the name itself.
std::string Evaluator::Referred(std::string_view name) const {
  const Variable* const reference = state_.variables.Find("&" + std::string(name));
  const bool refers = reference != nullptr && shell::IsName(reference->values.front());
  return refers ? reference->values.front() : std::string(name);
}

/// After a write to name[key], by a way that is not followed, the array may hold anything.
void Evaluator::ForgetElements(std::string_view element) {
  const size_t bracket = element.find('[');
  if (bracket == std::string_view::npos) return;
  Variable* const array = state_.variables.Find(element.substr(0, bracket));
  if (array == nullptr) return;
  array->elements = {Pattern(1, kAnything)};
  array->values = {Pattern(1, kAnything)};
}

void Evaluator::SetVariable(std::string_view name, const Field& value) {
  std::string meant = Referred(name);
  std::ranges::replace(meant, kClassBegin, '[');  // a[1] as a word is a glob
  std::ranges::replace(meant, kClassEnd, ']');
  ForgetElements(meant);
  Variable& variable = state_.variables[meant];
  if (variable.readonly) {  // the old value stays, or the shell goes on with the new one
    variable.values.push_back(value.text);
    return;
  }
  std::vector<Pattern> elements = std::move(variable.elements);
  SetFirst(elements, value.text);
  variable = {.values = {value.text},
              .elements = std::move(elements),
              .network = value.network,
              .secret = value.secret};
}

/// An element of an array's list: [key]=value or just the value, which it gives.
Pattern Evaluator::SetElement(std::string_view array, const Pattern& element) {
  const size_t end =
      element.find("]=") != Pattern::npos ? element.find("]=") : element.find("\x05=");
  const bool keyed = !element.empty() && (element[0] == '[' || element[0] == kClassBegin);
  if (!keyed || end == Pattern::npos) return element;
  const Pattern value = element.substr(end + 2);
  state_.variables[fmt::format("{}[{}]", array, element.substr(1, end - 1))] = {.values = {value},
                                                                                .elements = {}};
  return value;
}

/// name=value, name+=value, name=(a b), name[key]=value. `in` is what a program reads for which
/// alone the variable is set.
void Evaluator::Assign(const shell::Assignment& assignment, const Stream& in) {
  const std::string name = Referred(assignment.name);
  Field value;
  std::vector<Pattern> elements;
  const auto* const array = assignment.value.parts.size() == 1
                                ? std::get_if<shell::ArrayLiteral>(&assignment.value.parts[0].value)
                                : nullptr;
  if (array != nullptr) {
    std::vector<Pattern> keys;
    for (const auto& [key, variable] : state_.variables.entries()) {
      if (key.starts_with(name + "[")) keys.push_back(key);
    }
    for (const Pattern& key : keys) state_.variables.Erase(key);
    bool keyed = false;
    for (const Field& field : ExpandWords(array->elements)) {
      elements.push_back(SetElement(name, field.text));
      keyed |= elements.back() != field.text;
    }
    if (keyed && elements.size() > 1) elements = {Pattern(1, kAnything)};  // in another order
    if (!elements.empty()) value.text = elements[0];
  } else {
    value = ExpandToOne(assignment.value);
  }
  if (!Spend(1 + value.text.size() / 256)) value.text.assign(1, kAnything);
  value.span = assignment.span;
  CheckVariable(name, value, in);
  const bool runs = value.text.find("[$(") != Pattern::npos ||
                    value.text.find("[`") != Pattern::npos || name == "BASH_CMDS" ||
                    name == "BASH_ALIASES";
  if (runs) {
    Note(Risk::kUnknown, "variable.code", "unknown", value.span,
         fmt::format("sets {} to what may be run later", name));
  }
  if (assignment.subscript) {
    AssignElement(name, *assignment.subscript, value, assignment.append);
    return;
  }
  state_.variables.Erase(name + "[0]");
  Variable& variable = state_.variables[name];
  if (array != nullptr) {
    if (!assignment.append) variable.elements.clear();
    variable.elements.insert(variable.elements.end(), elements.begin(), elements.end());
    if (variable.values.empty() || !assignment.append) variable.values = {value.text};
    return;
  }
  if (assignment.append && !variable.elements.empty()) {
    variable.elements = {Pattern(1, kAnything)};
  } else {
    SetFirst(variable.elements, value.text);
  }
  if (assignment.append && !variable.values.empty()) {
    for (Pattern& old : variable.values) {
      if (old.size() < 4096) old += value.text;
    }
  } else if (variable.readonly) {
    variable.values.push_back(value.text);
  } else {
    variable.values = {value.text};
  }
}

/// name[key]=value
void Evaluator::AssignElement(const std::string& name, const shell::Word& subscript,
                              const Field& value, bool append) {
  const Field key = ExpandToOne(subscript);
  EvaluateName({.text = "[" + key.text, .span = value.span});
  EvaluateValues(key);
  const auto index = IsConstant(key.text) ? Calculate(key.text) : std::nullopt;
  Variable& variable = state_.variables[name];
  if (variable.elements.empty() && !variable.values.empty()) variable.elements = variable.values;
  const size_t size = variable.elements.size();
  const bool unknown = size == 1 && variable.elements[0] == Pattern(1, kAnything);
  if (!append && !unknown && index && *index >= 0 && static_cast<size_t>(*index) < size) {
    variable.elements[static_cast<size_t>(*index)] = value.text;
  } else if (!append && !unknown && index && static_cast<size_t>(*index) == size) {
    variable.elements.push_back(value.text);
  } else {
    variable.elements = {Pattern(1, kAnything)};
  }
  variable.values = {variable.elements.front()};
  const Field kept = append ? PartOf(value, Pattern(1, kAnything)) : value;
  // Not by SetVariable(), after which the other elements were unknown.
  for (const std::string& spelled : {key.text, index ? std::to_string(*index) : key.text}) {
    state_.variables[fmt::format("{}[{}]", name, spelled)] = {
        .values = {kept.text}, .elements = {}, .network = value.network, .secret = value.secret};
  }
  if (!index || *index < 0) ForgetNumbered(name, key.text);
}

/// After name[i]= with an i that is not known, or counts from the end.
void Evaluator::ForgetNumbered(const std::string& name, std::string_view key) {
  const bool text = !key.empty() && IsConstant(key) && !std::ranges::any_of(key, [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '$' || c == '%';
  });
  if (text) return;  // the key of an associative array
  const State before = state_;
  for (const auto& [other, variable] : before.variables.entries()) {
    if (!other.starts_with(name + "[")) continue;
    state_.variables[other] = {.values = {Pattern(1, kAnything)}, .elements = {}};
  }
}

/// Notes what setting a variable does to the programs that are run later.
void Evaluator::CheckVariable(std::string_view name, const Field& value, const Stream& in) {
  if (name == "PATH") {
    state_.path_changed = true;
    Note(Risk::kCaution, "variable.PATH", "environment", value.span,
         "changes the folders in which programs are found");
    return;
  }
  const bool prompt = name == "PS0" || name == "PS1" || name == "PS2" || name == "PS4";
  if (prompt && value.text.find_first_of("`$") != Pattern::npos &&
      (value.text.find("$(") != Pattern::npos || value.text.find('`') != Pattern::npos)) {
    Note(Risk::kHigh, "variable.prompt", "execute", value.span,
         fmt::format("{} runs a command whenever it is shown", name));
    RunExpansions(value, fmt::format("{} runs", name));
    return;
  }
  if (name == "LESS" && value.text.find('!') != Pattern::npos) {
    Note(Risk::kUnknown, "variable.LESS", "environment", value.span,
         "gives less commands of its own, which may run programs");
  }
  const bool home = name == "HOME" || name == "XDG_CONFIG_HOME";
  if (home && value.text != environment_.home) {
    Note(Risk::kUnknown, "variable.HOME", "environment", value.span,
         fmt::format("changes {}, where programs look for their settings", name));
  }
  const std::optional<VariableMeaning> meaning = MeaningOf(name);
  if (!meaning) return;
  Note(meaning->risk, fmt::format("variable.{}", name), "environment", value.span,
       fmt::format("{} {}", name, meaning->sentence));
  Invocation call{
      .argv = {{.text = Pattern(name), .span = value.span}}, .span = value.span, .in = in};
  if (value.text.empty()) return;
  if (meaning->role == Role::kScript && value.text.find("$(") != Pattern::npos) {
    RunExpansions(value, fmt::format("{} runs", name));  // the file's name is expanded once more
  }
  Field meant = value;
  if (name.starts_with("LESS")) {  // |command, ||-command
    meant.text.erase(0, std::min(meant.text.find_first_not_of("|-+! "), meant.text.size()));
  }
  Apply(meaning->role, meant, call, {});
}

}  // namespace cmdai::safety
