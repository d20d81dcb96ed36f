#include "assist/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

using backend::Candidate;
using backend::Completion;
using backend::InferenceRequest;
using ::testing::ElementsAre;

/// Answers with what it was given, and keeps the request.
class FakeBackend : public backend::InferenceBackend {
 public:
  explicit FakeBackend(Result<Completion> answer) : answer_(std::move(answer)) {}

  backend::BackendInfo info() const override {
    return {.name = "fake", .takes_bare_requests = takes_bare_requests};
  }
  bool is_available() const override { return true; }
  Result<void> Load() override { return {}; }
  Result<Completion> Infer(const InferenceRequest& request, const decode::TextSink& sink,
                           std::stop_token) override {
    last_request = request;
    ++n_calls;
    if (answer_ && sink) sink(answer_->candidates.front().text);
    return answer_;
  }
  void Unload() override {}

  InferenceRequest last_request;
  size_t n_calls = 0;
  bool takes_bare_requests = false;

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

std::vector<std::string> CommandsOf(const Suggestion& suggestion) {
  std::vector<std::string> commands;
  if (suggestion.best) commands.push_back(suggestion.best->command);
  for (const ProposedCommand& other : suggestion.alternatives) commands.push_back(other.command);
  return commands;
}

TEST(Suggest, AnswersThatAgreeAddUp) {
  const auto suggestion = SuggestFrom(
      {Answer("ls -l", -2), Answer("ls -a", -2), Answer(" ls  -a\n", -3), Answer("", -1)});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("ls -a", "ls -l"));
  EXPECT_EQ(suggestion->best->evidence.agreement, 0.5);
  EXPECT_EQ(suggestion->best->evidence.log_probability, -2.0);
  EXPECT_GT(suggestion->best->score, suggestion->alternatives[0].score);
  EXPECT_EQ(suggestion->refusal, "");
  EXPECT_EQ(suggestion->n_prompt_tokens, 7U);
}

TEST(Suggest, TheLikelierCommandIsTheBest) {
  const auto suggestion = SuggestFrom({Answer("ls -l", -3), Answer("ls -a", -1)});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("ls -a", "ls -l"));
}

TEST(Suggest, WhatTheRequestNamesHasToBeInTheCommand) {
  FakeBackend backend(
      Completion{.candidates = {Answer("wc -l note.txt", -1), Answer("wc -l notes_2.txt", -1.5)}});
  const auto suggestion = Suggest(backend, {.text = "count lines of notes_2.txt"}, nullptr, {});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("wc -l notes_2.txt", "wc -l note.txt"));
  EXPECT_EQ(suggestion->alternatives[0].evidence.missing_names, 1U);
}

TEST(Suggest, OptionsThatTheToolDoesNotHaveCountAgainstACommand) {
  FakeBackend backend(
      Completion{.candidates = {Answer("ls --every", -1), Answer("ls --all", -1.5)}});
  SuggestRequest request = {.text = "list all files"};
  request.tools.options = [](const std::string&, const std::string&) { return OptionSet{"--all"}; };
  const auto suggestion = Suggest(backend, request, nullptr, {});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("ls --all", "ls --every"));
  EXPECT_EQ(suggestion->alternatives[0].evidence.unknown_options, 1U);
}

TEST(Suggest, MoreIsDrawnWhereTheFirstAnswerIsNotSure) {
  const struct {
    double log_probability;
    bool takes_bare_requests;
    size_t n_calls, n_candidates;
  } rows[] = {{-0.01, true, 1, 1}, {-6.0, true, 2, kCandidatesWhenUnsure}, {-6.0, false, 1, 1}};
  for (const auto& row : rows) {
    FakeBackend backend(Completion{.candidates = {Answer("ls", row.log_probability)},
                                   .n_generated_tokens = 3,
                                   .timings = {.total_ms = 20.0}});
    backend.takes_bare_requests = row.takes_bare_requests;
    const auto suggestion =
        Suggest(backend, {.text = "list all files", .n_candidates = 0}, nullptr, {});
    ASSERT_TRUE(suggestion.has_value());
    EXPECT_EQ(backend.n_calls, row.n_calls);
    EXPECT_EQ(backend.last_request.n_candidates, row.n_candidates);
    EXPECT_EQ(suggestion->timings.total_ms, 20.0 * static_cast<double>(row.n_calls));
  }
}

TEST(Suggest, WithoutTimeForMoreTheFirstAnswerCounts) {
  FakeBackend backend(
      Completion{.candidates = {Answer("ls", -3.0)}, .timings = {.total_ms = 50.0}});
  backend.takes_bare_requests = true;
  const SuggestRequest request = {
      .text = "list all files", .n_candidates = 0, .timeout = std::chrono::milliseconds(50)};
  const auto suggestion = Suggest(backend, request, nullptr, {});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_EQ(backend.n_calls, 1U);
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("ls"));
}

TEST(Suggest, ANameThatIsCopiedNearlyRightIsMended) {
  const auto suggestion = [] {
    FakeBackend backend(Completion{.candidates = {Answer("rm Thumbs.db", -1)}});
    return Suggest(backend, {.text = "delete thumbs.db"}, nullptr, {});
  }();
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("rm thumbs.db"));
}

TEST(Suggest, NoneIsAnAnswerAndTheCommandsAreGuessesThen) {
  const auto suggestion = SuggestFrom({Answer("none", -0.5), Answer("ls", -4)});
  ASSERT_TRUE(suggestion.has_value());
  EXPECT_FALSE(suggestion->best.has_value());
  EXPECT_EQ(suggestion->refusal, "the model knows no command for this request");
  EXPECT_THAT(CommandsOf(*suggestion), ElementsAre("ls"));
}

TEST(Suggest, AnUnsureModelOfOurOwnGivesAGuessOnly) {
  FakeBackend backend(Completion{.candidates = {Answer("ls", -40)}});
  const auto answered = Suggest(backend, {.text = "x"}, nullptr, {});
  ASSERT_TRUE(answered.has_value());
  EXPECT_TRUE(answered->best.has_value());
  EXPECT_GT(backend.last_request.messages.size(), 1U);

  backend.takes_bare_requests = true;
  const auto guessed = Suggest(backend, {.text = "x"}, nullptr, {});
  ASSERT_TRUE(guessed.has_value());
  EXPECT_FALSE(guessed->best.has_value());
  EXPECT_EQ(guessed->refusal, "the model is not sure enough");
  EXPECT_THAT(CommandsOf(*guessed), ElementsAre("ls"));
  ASSERT_EQ(backend.last_request.messages.size(), 1U);
  EXPECT_EQ(backend.last_request.messages[0].text, "x");
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

TEST(Suggest, WithoutACommandTheModelsOwnWordIsTheReason) {
  const auto suggestion = SuggestFrom({Answer("", -1), Answer("none", -2)});
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
  EXPECT_TRUE(backend.last_request.log_probabilities);
}

TEST(Suggest, AnErrorOfTheBackendIsPassedOn) {
  FakeBackend backend(Fail(ErrorCode::kDeadline, "[fake] too late"));
  const auto suggestion = Suggest(backend, {.text = "list"}, nullptr, {});
  ASSERT_FALSE(suggestion.has_value());
  EXPECT_EQ(suggestion.error().code, ErrorCode::kDeadline);
}

}  // namespace
}  // namespace cmdai::assist
