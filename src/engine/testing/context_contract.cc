#include "engine/testing/context_contract.h"

#include <algorithm>
#include <thread>

namespace cmdai::engine {
namespace {

/// Equal up to the rounding by which one row and several rows at once may differ.
void ExpectClose(std::span<const float> actual, std::span<const float> expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) ASSERT_NEAR(actual[i], expected[i], 2e-3) << i;
}

const std::vector<TokenId> kTokens = {5, 17, 200, 3, 99, 45, 120, 7, 7, 250, 31, 64};

TEST_P(ContextContract, PiecesGiveWhatTheWholeGives) {
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

TEST_P(ContextContract, TheSameCallsGiveTheSameBits) { EXPECT_EQ(Alone(kTokens), Alone(kTokens)); }

TEST_P(ContextContract, PassesLongerThanABatchAreOnePrompt) {
  std::vector<TokenId> tokens;
  for (int i = 0; i < 300; ++i) tokens.push_back((i * 37) % 256);
  const auto context = engine_->MakeContext(0);
  const auto all = context->Evaluate(tokens, {.rows = LogitRows::kAll});
  ASSERT_TRUE(all.has_value()) << all.error().message;
  ASSERT_EQ(all->n_rows, tokens.size());
  const auto first = std::vector<TokenId>(tokens.begin(), tokens.begin() + 270);
  ExpectClose(all->Row(269), Alone(first));
}

TEST_P(ContextContract, ASubsetOfTheVocabularyIsASubsetOfTheLogits) {
  const std::vector<float> all = Alone(kTokens);
  const std::vector<TokenId> wanted = {255, 0, 17, 17};
  const auto some = engine_->MakeContext(0)->Evaluate(kTokens, {.vocabulary = wanted});
  ASSERT_EQ(some->n_cols, wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(some->values[i], all[static_cast<size_t>(wanted[i])], 1e-5);
  }
}

TEST_P(ContextContract, RewindForgets) {
  const auto context = engine_->MakeContext(0);
  ASSERT_TRUE(context->Evaluate(kTokens, {.rows = LogitRows::kNone}).has_value());
  context->Rewind(4);
  EXPECT_EQ(context->length(), 4U);
  const auto rest = std::span(kTokens).subspan(4);
  ExpectClose(context->Evaluate(rest, {})->values, Alone(kTokens));
}

TEST_P(ContextContract, BranchesEqualSequencesOfTheirOwn) {
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

TEST_P(ContextContract, ASavedPrefixIsRestored) {
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

TEST_P(ContextContract, BadTokensAndFullContextsAreErrorsThatChangeNothing) {
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

TEST_P(ContextContract, AStoppedEvaluationChangesNothing) {
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

/// An engine may compute ahead of its caller: the likeliest token's step is there before it is
/// asked for, and has to vanish where something else comes.
TEST_P(ContextContract, FollowingTheLikeliestTokenIsLikeAnyOther) {
  constexpr size_t kMaxLength = 270;  // past the steps in which caches grow
  const auto context = engine_->MakeContext(kMaxLength);
  std::vector<TokenId> tokens = kTokens;
  auto row = context->Evaluate(tokens, {});
  const auto likeliest = [&row] {
    return static_cast<TokenId>(std::max_element(row->values.begin(), row->values.end()) -
                                row->values.begin());
  };
  const auto follow = [&](TokenId token) {
    tokens.push_back(token);
    row = context->Evaluate(std::span(&token, 1), {});
    ASSERT_TRUE(row.has_value()) << row.error().message;
    EXPECT_EQ(context->length(), tokens.size());
  };
  for (int i = 0; i < 3; ++i) follow(likeliest());
  ExpectClose(row->values, Alone(tokens));
  follow(likeliest() == 7 ? 8 : 7);  // another one
  ExpectClose(row->values, Alone(tokens));

  const TokenId next = likeliest();
  EXPECT_EQ(
      context->Evaluate(std::span(&next, 1), {.should_stop = [] { return true; }}).error().code,
      ErrorCode::kCancelled);
  EXPECT_EQ(context->length(), tokens.size());
  follow(next);
  ExpectClose(row->values, Alone(tokens));

  context->Rewind(tokens.size() - 2);
  tokens.resize(tokens.size() - 2);
  follow(31);
  ExpectClose(row->values, Alone(tokens));
  while (tokens.size() < kMaxLength) follow(likeliest());
  ExpectClose(row->values, Alone(tokens));
  EXPECT_EQ(context->Evaluate(std::span(&next, 1), {}).error().code, ErrorCode::kLimit);

  const std::vector<std::byte> saved = context->Save(5);
  context->Rewind(3);
  ASSERT_TRUE(context->Restore(saved).has_value());
  tokens.resize(5);
  follow(31);
  ExpectClose(row->values, Alone(tokens));
}

TEST_P(ContextContract, ConcurrentContextsComputeWhatTheyComputeAlone) {
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
}  // namespace cmdai::engine
