#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cmdai::assist {

/// What a request names literally, so that its command has to hold it too.
struct RequestValues {
  /// Quoted texts, paths, names of files, patterns, identifiers; without their quotes.
  std::vector<std::string> names = {};
  std::vector<std::string> numbers = {};  // in digits: "5" for `5`, `five` and `5GB`
};

/// Looks for them in the text of a request. Words of plain English are none, in capitals neither
/// where the whole request is.
RequestValues FindRequestValues(std::string_view request);

/// How much of the values a command lacks.
struct MissingValues {
  size_t names = 0;
  size_t numbers = 0;
};

/// Compares with the command's text after quote removal: `my\ file` holds "my file", `my file` does
/// not. A number is held where its digits stand by themselves (5 in `+5G`, not in 50); a name that
/// ends in a slash also without it.
MissingValues FindMissingValues(const RequestValues& values, std::string_view command);

}  // namespace cmdai::assist
