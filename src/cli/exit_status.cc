#include "cli/exit_status.h"

namespace cmdai::cli {

ExitStatus StatusFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kLimit:
      return ExitStatus::kUsage;
    case ErrorCode::kNotFound:
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
      return ExitStatus::kModel;
    case ErrorCode::kIo:
      return ExitStatus::kFailure;
    case ErrorCode::kCancelled:
      return ExitStatus::kInterrupted;
    case ErrorCode::kDeadline:
    case ErrorCode::kBackend:
      return ExitStatus::kBackend;
    case ErrorCode::kNoAnswer:
      return ExitStatus::kNoCommand;
  }
  return ExitStatus::kFailure;
}

}  // namespace cmdai::cli
