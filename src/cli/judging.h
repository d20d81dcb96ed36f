#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/exit_status.h"
#include "cli/handlers.h"
#include "safety/judge.h"
#include "safety/rules.h"

namespace cmdai::cli {

/// How commands are judged in this run.
struct JudgeOptions {
  safety::Environment environment = {};
  safety::Policy policy = safety::Policy::kModerate;
  std::string shell = {};
  safety::RuleSet rules = {};
};

/// From the settings, the rules in the configuration files and the options --home and --cwd;
/// without these for this machine and folder. Errors are those of LoadRules().
Result<JudgeOptions> MakeJudgeOptions(const Invocation& invocation);

safety::Verdict JudgeWith(const JudgeOptions& options, std::string_view command);

/// kOk for safe, kUnconfirmed for confirm, kBlocked for blocked.
ExitStatus StatusFor(const safety::Verdict& verdict);

}  // namespace cmdai::cli
