#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "safety/arguments.h"

namespace cmdai::safety {

/// What head, tail, sort, uniq, cut, grep, sed, awk, fold and base64 make of `text`, where their
/// arguments are plain enough to follow; nullopt where they are not. `name` is the filter's name in
/// the tables.
std::optional<std::string> FilterLines(std::string_view name, std::string_view text,
                                       const Arguments& arguments);

}  // namespace cmdai::safety
