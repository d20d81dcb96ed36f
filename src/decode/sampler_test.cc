#include "decode/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

namespace cmdai::decode {
namespace {

bool Any(TokenId) { return true; }

/// How often each token comes in n draws.
std::map<TokenId, int> Draw(const SamplingOptions& options, const std::vector<float>& logits, int n,
                            const TokenFilter& allowed = Any) {
  Sampler sampler(options);
  std::map<TokenId, int> counts;
  for (int i = 0; i < n; ++i) ++counts[sampler.Sample(logits, allowed)];
  return counts;
}

TEST(Sampler, GreedyTakesTheMostLikelyAndTheLowerIdOfTwo) {
  Sampler sampler({});
  EXPECT_EQ(sampler.Sample(std::vector<float>{0.1F, 2.0F, 2.0F, -1.0F}, Any), 1);
  EXPECT_EQ(sampler.Sample(std::vector<float>{}, Any), -1);
}

TEST(Sampler, GreedyGoesDownUntilTheFilterAgrees) {
  std::vector<float> logits(1000);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>(i);
  Sampler sampler({});
  EXPECT_EQ(sampler.Sample(logits, [](TokenId id) { return id <= 400; }), 400);
  EXPECT_EQ(sampler.Sample(logits, [](TokenId) { return false; }), -1);
}

TEST(Sampler, FrequenciesFollowTheTemperature) {
  const std::vector<float> logits = {0.0F, std::log(3.0F)};
  const auto warm = Draw({.temperature = 1.0F, .seed = 1}, logits, 20'000);
  EXPECT_NEAR(warm.at(1) / 20'000.0, 0.75, 0.015);
  const auto cool = Draw({.temperature = 0.5F, .seed = 1}, logits, 20'000);
  EXPECT_NEAR(cool.at(1) / 20'000.0, 0.9, 0.015);
}

TEST(Sampler, TheSeedDecides) {
  const std::vector<float> logits(50, 0.0F);
  const auto draw = [&](uint64_t seed) {
    Sampler sampler({.temperature = 1.0F, .seed = seed});
    std::vector<TokenId> tokens;
    for (int i = 0; i < 20; ++i) tokens.push_back(sampler.Sample(logits, Any));
    return tokens;
  };
  EXPECT_EQ(draw(3), draw(3));
  EXPECT_NE(draw(3), draw(4));
}

TEST(Sampler, CutsKeepWhatTheySay) {
  // Probabilities 0.5, 0.25, 0.15, 0.1, out of order.
  const std::vector<float> logits = {std::log(0.15F), std::log(0.5F), std::log(0.1F),
                                     std::log(0.25F)};
  struct Row {
    SamplingOptions options;
    std::vector<TokenId> kept;
  };
  const std::vector<Row> rows = {
      {{.temperature = 1.0F, .top_k = 1}, {1}},
      {{.temperature = 1.0F, .top_k = 3}, {0, 1, 3}},
      {{.temperature = 1.0F, .top_p = 0.5F}, {1}},
      {{.temperature = 1.0F, .top_p = 0.6F}, {1, 3}},
      {{.temperature = 1.0F, .min_p = 0.25F}, {0, 1, 3}},
      {{.temperature = 1.0F, .min_p = 1.0F}, {1}},
      {{.temperature = 1.0F, .top_p = 0.0F}, {1}},
      {{.temperature = 1.0F}, {0, 1, 2, 3}},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    std::vector<TokenId> drawn;
    for (const auto& [token, count] : Draw(rows[i].options, logits, 2000)) drawn.push_back(token);
    EXPECT_EQ(drawn, rows[i].kept) << "row " << i;
  }
}

TEST(Sampler, TheFilterComesBeforeTheCuts) {
  const std::vector<float> logits = {std::log(0.9F), std::log(0.06F), std::log(0.04F)};
  const auto counts =
      Draw({.temperature = 1.0F, .top_p = 0.5F}, logits, 500, [](TokenId id) { return id != 0; });
  EXPECT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts.begin()->first, 1);
}

TEST(Sampler, TheFilterIsAskedAboutFewTokensAndAboutAllWhereItRefusesMany) {
  const std::vector<float> logits(1000, 0.0F);
  size_t n_asked = 0;
  const auto count = [&](bool answer) {
    ++n_asked;
    return answer;
  };
  Sampler sampler({.temperature = 1.0F, .seed = 2});
  EXPECT_GE(sampler.Sample(logits, [&](TokenId) { return count(true); }), 0);
  EXPECT_EQ(n_asked, 1U);
  EXPECT_EQ(sampler.Sample(logits, [&](TokenId id) { return count(id == 900); }), 900);
  EXPECT_EQ(sampler.Sample(logits, [&](TokenId) { return count(false); }), -1);
  EXPECT_LE(n_asked, 1U + 2000U);
}

TEST(Sampler, WhatTheFilterLeavesKeepsItsProportions) {
  const std::vector<float> logits = {std::log(0.7F), std::log(0.2F), std::log(0.1F)};
  const auto counts =
      Draw({.temperature = 1.0F, .seed = 1}, logits, 20'000, [](TokenId id) { return id != 0; });
  EXPECT_NEAR(counts.at(1) / 20'000.0, 2.0 / 3.0, 0.015);
}

TEST(MostLikely, FindsTheFirstMaximumAtEveryPlaceAndSize) {
  for (size_t n = 1; n <= 40; ++n) {
    for (size_t place = 0; place < n; ++place) {
      std::vector<float> logits(n, -1.0F);
      logits[place] = 2.0F;
      logits[n - 1] = 2.0F;
      ASSERT_EQ(MostLikely(logits), static_cast<TokenId>(place));
    }
  }
  EXPECT_EQ(MostLikely(std::vector<float>{std::nanf(""), std::nanf("")}), 0);
}

TEST(LogProbability, IsLogSoftmax) {
  const std::vector<float> logits = {1000.0F, 1000.0F - std::log(4.0F)};
  EXPECT_NEAR(LogProbability(logits, 0), std::log(0.8), 1e-4);
  EXPECT_NEAR(LogProbability(logits, 1), std::log(0.2), 1e-4);
}

}  // namespace
}  // namespace cmdai::decode
