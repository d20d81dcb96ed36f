#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "safety/judge.h"
#include "tests/safety/dev_rows.h"

/// Commands that administrators and developers give every day: each says how much the gate may make
/// of it at most, safe or confirm. None may be blocked.
namespace cmdai::safety {
namespace {

TEST(Everyday, FewCommandsAreAskedMoreThanNeededAndNoneIsBlocked) {
  std::ifstream file("tests/safety/everyday.jsonl");
  size_t n_rows = 0;
  size_t n_met = 0;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    const std::string command = json.at("command");
    const std::string most = json.at("most");
    const Verdict verdict = JudgeRow(command);
    ++n_rows;
    EXPECT_NE(verdict.decision, Decision::kBlocked) << command;
    if (most == "confirm" || verdict.decision == Decision::kSafe) {
      ++n_met;
    } else {
      std::printf("%s is %s: %s\n", Shown(command).c_str(),
                  std::string(Name(verdict.decision)).c_str(),
                  verdict.findings.empty() ? "" : verdict.findings[0].message.c_str());
    }
  }
  std::printf("%zu of %zu rows met\n", n_met, n_rows);
  EXPECT_GE(n_rows, 400U);
  EXPECT_GE(n_met * 100, n_rows * 98);
}

}  // namespace
}  // namespace cmdai::safety
