#include <algorithm>

#include "safety/evaluator.h"

/// What branches leave when either may have been taken.
namespace cmdai::safety {
namespace {

/// Values and bodies that are kept of one name.
constexpr size_t kMaxAlternatives = 8;

void MergeFunctions(NameMap<Function>& functions, const NameMap<Function>& others) {
  std::vector<std::string> only_mine;
  for (const auto& [name, function] : functions.entries()) {
    if (others.Find(name) == nullptr) only_mine.push_back(name);
  }
  for (const std::string& name : only_mine) functions[name].certain = false;
  for (const auto& [name, function] : others.entries()) {
    const bool both = functions.Find(name) != nullptr;
    Function& mine = functions[name];
    mine.certain = both && mine.certain && function.certain;
    for (const shell::Command* const body : function.bodies) {
      const bool known = std::ranges::find(mine.bodies, body) != mine.bodies.end();
      if (!known && mine.bodies.size() < kMaxAlternatives) mine.bodies.push_back(body);
    }
  }
}

}  // namespace

/// What the loop's condition and body may set is not known from here on.
void Evaluator::ForgetVariables(const shell::Loop& loop) {
  const auto forget = [&](const shell::List* list) {
    if (list == nullptr) return;
    const State before = state_;
    Evaluate(*list, {.kind = Stream::Kind::kData});
    const State after = state_;
    Merge(before);
    for (const auto& [name, variable] : after.variables.entries()) {
      const Variable* const old = before.variables.Find(name);
      const bool same =
          old != nullptr && old->values == variable.values && old->elements == variable.elements;
      if (same) continue;
      Variable& mine = state_.variables[name];
      mine.values.emplace_back(1, kAnything);
      if (!mine.elements.empty()) mine.elements = {Pattern(1, kAnything)};
    }
    const bool shifted = before.arguments.size() != after.arguments.size();
    state_.arguments_known = state_.arguments_known && !shifted;
  };
  forget(loop.condition.get());
  forget(loop.body.get());
}

/// Takes in what another branch may have left.
void Evaluator::Merge(const State& other) {
  if (!Spend(state_.Weight() * other.Weight() / 32)) return;
  // What only one branch sets is there or not, with a value from outside.
  const auto add_unset = [&](std::string_view name, Variable& variable) {
    const bool internal = name.find_first_of("[/&") != std::string_view::npos;
    if (internal || variable.values.empty()) return;
    const Pattern value = name == "HOME"  ? Pattern(environment_.home)
                          : name == "IFS" ? Pattern(" \t\n")
                                          : Pattern(1, kAnything);
    const bool known = std::ranges::find(variable.values, value) != variable.values.end();
    if (!known && variable.values.size() < kMaxAlternatives) variable.values.push_back(value);
  };
  std::vector<std::string> only_one;
  for (const auto& [name, variable] : state_.variables.entries()) {
    if (other.variables.Find(name) == nullptr) only_one.push_back(name);
  }
  for (const auto& [name, variable] : other.variables.entries()) {
    if (state_.variables.Find(name) == nullptr) only_one.push_back(name);
  }
  for (const auto& [name, variable] : other.variables.entries()) {
    Variable& mine = state_.variables[name];
    for (const Pattern& value : variable.values) {
      const bool known = std::ranges::find(mine.values, value) != mine.values.end();
      if (known) continue;
      if (mine.values.size() >= kMaxAlternatives) {
        mine.values = {Pattern(1, kAnything)};
        break;
      }
      mine.values.push_back(value);
    }
    if (mine.elements.empty()) {
      mine.elements = variable.elements;
    } else if (!variable.elements.empty() && mine.elements != variable.elements) {
      mine.elements = {Pattern(1, kAnything)};
    }
  }
  for (const std::string& name : only_one) add_unset(name, state_.variables[name]);
  MergeFunctions(state_.functions, other.functions);
  for (const auto& [name, text] : other.aliases.entries()) {
    if (state_.aliases.Find(name) == nullptr) state_.aliases[name] = text;
  }
  for (const auto& [path, stream] : other.files.entries()) {
    Stream* const mine = state_.files.Find(path);
    if (mine == nullptr) {
      state_.files[path] = stream;
    } else if (mine->kind != stream.kind || mine->text != stream.text) {
      *mine = Join(*mine, stream);
    }
  }
  for (const auto& [path, target] : other.links.entries()) {
    Pattern* const mine = state_.links.Find(path);
    if (mine == nullptr) {
      state_.links[path] = target;
    } else if (*mine != target) {
      mine->assign(1, kAnything);
    }
  }
  for (const Pattern& cwd : other.cwds) {
    const bool known = std::ranges::find(state_.cwds, cwd) != state_.cwds.end();
    if (!known && state_.cwds.size() < kMaxFolders) state_.cwds.push_back(cwd);
  }
  const bool same_arguments =
      state_.arguments_known == other.arguments_known &&
      std::ranges::equal(state_.arguments, other.arguments,
                         [](const Field& a, const Field& b) { return a.text == b.text; });
  if (!same_arguments) state_.arguments_known = false;
  state_.path_changed |= other.path_changed;
}

}  // namespace cmdai::safety
