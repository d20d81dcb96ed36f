#pragma once

#include <string>
#include <string_view>

#include "cli/judging.h"

namespace cmdai::cli {

/// What each part of the command is and does, a line each, and then its effects:
///
///     rm       removes files
///       -r     option
///       build  removed, with everything below
///     effects: confirm (risk high)
///       high: deletes everything under /home/user/build
///
/// Safe for a terminal; ends with a newline.
std::string ExplanationText(std::string_view command, const JudgeOptions& options);

}  // namespace cmdai::cli
