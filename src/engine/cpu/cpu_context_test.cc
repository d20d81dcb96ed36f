#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/cpu/cpu_language_model.h"
#include "engine/kernels/kernels.h"

/// The contract of engine::Context on the CPU engine, with small models of random weights.
namespace cmdai::engine::cpu {
namespace {

constexpr const char* kModels[] = {"random-llama-32", "random-llama-k", "random-qwen2-32"};

struct Setting {
  std::string model;
  std::string kernels;
};

std::vector<Setting> AllSettings() {
  std::vector<Setting> settings;
  for (const char* model : kModels) {
    for (const kernels::KernelSet* set : kernels::AvailableKernels()) {
      settings.push_back({model, std::string(set->name)});
    }
  }
  return settings;
}

class CpuContextTest : public testing::TestWithParam<Setting> {
 protected:
  void SetUp() override {
    auto model = model::Model::Load("tests/data/models/" + GetParam().model + ".gguf");
    ASSERT_TRUE(model.has_value()) << model.error().message;
    auto engine = MakeCpuLanguageModel(*model, {.n_threads = 2, .kernels = GetParam().kernels});
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    engine_ = *std::move(engine);
  }

  /// Logits after `tokens` in a context of its own.
  std::vector<float> Alone(const std::vector<TokenId>& tokens) const {
    return engine_->MakeContext(0)->Evaluate(tokens, {})->values;
  }

  std::unique_ptr<LanguageModel> engine_;
};

INSTANTIATE_TEST_SUITE_P(Engines, CpuContextTest, testing::ValuesIn(AllSettings()),
                         [](const auto& param) {
                           std::string name = param.param.model + "_" + param.param.kernels;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// Equal up to the rounding by which one row and several rows at once may differ.
void ExpectClose(std::span<const float> actual, std::span<const float> expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) ASSERT_NEAR(actual[i], expected[i], 2e-3) << i;
}

const std::vector<TokenId> kTokens = {5, 17, 200, 3, 99, 45, 120, 7, 7, 250, 31, 64};

TEST_P(CpuContextTest, PiecesGiveWhatTheWholeGives) {
  const auto whole = engine_->MakeContext(0)->Evaluate(kTokens, {.rows = LogitRows::kAll});
  ASSERT_EQ(whole->n_rows, kTokens.size());
  const auto context = engine_->MakeContext(0);
  for (size_t i = 0; i < kTokens.size(); ++i) {
    const auto row = context->Evaluate(std::span(&kTokens[i], 1), {});
    ASSERT_TRUE(row.has_value());
    EXPECT_EQ(row->n_rows, 1U);
    ExpectClose(row->values, whole->Row(i));
  }
  EXPECT_EQ(context->length(), kTokens.size());
}

TEST_P(CpuContextTest, TheSameCallsGiveTheSameBits) { EXPECT_EQ(Alone(kTokens), Alone(kTokens)); }

TEST_P(CpuContextTest, PassesLongerThanABatchAreOnePrompt) {
  std::vector<TokenId> tokens;
  for (int i = 0; i < 300; ++i) tokens.push_back((i * 37) % 256);
  const auto context = engine_->MakeContext(0);
  const auto all = context->Evaluate(tokens, {.rows = LogitRows::kAll});
  ASSERT_TRUE(all.has_value()) << all.error().message;
  ASSERT_EQ(all->n_rows, tokens.size());
  const auto first = std::vector<TokenId>(tokens.begin(), tokens.begin() + 270);
  ExpectClose(all->Row(269), Alone(first));
}

TEST_P(CpuContextTest, ASubsetOfTheVocabularyIsASubsetOfTheLogits) {
  const std::vector<float> all = Alone(kTokens);
  const std::vector<TokenId> wanted = {255, 0, 17, 17};
  const auto some = engine_->MakeContext(0)->Evaluate(kTokens, {.vocabulary = wanted});
  ASSERT_EQ(some->n_cols, wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(some->values[i], all[static_cast<size_t>(wanted[i])], 1e-5);
  }
}

TEST_P(CpuContextTest, RewindForgets) {
  const auto context = engine_->MakeContext(0);
  ASSERT_TRUE(context->Evaluate(kTokens, {.rows = LogitRows::kNone}).has_value());
  context->Rewind(4);
  EXPECT_EQ(context->length(), 4U);
  const auto rest = std::span(kTokens).subspan(4);
  ExpectClose(context->Evaluate(rest, {})->values, Alone(kTokens));
}

TEST_P(CpuContextTest, BranchesEqualSequencesOfTheirOwn) {
  const std::vector<std::vector<TokenId>> first = {{1, 2}, {3}, {}};
  const std::vector<std::vector<TokenId>> second = {{4}, {}, {5, 6, 7}};
  const auto context = engine_->MakeContext(0);
  ASSERT_TRUE(context->Evaluate(kTokens, {}).has_value());
  context->Fork(3);
  const auto expect = [&](std::span<const float> row, std::vector<TokenId> tail) {
    tail.insert(tail.begin(), kTokens.begin(), kTokens.end());
    ExpectClose(row, Alone(tail));
  };
  const auto a = context->EvaluateBranches(first, {});
  ASSERT_EQ(a->n_rows, 2U);
  expect(a->Row(0), {1, 2});
  expect(a->Row(1), {3});
  const auto b = context->EvaluateBranches(second, {});
  ASSERT_EQ(b->n_rows, 2U);
  expect(b->Row(0), {1, 2, 4});
  expect(b->Row(1), {5, 6, 7});

  context->Join(0);
  EXPECT_EQ(context->length(), kTokens.size() + 3);
  const std::vector<TokenId> more = {8};
  expect(context->Evaluate(more, {})->values, {1, 2, 4, 8});
}

TEST_P(CpuContextTest, ASavedPrefixIsRestored) {
  const auto source = engine_->MakeContext(0);
  ASSERT_TRUE(source->Evaluate(kTokens, {}).has_value());
  const std::vector<std::byte> saved = source->Save(7);
  const auto target = engine_->MakeContext(0);
  ASSERT_TRUE(target->Restore(saved).has_value());
  EXPECT_EQ(target->length(), 7U);
  ExpectClose(target->Evaluate(std::span(kTokens).subspan(7), {})->values, Alone(kTokens));

  const auto cut = target->Restore(std::span(saved).first(saved.size() - 1));
  ASSERT_FALSE(cut.has_value());
  EXPECT_EQ(cut.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(target->length(), kTokens.size());
}

TEST_P(CpuContextTest, BadTokensAndFullContextsAreErrorsThatChangeNothing) {
  const auto context = engine_->MakeContext(8);
  EXPECT_EQ(context->max_length(), 8U);
  const std::vector<TokenId> five(5, 1);
  ASSERT_TRUE(context->Evaluate(five, {}).has_value());
  const auto too_long = context->Evaluate(five, {});
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, ErrorCode::kLimit);
  for (const TokenId bad : {-1, 1 << 20}) {
    const auto result = context->Evaluate(std::span(&bad, 1), {});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(context->length(), 5U);
  EXPECT_EQ(context->Evaluate({}, {})->n_rows, 0U);
}

TEST_P(CpuContextTest, AStoppedEvaluationChangesNothing) {
  const auto context = engine_->MakeContext(0);
  ASSERT_TRUE(context->Evaluate(std::span(kTokens).first(4), {}).has_value());
  const auto stopped =
      context->Evaluate(std::span(kTokens).subspan(4), {.should_stop = [] { return true; }});
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(context->length(), 4U);
  ExpectClose(context->Evaluate(std::span(kTokens).subspan(4), {})->values, Alone(kTokens));

  context->Fork(2);
  const std::vector<std::vector<TokenId>> tails = {{1}, {2, 3}};
  EXPECT_FALSE(context->EvaluateBranches(tails, {.should_stop = [] { return true; }}).has_value());
  std::vector<TokenId> whole = kTokens;
  whole.push_back(1);
  ExpectClose(context->EvaluateBranches(tails, {})->Row(0), Alone(whole));
}

TEST_P(CpuContextTest, ConcurrentContextsComputeWhatTheyComputeAlone) {
  std::vector<std::vector<TokenId>> prompts;
  for (TokenId i = 0; i < 5; ++i) prompts.push_back({i, 9, static_cast<TokenId>(2 * i + 1), 40});
  std::vector<std::vector<float>> results(prompts.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < prompts.size(); ++i) {
    threads.emplace_back([&, i] { results[i] = Alone(prompts[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < prompts.size(); ++i) EXPECT_EQ(results[i], Alone(prompts[i]));
}

}  // namespace
}  // namespace cmdai::engine::cpu
