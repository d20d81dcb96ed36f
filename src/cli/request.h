#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cmdai::cli {

inline constexpr size_t kMaxRequestBytes = size_t{16} << 10;
inline constexpr size_t kMaxInputBytes = size_t{64} << 10;  // of a request from standard input

/// The request as one line: tabs and line ends become spaces, and spaces around it go. Errors:
/// kInvalidArgument for nothing at all, invalid UTF-8 and other control characters; kLimit.
Result<std::string> CleanRequest(std::string_view text);

/// The request that the words of the command line make; a single `-` means standard input.
Result<std::string> ReadRequest(std::span<const std::string> words, bool no_input);

/// An error where standard input is a terminal and the user wants not to be asked.
Result<void> CheckInput(bool no_input);

}  // namespace cmdai::cli
