#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/mlx/mlx_language_model.h"
#include "tests/model/golden.h"

/// The MLX engine on MLX's CPU device, in f32, against the float32 reference.
namespace cmdai {
namespace {

using engine::mlx::Device;

std::unique_ptr<engine::LanguageModel> LoadOnMlx(const std::string& path) {
  const auto model = model::Model::Load(path);
  EXPECT_TRUE(model.has_value()) << model.error().message;
  auto engine = engine::mlx::MakeMlxLanguageModel(*model, {.device = Device::kCpu});
  if (!engine.has_value()) {
    ADD_FAILURE() << engine.error().message;
    std::abort();  // nothing can be tested
  }
  return *std::move(engine);
}

struct Setting {
  std::string model;
  /// Q6_K is rounded a second time, to 8 bits: of these models one has some.
  double max_nll_difference = 1e-3;
};

class MlxGolden : public testing::TestWithParam<Setting> {};

INSTANTIATE_TEST_SUITE_P(Models, MlxGolden,
                         testing::Values(Setting{"random-llama-32"}, Setting{"random-llama-float"},
                                         Setting{"random-llama-k", 0.02},
                                         Setting{"random-qwen2-32"},
                                         Setting{"random-qwen2-k", 0.02}),
                         [](const auto& param) {
                           std::string name = param.param.model;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST_P(MlxGolden, NllAndGreedyTokensAreTheReferences) {
  const Golden golden = ReadGolden(GetParam().model);
  ASSERT_GT(golden.nll.size(), 40U);
  const auto engine = LoadOnMlx("tests/data/models/" + GetParam().model + ".gguf");
  const double difference = MaxAbsDifference(Nll(*engine, golden.tokens), golden.nll);
  EXPECT_LE(difference, GetParam().max_nll_difference);
  RecordProperty("max_nll_difference", std::to_string(difference));
  if (GetParam().max_nll_difference <= 1e-3) {
    EXPECT_EQ(GreedyTokens(*engine, golden.tokens, golden.generated.size()), golden.generated);
  }
}

TEST(MlxFolder, GreedyTokensAreThoseOfMlxLm) {
  std::ifstream file("tests/data/goldens/mlx-random-qwen2-4bit.json");
  const auto golden = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(golden.is_discarded());
  const auto engine = LoadOnMlx("tests/data/mlx/random-qwen2-4bit");
  ASSERT_EQ(golden["rows"].size(), 4U);
  for (const auto& row : golden["rows"]) {
    const auto prompt = row["tokens"].get<std::vector<engine::TokenId>>();
    const auto expected = row["generated"].get<std::vector<engine::TokenId>>();
    ASSERT_EQ(expected.size(), 40U);
    EXPECT_EQ(GreedyTokens(*engine, prompt, expected.size()), expected) << row["text"];
  }
}

TEST(MlxFolder, ArraysThatAreNotRightAreNamed) {
  namespace fs = std::filesystem;
  const std::string folder = testing::TempDir() + "cmdai_mlx_folder";
  const std::string path = folder + "/model.safetensors";
  const auto error_after = [&](const std::string& from, const std::string& to) {
    fs::remove_all(folder);
    fs::copy("tests/data/mlx/random-qwen2-4bit", folder);
    std::string bytes;
    {
      std::ifstream in(path, std::ios::binary);
      bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    const size_t at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    bytes.replace(at, from.size(), to);
    std::ofstream(path, std::ios::binary) << bytes;
    const auto model = model::Model::Load(folder);
    EXPECT_TRUE(model.has_value());
    const auto engine = engine::mlx::MakeMlxLanguageModel(*model, {.device = Device::kCpu});
    return engine ? Error{} : engine.error();
  };
  const Error missing = error_after("model.norm.weight", "model.morn.weight");
  EXPECT_EQ(missing.code, ErrorCode::kCorrupt);
  EXPECT_NE(missing.message.find("'model.norm.weight' is missing"), std::string::npos);
  const Error packed = error_after("0.mlp.up_proj.biases", "0.mlp.up_proj.biasez");
  EXPECT_EQ(packed.code, ErrorCode::kUnsupported);
  EXPECT_NE(packed.message.find("mlp.up_proj"), std::string::npos);
  const Error type = error_after("\"F16\"", "\"F64\"");
  EXPECT_EQ(type.code, ErrorCode::kUnsupported);
  for (const Error& error : {missing, packed, type}) {
    EXPECT_NE(error.message.find(path), std::string::npos) << error.message;
  }
  fs::remove_all(folder);
}

/// The first prompts of the built-in model's goldens, and so many tokens of each.
void CheckBuiltInModel(size_t n_prompts, size_t n_tokens) {
  std::ifstream file("tests/data/goldens/built-in-greedy.json");
  const auto golden = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(golden.is_discarded());
  const auto engine = LoadOnMlx("models/cmdai-135m.gguf");
  for (size_t i = 0; i < n_prompts; ++i) {
    const auto& row = golden["rows"][i];
    const auto prompt = row["tokens"].get<std::vector<engine::TokenId>>();
    auto expected = row["generated"].get<std::vector<engine::TokenId>>();
    ASSERT_GE(expected.size(), n_tokens);
    expected.resize(n_tokens);
    EXPECT_EQ(GreedyTokens(*engine, prompt, n_tokens), expected) << row["request"];
  }
}

TEST(MlxBuiltInModel, GreedyTokensAreTheReferences) { CheckBuiltInModel(2, 12); }

TEST(MlxBuiltInModelLong, GreedyTokensAreTheReferences) { CheckBuiltInModel(4, 32); }

}  // namespace
}  // namespace cmdai
