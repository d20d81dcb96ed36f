#include "safety/evaluator.h"
#include "safety/variables.h"

/// Variables: what they are set to, and what that does to programs.
namespace cmdai::safety {

void Evaluator::SetVariable(std::string_view name, const Field& value) {
  state_.variables[name] = {
      .values = {value.text}, .elements = {}, .network = value.network, .secret = value.secret};
}

/// An element of an array's list: [key]=value or just the value, which it gives.
Pattern Evaluator::SetElement(std::string_view array, const Pattern& element) {
  const size_t end =
      element.find("]=") != Pattern::npos ? element.find("]=") : element.find("\x05=");
  const bool keyed = !element.empty() && (element[0] == '[' || element[0] == kClassBegin);
  if (!keyed || end == Pattern::npos) return element;
  const Pattern value = element.substr(end + 2);
  SetVariable(fmt::format("{}[{}]", array, element.substr(1, end - 1)),
              {.text = value, .span = {}});
  return value;
}

/// name=value, name+=value, name=(a b), name[key]=value. `in` is what a program reads for which
/// alone the variable is set.
void Evaluator::Assign(const shell::Assignment& assignment, const Stream& in) {
  Field value;
  std::vector<Pattern> elements;
  const auto* const array = assignment.value.parts.size() == 1
                                ? std::get_if<shell::ArrayLiteral>(&assignment.value.parts[0].value)
                                : nullptr;
  if (array != nullptr) {
    std::vector<Pattern> keys;
    for (const auto& [name, variable] : state_.variables.entries()) {
      if (name.starts_with(assignment.name + "[")) keys.push_back(name);
    }
    for (const Pattern& key : keys) state_.variables.Erase(key);
    for (const Field& field : ExpandWords(array->elements)) {
      elements.push_back(SetElement(assignment.name, field.text));
    }
    if (!elements.empty()) value.text = elements[0];
  } else {
    value = ExpandToOne(assignment.value);
  }
  if (!Spend(1 + value.text.size() / 256)) value.text.assign(1, kAnything);
  value.span = assignment.span;
  CheckVariable(assignment.name, value, in);
  if (assignment.subscript) {
    const Field key = ExpandToOne(*assignment.subscript);
    EvaluateName({.text = "[" + key.text, .span = assignment.span});
    SetVariable(fmt::format("{}[{}]", assignment.name, key.text), value);
    const auto index = IsConstant(key.text) ? Calculate(key.text) : std::nullopt;
    if (index) SetVariable(fmt::format("{}[{}]", assignment.name, *index), value);
  }
  Variable& variable = state_.variables[assignment.name];
  if (array != nullptr) {
    if (!assignment.append) variable.elements.clear();
    variable.elements.insert(variable.elements.end(), elements.begin(), elements.end());
    if (variable.values.empty() || !assignment.append) variable.values = {value.text};
  } else if (assignment.subscript) {
    variable.elements.push_back(value.text);
    if (variable.values.empty()) variable.values = {value.text};
  } else if (assignment.append && !variable.values.empty()) {
    for (Pattern& old : variable.values) {
      if (old.size() < 4096) old += value.text;
    }
  } else {
    variable.values = {value.text};
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
    meant.text.erase(0, std::min(meant.text.find_first_not_of("|- "), meant.text.size()));
  }
  Apply(meaning->role, meant, call, {});
}

}  // namespace cmdai::safety
