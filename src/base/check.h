#pragma once

namespace cmdai::internal {

/// Prints the failed condition with its place and aborts.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace cmdai::internal

/// Aborts when `condition` is false, in every build. For bugs of ours only: input from outside
/// is answered with an Error and never reaches a check.
#define CMDAI_CHECK(condition)                         \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::cmdai::internal::CheckFailed(#condition, __FILE__, __LINE__))
