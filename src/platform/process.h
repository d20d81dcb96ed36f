#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace cmdai::platform {

/// What a finished program left.
struct ProcessOutput {
  int exit_status = 0;  // 128 + signal number where a signal ended it
  std::string output;   // standard output and standard error, as they came
};

struct ProcessLimits {
  std::chrono::milliseconds time = std::chrono::milliseconds(1000);
  size_t output_bytes = 64 * 1024;  // more is read and dropped
};

/// Runs `arguments[0]`, looked up on PATH, without a shell and with empty standard input, and waits
/// for it. kNotFound where there is no such program, kDeadline (after killing it) when the time is
/// up. REQUIRES: arguments is not empty.
Result<ProcessOutput> RunProcess(const std::vector<std::string>& arguments,
                                 const ProcessLimits& limits = {});

/// Runs `arguments[0]`, looked up on PATH, with this process's own terminal, input and output, and
/// waits for it. The signals of the keyboard go to it alone meanwhile. Gives its status: 128 + the
/// number of the signal that ended it. kNotFound where there is no such program. REQUIRES:
/// arguments is not empty.
Result<int> RunInForeground(const std::vector<std::string>& arguments);

/// The full path of `program` on PATH; empty when there is none.
std::string FindProgram(const std::string& program);

}  // namespace cmdai::platform
