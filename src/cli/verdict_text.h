#pragma once

#include <string>
#include <string_view>

#include "cli/printer.h"
#include "safety/judge.h"

namespace cmdai::cli {

/// The command with, under the words that each finding points at, carets and what it says:
///
///     rm -rf "$D"/*
///            ^^^^^^ deletes everything under / (`$D` is empty)
///
/// Safe for a terminal; ends with a newline.
std::string FindingsText(std::string_view command, const safety::Verdict& verdict);

/// "blocked (critical)": the decision and the risk.
std::string VerdictLine(const safety::Verdict& verdict);

/// The reasons alone, a line each, the worst first; without a newline at the end.
std::string ReasonsText(const safety::Verdict& verdict);

}  // namespace cmdai::cli
