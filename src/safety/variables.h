#pragma once

#include <optional>
#include <string_view>

#include "safety/program_table.h"
#include "safety/risk.h"

namespace cmdai::safety {

/// What the environment variable means to the programs that read it.
struct VariableMeaning {
  std::string_view name;
  Risk risk = Risk::kSafe;    // of setting it at all
  Role role = Role::kText;    // of its value
  std::string_view sentence;  // what setting it does
};

/// nullopt for a name that no program gives a meaning that matters here.
std::optional<VariableMeaning> MeaningOf(std::string_view name);

}  // namespace cmdai::safety
