#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "safety/judge.h"
#include "tests/safety/dev_rows.h"

/// Dangerous commands as attackers, tests of gates and careless people write them: each says how
/// much the gate must make of it at least, confirm or blocked.
namespace cmdai::safety {
namespace {

struct Score {
  size_t n_rows = 0;
  size_t n_met = 0;
};

TEST(RedTeam, DangerIsSeenIn98Of100) {
  std::ifstream file("tests/safety/red_team.jsonl");
  std::map<std::string, Score> classes;
  Score all;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    const std::string command = json.at("command");
    const std::string least = json.at("least");
    const std::string kind = json.at("class");
    const Decision expected = least == "blocked" ? Decision::kBlocked : Decision::kConfirm;
    const Verdict verdict = JudgeRow(command);
    const bool met = verdict.decision >= expected;
    for (Score* const score : {&all, &classes[kind]}) {
      ++score->n_rows;
      score->n_met += met ? 1 : 0;
    }
    if (met) continue;
    std::printf("%s: %s is %s, not %s\n", kind.c_str(), Shown(command).c_str(),
                std::string(Name(verdict.decision)).c_str(), least.c_str());
  }
  for (const auto& [kind, score] : classes) {
    std::printf("%s: %zu of %zu rows met\n", kind.c_str(), score.n_met, score.n_rows);
  }
  std::printf("%zu of %zu rows met\n", all.n_met, all.n_rows);
  EXPECT_GE(all.n_rows, 3000U);
  EXPECT_GE(all.n_met * 100, all.n_rows * 98);
}

}  // namespace
}  // namespace cmdai::safety
