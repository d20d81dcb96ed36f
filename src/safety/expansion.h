#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/judge.h"
#include "safety/pattern.h"

namespace cmdai::safety {

/// The arguments that the last command of `program` would get, as the gate expands them; commands
/// before it are followed as Judge() follows them: `x=a; : $x{1,2}` gives a1 and a2. Nothing is
/// run. nullopt when the program cannot be parsed or its last command is not a simple one. Tests
/// compare this with what a shell does. Thread-safe.
std::optional<std::vector<Pattern>> ExpandArguments(std::string_view program,
                                                    const Environment& environment);

}  // namespace cmdai::safety
