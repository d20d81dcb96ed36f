#include <algorithm>
#include <chrono>
#include <ctime>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "tests/contract/contract.h"

namespace cmdai::contract {
namespace {

using backend::InferenceRequest;

/// Milliseconds that this thread has computed.
double ComputedMs() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::string AnswerTo(backend::InferenceBackend& backend, const InferenceRequest& request) {
  const auto completion = backend.Infer(request, {}, {});
  EXPECT_TRUE(completion.has_value()) << completion.error().message;
  return completion ? completion->candidates[0].text : "";
}

TEST_P(InferenceContract, PlatformDetectionAndVariantCorrectness) {
  const auto backend = Make();
  EXPECT_EQ(backend->info().name, GetParam().name);
  ASSERT_TRUE(backend->Load().has_value());  // what it says of itself does not change by this
  EXPECT_EQ(backend->info().name, GetParam().name);
}

TEST_P(InferenceContract, AvailabilityAndInfoArePure) {
  const auto backend = Make();
  EXPECT_TRUE(backend->is_available());
  const backend::BackendInfo before = backend->info();
  EXPECT_TRUE(before.capabilities.streaming);
  EXPECT_FALSE(before.model.empty());
  EXPECT_EQ(before.kernels, "");  // which only a loaded model has
  EXPECT_EQ(backend->info().kernels, "");
  EXPECT_EQ(backend->info().model, before.model);
}

TEST_P(InferenceContract, ConstructionIsLazy) {
  (void)Make();  // code that is used for the first time has to be read
  const double before = ComputedMs();
  const auto backend = Make();
  (void)backend->info();
  EXPECT_LT(ComputedMs() - before, 10.0);
}

TEST_P(InferenceContract, InferencePerformance) {
  const auto backend = Make();
  const auto first = backend->Infer(Ask("list all files"), {}, {});
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_GT(first->n_generated_tokens, 0U);
  EXPECT_GT(first->n_prompt_tokens, 0U);
  EXPECT_GT(first->timings.first_token_ms, 0.0);
  EXPECT_LE(first->timings.first_token_ms, first->timings.total_ms);
  const std::string other = AnswerTo(*backend, Ask("count the lines of main.c"));
  EXPECT_NE(other, first->candidates[0].text);
  EXPECT_NE(other.find("main.c"), std::string::npos) << other;  // made for this prompt
}

TEST_P(InferenceContract, FirstTokenLatency) {
  const auto backend = Make();
  const InferenceRequest request = Ask("count the lines of main.c", 12);
  std::vector<std::string> pieces;
  const auto whole =
      backend->Infer(request, [&](std::string_view piece) { pieces.emplace_back(piece); }, {});
  ASSERT_TRUE(whole.has_value()) << whole.error().message;
  std::string joined;
  for (const std::string& piece : pieces) joined += piece;
  EXPECT_EQ(joined, whole->candidates[0].text);
  EXPECT_GT(pieces.size(), 1U);

  // Whoever stops at the first piece never gets a second one: it came before the rest was computed.
  std::stop_source stop;
  size_t n_pieces = 0;
  const auto stopped = backend->Infer(
      request,
      [&](std::string_view) {
        ++n_pieces;
        stop.request_stop();
      },
      stop.get_token());
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(n_pieces, 1U);
}

TEST_P(InferenceContract, TemperatureControl) {
  const auto backend = Make(kFastModel);
  InferenceRequest request = Ask("something about users and their shells maybe", 6);
  EXPECT_EQ(AnswerTo(*backend, request), AnswerTo(*backend, request));
  request.sampling.temperature = 1.0F;
  std::vector<std::string> answers;
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    request.sampling.seed = seed;
    answers.push_back(AnswerTo(*backend, request));
  }
  const auto others = [&](const std::string& answer) { return answer != answers[0]; };
  EXPECT_TRUE(std::any_of(answers.begin(), answers.end(), others)) << answers[0];
  for (const uint64_t seed : {1, 8}) {
    request.sampling.seed = seed;
    EXPECT_EQ(AnswerTo(*backend, request), answers[seed - 1]);
  }
}

TEST_P(InferenceContract, ConcurrentRequestHandling) {
  const auto backend = Make(kFastModel);
  const std::vector<std::string> questions = {"list all files", "how much disk space is left?",
                                              "which processes use port 8080", "sort names.txt",
                                              "tell me a joke"};
  std::vector<std::string> together(questions.size());
  std::vector<std::thread> callers;
  for (size_t i = 0; i < questions.size(); ++i) {
    callers.emplace_back([&, i] { together[i] = AnswerTo(*backend, Ask(questions[i])); });
  }
  for (std::thread& caller : callers) caller.join();
  for (size_t i = 0; i < questions.size(); ++i) {
    EXPECT_FALSE(together[i].empty());
    EXPECT_EQ(together[i], AnswerTo(*backend, Ask(questions[i]))) << questions[i];
  }
}

TEST_P(InferenceContract, AnEmptyRequestIsAnError) {
  const auto none = Make()->Infer({}, {}, {});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kInvalidArgument);
}

TEST_P(InferenceContract, ADeadlineEndsAnAnswerAndTheNextOneIsAsEver) {
  const auto backend = Make(kFastModel);
  const std::string before = AnswerTo(*backend, Ask("list all files", 4));
  InferenceRequest request =
      Ask("count the lines of every .py file in src and its subfolders, biggest first", 2000);
  request.timeout = std::chrono::milliseconds(1);
  const auto late = backend->Infer(request, {}, {});
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::kDeadline);
  EXPECT_EQ(AnswerTo(*backend, Ask("list all files", 4)), before);
}

TEST_P(InferenceContract, ACancelledRequestIsNotBegun) {
  std::stop_source stop;
  stop.request_stop();
  size_t n_pieces = 0;
  const auto cancelled =
      Make(kFastModel)
          ->Infer(
              Ask("list all files"), [&](std::string_view) { ++n_pieces; }, stop.get_token());
  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(n_pieces, 0U);
}

TEST_P(CandidatesContract, AreDecodedTogetherAndTheFirstIsTheGreedyOne) {
  const auto backend = Make(kFastModel);
  InferenceRequest request = Ask("something about users and their shells maybe", 6);
  request.log_probabilities = true;
  const auto one = backend->Infer(request, {}, {});
  request.n_candidates = 4;
  request.sampling.seed = 7;
  const auto four = backend->Infer(request, {}, {});
  const auto again = backend->Infer(request, {}, {});
  ASSERT_TRUE(one && four && again);
  ASSERT_EQ(four->candidates.size(), 4U);
  EXPECT_EQ(four->candidates[0].text, one->candidates[0].text);
  EXPECT_NEAR(*four->candidates[0].log_probability, *one->candidates[0].log_probability, 0.2);
  bool any_other = false;
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(four->candidates[i].text, again->candidates[i].text);
    EXPECT_LT(*four->candidates[i].log_probability, 0.0);
    any_other = any_other || four->candidates[i].text != four->candidates[0].text;
  }
  EXPECT_TRUE(any_other);
}

TEST_P(CandidatesContract, KeepToTheFormOfTheAnswer) {
  InferenceRequest request = Ask("list all files", 10);
  request.form = backend::AnswerForm::kJson;
  const auto completion = Make(kFastModel)->Infer(request, {}, {});
  ASSERT_TRUE(completion.has_value()) << completion.error().message;
  const std::string& text = completion->candidates[0].text;
  EXPECT_EQ(text.rfind("{\"cmd\": \"", 0), 0U) << text;
}

}  // namespace
}  // namespace cmdai::contract
