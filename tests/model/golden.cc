#include "tests/model/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "decode/sampler.h"

namespace cmdai {

using engine::TokenId;

Golden ReadGolden(const std::string& name) {
  const std::string path = "tests/data/goldens/" + name + ".json";
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    ADD_FAILURE() << "no golden in " << path;
    return {};
  }
  Golden golden;
  golden.tokens = json.value("tokens", golden.tokens);
  golden.nll = json.value("nll", golden.nll);
  golden.logits = json.value("logits", golden.logits);
  golden.generated = json.value("generated", golden.generated);
  return golden;
}

std::vector<double> Nll(const engine::LanguageModel& engine, const std::vector<TokenId>& tokens) {
  const auto context = engine.MakeContext(0);
  std::vector<double> nll;
  constexpr size_t kPiece = 64;
  for (size_t first = 0; first + 1 < tokens.size(); first += kPiece) {
    const size_t n = std::min(kPiece, tokens.size() - 1 - first);
    const auto logits =
        context->Evaluate(std::span(tokens).subspan(first, n), {.rows = engine::LogitRows::kAll});
    EXPECT_TRUE(logits.has_value());
    for (size_t i = 0; i < n; ++i) {
      nll.push_back(-decode::LogProbability(logits->Row(i), tokens[first + i + 1]));
    }
  }
  return nll;
}

std::vector<TokenId> GreedyTokens(const engine::LanguageModel& engine,
                                  const std::vector<TokenId>& prompt, size_t n) {
  const auto context = engine.MakeContext(0);
  std::vector<TokenId> tokens;
  auto logits = context->Evaluate(prompt, {});
  while (true) {
    EXPECT_TRUE(logits.has_value());
    const auto row = logits->Row(0);
    tokens.push_back(static_cast<TokenId>(std::max_element(row.begin(), row.end()) - row.begin()));
    if (tokens.size() == n) return tokens;
    logits = context->Evaluate(std::span(&tokens.back(), 1), {});
  }
}

std::vector<TokenId> GreedyChoices(const engine::LanguageModel& engine, std::vector<TokenId> prompt,
                                   const std::vector<TokenId>& answer) {
  const size_t first = prompt.size() - 1;
  prompt.insert(prompt.end(), answer.begin(), answer.end() - 1);
  const auto logits = engine.MakeContext(0)->Evaluate(prompt, {.rows = engine::LogitRows::kAll});
  EXPECT_TRUE(logits.has_value());
  std::vector<TokenId> tokens;
  for (size_t i = 0; i < answer.size(); ++i) {
    tokens.push_back(decode::MostLikely(logits->Row(first + i)));
  }
  return tokens;
}

double MaxAbsDifference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double maximum = 0.0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double difference = std::fabs(a[i] - b[i]);
    if (!(difference <= maximum)) maximum = difference;
    if (std::isnan(maximum)) return maximum;
  }
  return maximum;
}

double MeanAbsDifference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0.0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += std::fabs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

double Perplexity(const std::vector<double>& nll) {
  const double sum = std::accumulate(nll.begin(), nll.end(), 0.0);
  return std::exp(sum / static_cast<double>(nll.size()));
}

}  // namespace cmdai
