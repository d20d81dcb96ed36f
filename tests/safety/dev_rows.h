#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "safety/judge.h"

namespace cmdai::safety {

/// A command with the verdict that it must get at least (`is_minimum`) or at most.
struct DevRow {
  std::string id;
  std::string kind;  // such as "quoting"
  std::string command;
  Decision expected = Decision::kConfirm;
  bool is_minimum = true;
};

/// The rows of dev_rows.jsonl. They are for policy moderate, and for where JudgeRow() runs.
const std::vector<DevRow>& DevRows();

/// Judges as the user of /home/user, in /home/user/proj.
Verdict JudgeRow(std::string_view command, Policy policy = Policy::kModerate);

/// The command on one line, shortened: to be shown when a test fails.
std::string Shown(std::string_view command);

}  // namespace cmdai::safety
