#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "backend/embedded_backend.h"
#include "engine/cpu/cpu_language_model.h"
#include "engine/kernels/kernels.h"
#include "model/model.h"
#include "tests/model/golden.h"

/// The model that comes with cmdai.
namespace cmdai {
namespace {

/// How much of the reference is compared: all of it, and less under sanitizers, which look for
/// other faults and slow the reference kernels a hundred times.
constexpr size_t kNllTokens = CMDAI_TEST_NLL_TOKENS;
constexpr size_t kPrompts = CMDAI_TEST_PROMPTS;

using backend::InferenceRequest;
using engine::kernels::KernelSet;
using tokenizer::Role;

constexpr const char* kModelPath = "models/cmdai-135m.gguf";  // tests run in the tree's root

std::shared_ptr<const model::Model> LoadSmallModel() {
  const auto model = model::Model::Load(kModelPath);
  EXPECT_TRUE(model.has_value()) << model.error().message;
  return model.value_or(nullptr);
}

class SmallModel : public testing::TestWithParam<const KernelSet*> {
 protected:
  void SetUp() override {
    model_ = LoadSmallModel();
    ASSERT_NE(model_, nullptr);
    engine_ = *engine::cpu::MakeCpuLanguageModel(
        model_, {.n_threads = 2, .kernels = std::string(GetParam()->name)});
  }
  std::shared_ptr<const model::Model> model_;
  std::unique_ptr<engine::LanguageModel> engine_;
};

INSTANTIATE_TEST_SUITE_P(Sets, SmallModel, testing::ValuesIn(engine::kernels::AvailableKernels()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(SmallModel, NllIsThatOfTheReference) {
  Golden golden = ReadGolden("built-in-nll");
  ASSERT_EQ(golden.tokens.size(), 512U);
  golden.tokens.resize(kNllTokens);
  golden.nll.resize(kNllTokens - 1);
  const std::vector<double> nll = Nll(*engine_, golden.tokens);
  if (GetParam()->quantises_activations) {
    EXPECT_LE(MeanAbsDifference(nll, golden.nll), 0.03);
    EXPECT_NEAR(Perplexity(nll) / Perplexity(golden.nll), 1.0, 0.005);
  } else {
    EXPECT_LE(MaxAbsDifference(nll, golden.nll), 1e-3);
  }
}

TEST(SmallModelReference, GreedyTokensEqualTheReference) {
  std::ifstream file("tests/data/goldens/built-in-greedy.json");
  const auto golden = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(golden.is_discarded());
  const auto model = LoadSmallModel();
  ASSERT_NE(model, nullptr);
  const auto engine =
      *engine::cpu::MakeCpuLanguageModel(model, {.n_threads = 2, .kernels = "reference"});
  ASSERT_EQ(golden["rows"].size(), 20U);
  for (size_t i = 0; i < kPrompts; ++i) {
    const auto& row = golden["rows"][i];
    const auto prompt = row["tokens"].get<std::vector<engine::TokenId>>();
    const auto expected = row["generated"].get<std::vector<engine::TokenId>>();
    ASSERT_EQ(expected.size(), 32U);
    EXPECT_EQ(model->tokenizer().Encode(row["prompt"].get<std::string>(),
                                        tokenizer::SpecialTokens::kParse),
              prompt);
    // One pass over prompt and answer tells what greedy decoding would choose at each place, for
    // the reference kernels compute a row alone as they compute it among others; the first two
    // prompts are decoded step by step as well.
    EXPECT_EQ(GreedyChoices(*engine, prompt, expected), expected) << row["request"];
    if (i < 2) {
      EXPECT_EQ(GreedyTokens(*engine, prompt, expected.size()), expected);
    }
  }
}

TEST(SmallModelTokenizer, EqualsHuggingFacesOnTheGoldenTexts) {
  std::ifstream file("tests/data/goldens/built-in-texts.json");
  const auto golden = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(golden.is_discarded());
  ASSERT_GE(golden["rows"].size(), 200U);
  const auto model = LoadSmallModel();
  ASSERT_NE(model, nullptr);
  for (const auto& row : golden["rows"]) {
    const auto special = row["special"] == "parse" ? tokenizer::SpecialTokens::kParse
                                                   : tokenizer::SpecialTokens::kAsText;
    EXPECT_EQ(model->tokenizer().Encode(row["text"].get<std::string>(), special),
              row["ids"].get<std::vector<tokenizer::TokenId>>())
        << row["text"];
  }
}

class SmallModelBackend : public testing::Test {
 protected:
  static InferenceRequest Ask(const std::string& text) {
    return {.messages = {{.role = Role::kUser, .text = text}}, .max_tokens = 12};
  }
  std::unique_ptr<backend::InferenceBackend> backend_ =
      backend::MakeEmbeddedBackend({.model = {kModelPath}, .n_threads = 2});
};

TEST_F(SmallModelBackend, StreamsPiecesThatJoinToTheAnswer) {
  std::string streamed;
  size_t n_pieces = 0;
  const auto completion = backend_->Infer(Ask("count the lines of main.c"),
                                          [&](std::string_view piece) {
                                            streamed += piece;
                                            ++n_pieces;
                                          },
                                          {});
  ASSERT_TRUE(completion.has_value()) << completion.error().message;
  EXPECT_EQ(streamed, completion->candidates[0].text);
  EXPECT_NE(streamed.find("main.c"), std::string::npos) << streamed;
  EXPECT_GT(n_pieces, 1U);
  EXPECT_GT(completion->timings.first_token_ms, 0.0);
  EXPECT_LT(completion->timings.first_token_ms, completion->timings.total_ms);
}

TEST_F(SmallModelBackend, FiveCallersGetWhatEachWouldGetAlone) {
  const std::vector<std::string> questions = {"list all files", "how much disk space is left?",
                                              "which processes use port 8080", "sort names.txt",
                                              "tell me a joke"};
  std::vector<std::string> together(questions.size());
  std::vector<std::thread> callers;
  for (size_t i = 0; i < questions.size(); ++i) {
    callers.emplace_back([&, i] {
      const auto completion = backend_->Infer(Ask(questions[i]), {}, {});
      if (completion) together[i] = completion->candidates[0].text;
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (size_t i = 0; i < questions.size(); ++i) {
    const auto alone = backend_->Infer(Ask(questions[i]), {}, {});
    ASSERT_TRUE(alone.has_value());
    EXPECT_FALSE(alone->candidates[0].text.empty());
    EXPECT_EQ(together[i], alone->candidates[0].text) << questions[i];
  }
}

TEST_F(SmallModelBackend, CandidatesAreDecodedTogetherAndTheFirstIsTheGreedyOne) {
  InferenceRequest request = Ask("something about users and their shells maybe");
  request.log_probabilities = true;
  const auto one = backend_->Infer(request, {}, {});
  request.n_candidates = 4;
  request.sampling.seed = 7;
  const auto four = backend_->Infer(request, {}, {});
  const auto again = backend_->Infer(request, {}, {});
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

TEST_F(SmallModelBackend, AConstraintHoldsForTheAnswer) {
  InferenceRequest request = Ask("list all files");
  request.form = backend::AnswerForm::kJson;
  request.max_tokens = 60;
  const auto completion = backend_->Infer(request, {}, {});
  ASSERT_TRUE(completion.has_value());
  const std::string& text = completion->candidates[0].text;
  EXPECT_EQ(text.rfind("{\"cmd\": \"", 0), 0U) << text;
  if (completion->candidates[0].reason != decode::FinishReason::kLength) {
    EXPECT_TRUE(nlohmann::json::accept(text)) << text;
  }
}

TEST_F(SmallModelBackend, CancellationAndDeadlineEndAnAnswer) {
  std::stop_source stop;
  InferenceRequest request =
      Ask("count the lines of every .py file in src and its subfolders, biggest first");
  request.max_tokens = 2000;
  const auto cancelled = backend_->Infer(
      request, [&](std::string_view) { stop.request_stop(); }, stop.get_token());
  ASSERT_FALSE(cancelled.has_value());
  EXPECT_EQ(cancelled.error().code, ErrorCode::kCancelled);

  request.timeout = std::chrono::milliseconds(1);
  const auto late = backend_->Infer(request, {}, {});
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::kDeadline);

  request.timeout.reset();
  request.max_tokens = 3;
  EXPECT_TRUE(backend_->Infer(request, {}, {}).has_value());  // and it still works
}

TEST_F(SmallModelBackend, PromptsThatAreEmptyOrTooLongAreErrors) {
  const auto none = backend_->Infer({}, {}, {});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kInvalidArgument);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "word ";
  const auto too_long = backend_->Infer(Ask(text), {}, {});
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, ErrorCode::kLimit);
}

TEST_F(SmallModelBackend, UnloadForgetsAndInferLoadsAgain) {
  EXPECT_TRUE(backend_->is_available());
  EXPECT_EQ(backend_->info().name, "cpu");
  EXPECT_EQ(backend_->info().kernels, "");  // not loaded yet
  ASSERT_TRUE(backend_->Load().has_value());
  EXPECT_NE(backend_->info().kernels, "");
  backend_->Unload();
  EXPECT_EQ(backend_->info().kernels, "");
  EXPECT_TRUE(backend_->Infer(Ask("list all files"), {}, {}).has_value());
}

TEST(EmbeddedBackend, AMissingModelIsNotAvailable) {
  const auto missing = backend::MakeEmbeddedBackend({.model = {"/nonexistent/x.gguf"}});
  EXPECT_FALSE(missing->is_available());
  const auto loaded = missing->Load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
}

TEST(EmbeddedBackend, MlxIsRefusedAndNotReplaced) {
  const auto mlx =
      backend::MakeEmbeddedBackend({.model = {kModelPath}, .variant = backend::ModelVariant::kMlx});
  EXPECT_FALSE(mlx->is_available());
  const auto loaded = mlx->Load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace cmdai
