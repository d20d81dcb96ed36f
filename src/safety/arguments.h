#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/program_table.h"
#include "safety/state.h"

namespace cmdai::safety {

/// An option that was given.
struct GivenOption {
  const OptionSpec* spec = nullptr;  // nullptr: the row does not name it
  std::string name;
  std::optional<Field> value;
  std::vector<Field> command;  // of a value of Role::kCommand: all words that follow
  shell::Span span;
};

/// A program's arguments, taken apart.
struct Arguments {
  std::vector<GivenOption> options;
  std::vector<Field> operands;
  bool ended = false;  // by `--`

  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  const GivenOption* Find(std::string_view name) const;
  /// The first of the options that was given.
  const GivenOption* FindAny(std::initializer_list<std::string_view> names) const;
};

/// Takes `fields` apart as the row says: bundled and abbreviated options, values that are attached
/// or follow, `--`. An abbreviation that fits several options counts as all of them.
Arguments ParseArguments(const Row& row, const std::vector<Field>& fields, size_t first);

/// What the row says of these arguments, before the values are looked at.
struct Effects {
  bool only_reads = false;
  Operands operands;
  std::vector<const Action*> risks;
  std::optional<Role> standard_input;
  std::string standard_output;
  std::vector<std::pair<std::string, Role>> option_roles;  // changed by a clause

  Role OptionRole(const GivenOption& option) const;
};

Effects EffectsOf(const Row& row, const Arguments& arguments);

}  // namespace cmdai::safety
