#include "decode/generate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/utf8.h"

/// The generate loop on a context that recites: whatever the prompt, the next tokens are those of a
/// text, each branch from its beginning.
namespace cmdai::decode {
namespace {

using engine::EvaluateOptions;
using engine::Logits;

constexpr TokenId kEnd = 256;     // ends an answer
constexpr size_t kColumns = 260;  // more than the tokenizer has: padding

/// The 256 byte tokens in GPT-2's alphabet, and the end token.
tokenizer::Tokenizer MakeTokenizer(std::vector<std::string>& names) {
  char32_t next_free = 256;
  for (char32_t byte = 0; byte < 256; ++byte) {
    const bool is_printable =
        (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    std::string name;
    AppendUtf8(is_printable ? byte : next_free++, name);
    names.push_back(name);
  }
  names.emplace_back("<end>");
  tokenizer::TokenizerSpec spec = {
      .pre_tokenizer = "gpt-2", .tokens = {names.begin(), names.end()}, .eos = kEnd};
  spec.types.assign(names.size(), tokenizer::TokenType::kNormal);
  spec.types.back() = tokenizer::TokenType::kControl;
  auto made = tokenizer::Tokenizer::Create(spec);
  EXPECT_TRUE(made.has_value()) << made.error().message;
  return *std::move(made);
}

class Reciter : public engine::Context {
 public:
  explicit Reciter(std::string text) : text_(std::move(text)) {}

  size_t length() const override { return length_; }
  size_t max_length() const override { return 40; }
  Result<Logits> Evaluate(std::span<const TokenId> tokens,
                          const EvaluateOptions& options) override {
    if (options.should_stop && options.should_stop()) return Fail(ErrorCode::kCancelled, "stopped");
    length_ += tokens.size();
    Logits logits = Rows(1);
    Predict(n_evaluations_++, logits.values.data());
    return logits;
  }
  void Rewind(size_t length) override { length_ = length; }
  void Fork(size_t n_branches) override { places_.assign(n_branches, 1); }
  Result<Logits> EvaluateBranches(std::span<const std::vector<TokenId>> tokens,
                                  const EvaluateOptions&) override {
    Logits logits = Rows(0);
    for (size_t b = 0; b < tokens.size(); ++b) {
      if (tokens[b].empty()) continue;
      logits.n_rows++;
      logits.values.resize(logits.n_rows * kColumns);
      Predict(places_[b]++, &logits.values[(logits.n_rows - 1) * kColumns]);
    }
    return logits;
  }
  void Join(size_t) override { places_.clear(); }
  std::vector<std::byte> Save(size_t) const override { return {}; }
  Result<void> Restore(std::span<const std::byte>) override { return {}; }

  bool is_forked() const { return !places_.empty(); }
  void set_logit(float value) { logit_ = value; }

 private:
  static Logits Rows(size_t n) {
    return {.n_rows = n, .n_cols = kColumns, .values = std::vector<float>(n * kColumns)};
  }
  /// Padding is the likeliest and must never be taken, then the text, then its end.
  void Predict(size_t place, float* row) const {
    std::fill_n(row, kColumns, 0.0F);
    row[kColumns - 1] = 90.0F;
    row[place < text_.size() ? static_cast<uint8_t>(text_[place]) : kEnd] = logit_;
    if (text_[std::min(place, text_.size() - 1)] == '?') row[static_cast<size_t>(kEnd)] = 80.0F;
  }

  std::string text_;
  float logit_ = 80.0F;
  size_t length_ = 0;
  size_t n_evaluations_ = 0;
  std::vector<size_t> places_;
};

class GenerateTest : public testing::Test {
 protected:
  Result<Generated> Run(Reciter& context, const GenerateOptions& options,
                        const TextSink& sink = {}) const {
    const std::vector<TokenId> prompt = {1, 2, 3};
    return Generate(context, tokenizer_, prompt, options, sink);
  }

  std::vector<std::string> names_;
  tokenizer::Tokenizer tokenizer_ = MakeTokenizer(names_);
};

TEST_F(GenerateTest, EndsWhereTheModelEndsAndStreamsTheSameText) {
  Reciter context("ls -l");
  std::string streamed;
  const auto result = Run(context, {}, [&](std::string_view piece) { streamed += piece; });
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->candidates[0].text, "ls -l");
  EXPECT_EQ(result->candidates[0].n_tokens, 5U);
  EXPECT_EQ(result->candidates[0].reason, FinishReason::kEnd);
  EXPECT_EQ(result->n_prompt_tokens, 3U);
  EXPECT_EQ(streamed, "ls -l");
}

TEST_F(GenerateTest, StopsAtStopStringsAndLimits) {
  struct Row {
    GenerateOptions options;
    std::string text;
    FinishReason reason;
  };
  const std::unique_ptr<Constraint> line = MakeLineConstraint();
  const std::string long_text(100, 'x');
  const std::vector<Row> rows = {
      {{.stop = {" -"}}, "ls", FinishReason::kStop},
      {{.max_tokens = 1}, "l", FinishReason::kLength},
      {{.max_tokens = 3}, "ls ", FinishReason::kLength},
      {{.stop_tokens = {' '}}, "ls", FinishReason::kEnd},
      {{.constraint = line.get()}, "ls -l", FinishReason::kConstraint},
  };
  for (const Row& row : rows) {
    Reciter context("ls -l\nrm");
    const auto result = Run(context, row.options);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->candidates[0].text.substr(0, row.text.size()), row.text);
    EXPECT_EQ(result->candidates[0].reason, row.reason) << row.text;
  }
  Reciter full(long_text);  // 40 positions, 3 of them the prompt
  const auto result = Run(full, {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->candidates[0].reason, FinishReason::kLength);
  EXPECT_EQ(result->candidates[0].n_tokens, 37U);
}

TEST_F(GenerateTest, CandidatesEndOnTheirOwnAndTheContextIsJoinedAgain) {
  Reciter context("ab?d");  // an end is as likely as the ?
  const auto result =
      Run(context, {.sampling = {.temperature = 1.0F, .seed = 5}, .n_candidates = 6});
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->candidates.size(), 6U);
  size_t n_short = 0;
  for (const GeneratedText& candidate : result->candidates) {
    EXPECT_TRUE(candidate.text == "ab" || candidate.text == "ab?d") << candidate.text;
    n_short += candidate.text == "ab" ? 1 : 0;
  }
  EXPECT_GT(n_short, 0U);
  EXPECT_LT(n_short, 6U);
  EXPECT_FALSE(context.is_forked());
}

TEST_F(GenerateTest, InterruptionsAreErrorsOfTheirKind) {
  std::stop_source stop;
  stop.request_stop();
  Reciter cancelled("ls");
  EXPECT_EQ(Run(cancelled, {.stop_token = stop.get_token()}).error().code, ErrorCode::kCancelled);
  Reciter late("ls");
  EXPECT_EQ(Run(late, {.deadline = Clock::now()}).error().code, ErrorCode::kDeadline);

  std::stop_source later;
  Reciter forked("a long answer");
  const auto result = Run(forked, {.n_candidates = 2, .stop_token = later.get_token()},
                          [&](std::string_view) { later.request_stop(); });
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(forked.is_forked());
}

TEST_F(GenerateTest, LogitsThatAreNoNumbersAreAnError) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    Reciter context("ls");
    context.set_logit(bad);
    const auto result = Run(context, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::kBackend);
  }
}

TEST_F(GenerateTest, PromptsHaveToFit) {
  Reciter context("ls");
  EXPECT_EQ(Generate(context, tokenizer_, {}, {}, {}).error().code, ErrorCode::kInvalidArgument);
  const std::vector<TokenId> too_long(40, 1);
  EXPECT_EQ(Generate(context, tokenizer_, too_long, {}, {}).error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace cmdai::decode
