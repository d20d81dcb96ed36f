#include "tests/safety/dev_rows.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace cmdai::safety {
namespace {

struct Score {
  size_t n_rows = 0;
  size_t n_met = 0;
};

/// Judges the rows of one bound and prints those that are not met.
Score ScoreOf(bool minima) {
  Score score;
  for (const DevRow& row : DevRows()) {
    if (row.is_minimum != minima) continue;
    ++score.n_rows;
    const Verdict verdict = JudgeRow(row.command);
    const bool met = minima ? verdict.decision >= row.expected : verdict.decision <= row.expected;
    score.n_met += met ? 1 : 0;
    if (met) continue;
    std::printf("%s is %s, expected %s %s: %s\n", row.id.c_str(),
                std::string(Name(verdict.decision)).c_str(), minima ? "at least" : "at most",
                std::string(Name(row.expected)).c_str(), Shown(row.command).c_str());
  }
  std::printf("%zu of %zu rows met\n", score.n_met, score.n_rows);
  return score;
}

TEST(DevRows, DangerIsSeenIn99Of100) {
  const Score score = ScoreOf(/*minima=*/true);
  EXPECT_GE(score.n_rows, 460U);
  EXPECT_GE(score.n_met * 100, score.n_rows * 99);
}

TEST(DevRows, HarmlessCommandsPassIn98Of100) {
  const Score score = ScoreOf(/*minima=*/false);
  EXPECT_GE(score.n_rows, 85U);
  EXPECT_GE(score.n_met * 100, score.n_rows * 98);
}

}  // namespace
}  // namespace cmdai::safety
