#include "assist/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

using backend::Candidate;
using backend::Completion;
using backend::InferenceRequest;

/// Answers with what it was given, and keeps the request.
class FakeBackend : public backend::InferenceBackend {
 public:
  explicit FakeBackend(Result<Completion> answer) : answer_(std::move(answer)) {}

  backend::BackendInfo info() const override { return {.name = "fake"}; }
  bool is_available() const override { return true; }
  Result<void> Load() override { return {}; }
  Result<Completion> Infer(const InferenceRequest& request, const decode::TextSink& sink,
                           std::stop_token) override {
    last_request = request;
    if (answer_ && sink) sink(answer_->candidates.front().text);
    return answer_;
  }
  void Unload() override {}

  InferenceRequest last_request;

 private:
  Result<Completion> answer_;
};

Candidate Answer(std::string text, double log_probability) {
  return {.text = std::move(text), .log_probability = log_probability, .n_tokens = 3};
}

Result<Suggestion> SuggestFrom(std::vector<Candidate> candidates) {
  FakeBackend backend(Completion{.candidates = std::move(candidates), .n_prompt_tokens = 7});
  return Suggest(backend, {.text = "request", .n_candidates = 2}, nullptr, {});
}

TEST(Suggest, TheFirstCommandWinsAndTheOthersFollowByProbability) {
  const auto suggestion =
      SuggestFrom({Answer("none", -1), Answer("ls", -9), Answer("ls -a", -8), Answer("ls", -9),
                   Answer("ls -l", -2), Answer(" ls -a\n", -8)});
  ASSERT_TRUE(suggestion.has_value());
  ASSERT_TRUE(suggestion->best.has_value());
  EXPECT_EQ(suggestion->best->command, "ls");
  EXPECT_EQ(suggestion->best->score, -9);
  EXPECT_EQ(suggestion->refusal, "");
  ASSERT_EQ(suggestion->alternatives.size(), 2U);
  EXPECT_EQ(suggestion->alternatives[0].command, "ls -l");
  EXPECT_EQ(suggestion->alternatives[1].command, "ls -a");
  EXPECT_EQ(suggestion->n_prompt_tokens, 7U);
}

TEST(Suggest, EveryCommandIsJudged) {
  const auto suggestion = SuggestFrom({Answer("ls", -1), Answer("rm -rf /", -2)});
  ASSERT_TRUE(suggestion.has_value() && suggestion->best && suggestion->alternatives.size() == 1);
  EXPECT_EQ(suggestion->best->verdict.decision, safety::Decision::kSafe);
  const safety::Verdict& verdict = suggestion->alternatives[0].verdict;
  EXPECT_EQ(verdict.decision, safety::Decision::kBlocked);
  EXPECT_EQ(verdict.risk, safety::Risk::kCritical);
  EXPECT_EQ(verdict.findings.at(0).path, "/");
}

TEST(Suggest, WithoutACommandTheReasonIsThatOfTheFirstAnswer) {
  const auto suggestion = SuggestFrom({Answer("none", -1), Answer("", -2)});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_FALSE(suggestion->best.has_value());
  EXPECT_EQ(suggestion->refusal, "the model knows no command for this request");
}

TEST(Suggest, TheBeginningOfACommandIsNone) {
  FakeBackend backend(Completion{.candidates = {Answer("ls |", -1)}});
  const auto suggestion =
      Suggest(backend, {.text = "list", .facts = {.shell = "bash"}}, nullptr, {});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_FALSE(suggestion->best.has_value());
  EXPECT_EQ(suggestion->refusal, "the model's answer is only the beginning of a command");
  ASSERT_NE(backend.last_request.constraint, nullptr);
  EXPECT_FALSE(backend.last_request.constraint->Allows("ls | |"));
}

TEST(Suggest, PassesOnTheRequestAndTheStream) {
  FakeBackend backend(Completion{.candidates = {Answer("{\"cmd\": \"ls\"}", -1)}});
  std::string streamed;
  const auto suggestion =
      Suggest(backend, {.text = "list", .form = backend::AnswerForm::kJson, .max_tokens = 9},
              [&](std::string_view text) { streamed += text; }, {});
  ASSERT_TRUE(suggestion.has_value() && suggestion->best);
  EXPECT_EQ(suggestion->best->command, "ls");
  EXPECT_EQ(streamed, "{\"cmd\": \"ls\"}");
  EXPECT_EQ(backend.last_request.messages.back().text, "list");
  EXPECT_EQ(backend.last_request.form, backend::AnswerForm::kJson);
  EXPECT_EQ(backend.last_request.max_tokens, 9U);
  EXPECT_FALSE(backend.last_request.log_probabilities);
}

TEST(Suggest, AnErrorOfTheBackendIsPassedOn) {
  FakeBackend backend(Fail(ErrorCode::kDeadline, "[fake] too late"));
  const auto suggestion = Suggest(backend, {.text = "list"}, nullptr, {});
  ASSERT_FALSE(suggestion.has_value());
  EXPECT_EQ(suggestion.error().code, ErrorCode::kDeadline);
}

}  // namespace
}  // namespace cmdai::assist
