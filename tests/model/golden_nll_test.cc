#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/cpu/cpu_language_model.h"
#include "engine/kernels/kernels.h"
#include "tests/model/golden.h"

/// Small models of random weights, which together use every tensor type, both architectures, both
/// rope pairings, rope scaling, biases, tied and untied heads, against the float32 reference.
namespace cmdai {
namespace {

using engine::kernels::KernelSet;

constexpr const char* kModels[] = {"random-llama-32", "random-llama-float", "random-llama-k",
                                   "random-qwen2-32", "random-qwen2-k"};

struct Setting {
  std::string model;
  const KernelSet* set = nullptr;
};

std::vector<Setting> AllSettings() {
  std::vector<Setting> settings;
  for (const char* model : kModels) {
    for (const KernelSet* set : engine::kernels::AvailableKernels()) {
      settings.push_back({model, set});
    }
  }
  return settings;
}

class GoldenNll : public testing::TestWithParam<Setting> {};

INSTANTIATE_TEST_SUITE_P(Models, GoldenNll, testing::ValuesIn(AllSettings()),
                         [](const auto& param) {
                           std::string name =
                               param.param.model + "_" + std::string(param.param.set->name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// Root mean square of the difference, relative to the spread of the expected values.
double RelativeRmsError(std::span<const float> actual, const std::vector<double>& expected) {
  double mean = 0.0;
  for (const double value : expected) mean += value / static_cast<double>(expected.size());
  double error = 0.0;
  double spread = 0.0;
  for (size_t i = 0; i < expected.size(); ++i) {
    error += std::pow(static_cast<double>(actual[i]) - expected[i], 2);
    spread += std::pow(expected[i] - mean, 2);
  }
  return std::sqrt(error / spread);
}

TEST_P(GoldenNll, EqualsTheReferenceWithinItsTolerance) {
  const Golden golden = ReadGolden(GetParam().model);
  ASSERT_GT(golden.nll.size(), 40U);
  const auto model = model::Model::Load("tests/data/models/" + GetParam().model + ".gguf");
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto engine = engine::cpu::MakeCpuLanguageModel(
      *model, {.n_threads = 2, .kernels = std::string(GetParam().set->name)});
  ASSERT_TRUE(engine.has_value());

  const std::vector<double> nll = Nll(**engine, golden.tokens);
  const auto last = (*engine)->MakeContext(0)->Evaluate(golden.tokens, {});
  ASSERT_TRUE(last.has_value());
  ASSERT_EQ(last->n_cols, golden.logits.size());
  const double rms = RelativeRmsError(last->Row(0), golden.logits);
  if (GetParam().set->quantises_activations) {
    EXPECT_LE(MeanAbsDifference(nll, golden.nll), 0.05);
    EXPECT_LE(rms, 0.03);
  } else {
    EXPECT_LE(MaxAbsDifference(nll, golden.nll), 1e-3);
    EXPECT_LE(rms, 1e-3);
    EXPECT_EQ(GreedyTokens(**engine, golden.tokens, golden.generated.size()), golden.generated);
  }
  RecordProperty("max_nll_difference", std::to_string(MaxAbsDifference(nll, golden.nll)));
  RecordProperty("mean_nll_difference", std::to_string(MeanAbsDifference(nll, golden.nll)));
  RecordProperty("relative_rms_error", std::to_string(rms));
}

}  // namespace
}  // namespace cmdai
