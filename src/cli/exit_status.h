#pragma once

#include "base/result.h"

namespace cmdai::cli {

/// How cmdai ends; a contract with scripts.
enum class ExitStatus {
  kOk = 0,
  kFailure = 1,        // reading or writing failed
  kUsage = 2,          // wrong arguments or configuration
  kNoCommand = 3,      // the model has no command for this request
  kBlocked = 4,        // the policy forbids the command
  kUnconfirmed = 5,    // it needs a person's yes, and nobody can be asked or the answer is no
  kModel = 6,          // the model or the engine is not there or not usable
  kBackend = 7,        // the backend failed or ran out of time
  kInterrupted = 130,  // SIGINT or SIGTERM
};

/// The status for an error, where its place in the program says nothing more exact.
ExitStatus StatusFor(ErrorCode code);

}  // namespace cmdai::cli
