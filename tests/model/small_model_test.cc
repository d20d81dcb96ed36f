#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

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

using engine::kernels::KernelSet;
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

}  // namespace
}  // namespace cmdai
