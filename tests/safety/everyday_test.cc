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

TEST(Everyday, OtherShellsMakeADifferenceOnlyWhereTheyReadTheCommandInAnotherWay) {
  struct Row {
    shell::Kind shell;
    size_t most;  // commands in a hundred that become ones to be confirmed
  };
  static constexpr Row kRows[] = {{shell::Kind::kPosix, 3},
                                  {shell::Kind::kKsh, 1},
                                  {shell::Kind::kZsh, 1},
                                  {shell::Kind::kFish, 5}};
  for (const Row& row : kRows) {
    std::ifstream file("tests/safety/everyday.jsonl");
    size_t n_rows = 0;
    size_t n_differ = 0;
    for (std::string line; std::getline(file, line); ++n_rows) {
      const std::string command = nlohmann::json::parse(line).at("command");
      const Verdict verdict =
          Judge(command, {.home = "/home/user", .cwd = "/home/user/proj", .shell = row.shell});
      const Verdict in_bash = JudgeRow(command);
      EXPECT_GE(verdict.decision, in_bash.decision) << command;
      if (verdict.decision == in_bash.decision) continue;
      ++n_differ;
      EXPECT_TRUE(verdict.findings[0].rule.starts_with("shell.")) << command;
    }
    EXPECT_LE(n_differ * 100, n_rows * row.most) << shell::NameOf(row.shell);
  }
}

}  // namespace
}  // namespace cmdai::safety
