#pragma once

#include <string>
#include <string_view>

#include "cli/exit_status.h"
#include "cli/handlers.h"
#include "safety/judge.h"

namespace cmdai::cli {

/// How commands are judged in this run.
struct JudgeOptions {
  safety::Environment environment = {};
  safety::Policy policy = safety::Policy::kModerate;
  std::string shell = {};
};

/// From the settings and the options --home and --cwd; without these for this machine and folder.
JudgeOptions MakeJudgeOptions(const Invocation& invocation);

safety::Verdict JudgeWith(const JudgeOptions& options, std::string_view command);

/// kOk for safe, kUnconfirmed for confirm, kBlocked for blocked.
ExitStatus StatusFor(const safety::Verdict& verdict);

}  // namespace cmdai::cli
