#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "safety/rules.h"

namespace cmdai::cli {

/// The key of the configuration file that holds them.
inline constexpr std::string_view kRulesKey = "rules";

/// The [[rules]] of the configuration files, of all of them together; those that are not there are
/// passed over. Errors (kInvalidArgument, kIo) name file and line, and the nearest key or value.
Result<std::vector<safety::UserRule>> ReadRules(std::span<const std::string> paths);

/// The same, verified for the home folder of `environment`.
Result<safety::RuleSet> LoadRules(std::span<const std::string> paths,
                                  const safety::Environment& environment);

}  // namespace cmdai::cli
