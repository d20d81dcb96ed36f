#pragma once

#include <optional>
#include <string_view>

#include "safety/arguments.h"
#include "safety/state.h"

namespace cmdai::safety {

/// What a filter such as base64 or rev writes when it reads `input`. `name` is the `stdout` of the
/// program's row. nullopt where it cannot be told, as for unknown input.
std::optional<Stream> ApplyFilter(std::string_view name, const Stream& input,
                                  const Arguments& arguments);

}  // namespace cmdai::safety
