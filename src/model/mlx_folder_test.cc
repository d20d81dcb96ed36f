#include "model/mlx_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "model/model.h"

/// The folder that MLX's own tools wrote (tools/make_mlx_golden.py), and what can be wrong with
/// one.
namespace cmdai::model {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kFolder = "tests/data/mlx/random-qwen2-4bit";

json ReadJson(const std::string& path) {
  std::ifstream file(path);
  return json::parse(file, nullptr, /*allow_exceptions=*/false);
}

/// A copy of the folder for the running test, to be spoilt.
class FolderCopy {
 public:
  FolderCopy()
      : path_(testing::TempDir() + "cmdai_folder_" +
              testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(path_);
    std::filesystem::copy(kFolder, path_);
  }
  FolderCopy(const FolderCopy&) = delete;
  FolderCopy& operator=(const FolderCopy&) = delete;
  ~FolderCopy() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(File(name)) << text;
  }
  /// Merges `changes` into a JSON file; null removes a key.
  void Change(const std::string& name, const json& changes) const {
    json content = ReadJson(File(name));
    content.merge_patch(changes);
    Write(name, content.dump());
  }

 private:
  std::string path_;
};

TEST(MlxFolder, SaysWhatTheModelIs) {
  const auto model = Model::Load(kFolder);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const ModelConfig& config = (*model)->config();
  EXPECT_EQ((*model)->format(), Format::kMlxFolder);
  EXPECT_EQ(config.architecture, Architecture::kQwen2);
  EXPECT_EQ(config.n_layers, 2U);
  EXPECT_EQ(config.d_model, 192U);
  EXPECT_EQ(config.n_heads, 6U);
  EXPECT_EQ(config.n_kv_heads, 3U);
  EXPECT_EQ(config.head_dim, 32U);
  EXPECT_EQ(config.n_vocab, 300U);
  EXPECT_EQ(config.rope.pairing, RopePairing::kHalfSplit);
  EXPECT_FLOAT_EQ(config.rope.base, 50000.0F);
  EXPECT_EQ(config.has_tied_output, true);
  EXPECT_EQ((*model)->QuantisationName(), "4 bits, groups of 64");
  EXPECT_EQ((*model)->array_files().size(), 1U);
  EXPECT_GT((*model)->file_bytes(), 100'000U);
  EXPECT_THAT(std::string((*model)->chat_template()), HasSubstr("<|im_start|>"));
}

TEST(MlxFolder, ItsTokenizerIsTheOneOfTransformers) {
  const auto model = Model::Load(kFolder);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const tokenizer::Tokenizer& tokenizer = (*model)->tokenizer();
  const json golden = ReadJson("tests/data/goldens/mlx-random-qwen2-4bit.json");
  ASSERT_EQ(golden["rows"].size(), 4U);
  for (const json& row : golden["rows"]) {
    EXPECT_EQ(tokenizer.Encode(row["text"].get<std::string>(), tokenizer::SpecialTokens::kAsText),
              row["tokens"].get<std::vector<tokenizer::TokenId>>());
  }
  const auto end = tokenizer.Find("<|im_end|>");
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(tokenizer.type(*end), tokenizer::TokenType::kControl);
  EXPECT_EQ(tokenizer.eos(), end);
}

/// The error of loading a spoilt copy of the folder; its message names the file that is wrong.
Error LoadError(const FolderCopy& folder, const std::string& file) {
  const auto model = Model::Load(folder.path());
  EXPECT_FALSE(model.has_value());
  if (model.has_value()) return {};
  EXPECT_THAT(model.error().message, HasSubstr(file));
  return model.error();
}

TEST(MlxFolder, AConfigurationThatCantBeRunIsAnError) {
  struct Row {
    json change;
    ErrorCode code;
    const char* message;
  };
  const Row rows[] = {
      {{{"model_type", "mistral"}}, ErrorCode::kUnsupported, "'mistral'"},
      {{{"model_type", nullptr}}, ErrorCode::kUnsupported, "model_type"},
      {{{"model_type", 3}}, ErrorCode::kCorrupt, "model_type"},
      {{{"hidden_size", nullptr}}, ErrorCode::kCorrupt, "hidden_size"},
      {{{"hidden_size", 1 << 20}}, ErrorCode::kCorrupt, "hidden_size"},
      {{{"num_hidden_layers", -1}}, ErrorCode::kCorrupt, "num_hidden_layers"},
      {{{"num_attention_heads", "six"}}, ErrorCode::kCorrupt, "num_attention_heads"},
      {{{"num_key_value_heads", 4}}, ErrorCode::kCorrupt, "key heads"},
      {{{"head_dim", 20}}, ErrorCode::kUnsupported, "multiples of 16"},
      {{{"rms_norm_eps", 0}}, ErrorCode::kCorrupt, "rms_norm_eps"},
      {{{"hidden_act", "gelu"}}, ErrorCode::kUnsupported, "'gelu'"},
      {{{"use_sliding_window", true}}, ErrorCode::kUnsupported, "sliding"},
      {{{"rope_scaling", {{"type", "yarn"}}}}, ErrorCode::kUnsupported, "'yarn'"},
      {{{"quantization", {{"mode", "mxfp4"}}}}, ErrorCode::kUnsupported, "'mxfp4'"},
      {{{"quantization", nullptr}, {"quantization_config", {{"quant_method", "gptq"}}}},
       ErrorCode::kUnsupported,
       "'gptq'"},
  };
  for (const Row& row : rows) {
    const FolderCopy folder;
    folder.Change("config.json", row.change);
    const Error error = LoadError(folder, "config.json");
    EXPECT_EQ(error.code, row.code) << row.change;
    EXPECT_THAT(error.message, HasSubstr(row.message));
  }
}

TEST(MlxFolder, ATokenizerThatIsNoneOfOursIsAnError) {
  struct Row {
    json change;
    ErrorCode code;
    const char* message;
  };
  const json normaliser = {{"type", "Lowercase"}};
  const Row rows[] = {
      {{{"model", {{"type", "WordPiece"}}}}, ErrorCode::kUnsupported, "another one"},
      {{{"pre_tokenizer", nullptr}}, ErrorCode::kUnsupported, "another one"},
      {{{"pre_tokenizer", {{"type", "Whitespace"}}}}, ErrorCode::kUnsupported, "another one"},
      {{{"normalizer", normaliser}}, ErrorCode::kUnsupported, "another one"},
      {{{"model", {{"merges", 3}}}}, ErrorCode::kCorrupt, "no merges"},
      {{{"model", {{"merges", {{"a", "b", "c"}}}}}}, ErrorCode::kCorrupt, "no pair"},
      {{{"model", {{"vocab", nullptr}}}}, ErrorCode::kCorrupt, "no vocabulary"},
      {{{"model", {{"vocab", {{"a", -1}}}}}}, ErrorCode::kCorrupt, "id"},
      {{{"model", {{"vocab", {{"zz", 1}}}}}}, ErrorCode::kCorrupt, "same id"},
      {{{"added_tokens", {{{"id", 1}}}}}, ErrorCode::kCorrupt, "added token"},
  };
  for (const Row& row : rows) {
    const FolderCopy folder;
    folder.Change("tokenizer.json", row.change);
    const Error error = LoadError(folder, "tokenizer.json");
    EXPECT_EQ(error.code, row.code) << row.change;
    EXPECT_THAT(error.message, HasSubstr(row.message)) << row.change;
  }
}

TEST(MlxFolder, FilesThatAreMissingOrNoJsonAreNamed) {
  for (const char* name : {"tokenizer.json", "model.safetensors"}) {
    const FolderCopy folder;
    std::filesystem::remove(folder.File(name));
    EXPECT_EQ(LoadError(folder, "").code, ErrorCode::kNotFound) << name;
  }
  for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
    for (const char* text : {"", "[]", "{\"a\":", "\xFF\xFE"}) {
      const FolderCopy folder;
      folder.Write(name, text);
      EXPECT_EQ(LoadError(folder, name).code, ErrorCode::kCorrupt) << name << ": " << text;
    }
  }
  // Nested a hundred thousand times: refused without a call for each level.
  const FolderCopy folder;
  folder.Write("config.json", "{\"rope_scaling\":" + std::string(100'000, '[') +
                                  std::string(100'000, ']') + ",\"model_type\":\"llama\"}");
  EXPECT_EQ(LoadError(folder, "config.json").code, ErrorCode::kCorrupt);
}

TEST(MlxFolder, NewerFormsOfTheSameAreRead) {
  const FolderCopy folder;
  folder.Change("config.json",
                {{"rope_theta", nullptr},
                 {"tie_word_embeddings", nullptr},
                 {"rope_parameters", {{"rope_theta", 1234.0}, {"rope_type", "default"}}}});
  folder.Write("generation_config.json", R"({"eos_token_id": [298, 299]})");
  const auto model = Model::Load(folder.path());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_FLOAT_EQ((*model)->config().rope.base, 1234.0F);
  EXPECT_EQ((*model)->config().has_tied_output, std::nullopt);
  EXPECT_TRUE((*model)->tokenizer().IsEndOfGeneration(299));
}

TEST(MlxFolder, Llama3sScalingBlendsItsFactors) {
  const FolderCopy folder;
  folder.Change("config.json", {{"rope_theta", 500000.0},
                                {"rope_scaling",
                                 {{"rope_type", "llama3"},
                                  {"factor", 32.0},
                                  {"low_freq_factor", 1.0},
                                  {"high_freq_factor", 4.0},
                                  {"original_max_position_embeddings", 8192}}}});
  const auto model = Model::Load(folder.path());
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const std::vector<float>& factors = (*model)->config().rope.factors;
  ASSERT_EQ(factors.size(), 16U);
  // Short waves stay, long ones are stretched by the whole factor.
  EXPECT_FLOAT_EQ(factors.front(), 1.0F);
  EXPECT_FLOAT_EQ(factors.back(), 32.0F);
  for (size_t i = 0; i < factors.size(); ++i) {
    const double wavelength = 2 * M_PI * std::pow(500000.0, static_cast<double>(i) / 16.0);
    const double kept = std::clamp((8192 / wavelength - 1) / 3, 0.0, 1.0);
    EXPECT_NEAR(factors[i], 1 / ((1 - kept) / 32 + kept), 1e-3) << i;
  }
}

}  // namespace
}  // namespace cmdai::model
