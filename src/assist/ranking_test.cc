#include "assist/ranking.h"

#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

TEST(Score, IsZeroForWhatIsCertainAndFallsWithEachDoubt) {
  const Evidence certain = {.log_probability = 0.0, .n_tokens = 5};
  EXPECT_EQ(Score(certain), 0.0);
  const auto with = [&](auto change) {
    Evidence evidence = certain;
    change(evidence);
    return Score(evidence);
  };
  EXPECT_LT(with([](Evidence& e) { e.log_probability = -1.0; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.agreement = 0.5; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.missing_names = 1; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.missing_numbers = 1; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.unknown_programs = 1; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.unknown_options = 1; }), 0.0);
  EXPECT_LT(with([](Evidence& e) { e.missing_names = 2; }),
            with([](Evidence& e) { e.missing_names = 1; }));
}

TEST(Score, WithoutProbabilitiesTheChecksAndTheAgreementCount) {
  EXPECT_EQ(Score({}), 0.0);
  EXPECT_LT(Score({.agreement = 0.25}), Score({.agreement = 0.5}));
}

}  // namespace
}  // namespace cmdai::assist
