#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/command.h"

namespace cmdai::cli {

struct ParsedArguments {
  /// Options that were given: id and value, "true" for switches. Each id once.
  std::vector<std::pair<std::string, std::string>> options;
  std::vector<std::string> words;  // the rest, in order, with all that follows `--`

  /// The value of the option, or nullopt where it was not given.
  std::optional<std::string> Find(std::string_view id) const;
};

/// Splits arguments into options and words. --name value, --name=value, -nvalue and several
/// switches in one (-qv) are understood; of an option given twice, the last counts. Errors
/// (kInvalidArgument): an unknown option, with its nearest match, and a missing value.
Result<ParsedArguments> ParseArguments(std::span<const std::string> arguments,
                                       std::span<const OptionSpec> options);

}  // namespace cmdai::cli
