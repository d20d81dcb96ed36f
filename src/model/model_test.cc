#include "model/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gguf/gguf_builder.h"

/// Models of a few kilobytes, whole and broken ones: every error has its code and names its cause.
namespace cmdai::model {
namespace {

using tensor::DataType;
using testing::HasSubstr;

/// The 256 bytes in GPT-2's alphabet: bytes that print stand for themselves, the others are the
/// code points from U+0100 on.
std::vector<std::string> ByteTokens() {
  std::vector<std::string> tokens;
  uint32_t next = 0x100;
  for (uint32_t byte = 0; byte < 256; ++byte) {
    const bool prints = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
    const uint32_t code_point = prints ? byte : next++;
    if (code_point < 0x80) {
      tokens.emplace_back(1, static_cast<char>(code_point));
    } else {
      tokens.push_back({static_cast<char>(0xC0 | code_point >> 6),
                        static_cast<char>(0x80 | (code_point & 0x3F))});
    }
  }
  return tokens;
}

struct TinyTensor {
  DataType type = DataType::kF32;
  std::vector<uint64_t> shape;
};

/// A model of one layer: width 32, two query heads of 16 that share one key head. Tests change what
/// they want to see refused.
struct TinyModel {
  explicit TinyModel(std::string architecture_name);

  /// Sets the key `<architecture>.<name>`.
  template <typename T>
  void Set(const std::string& name, T value) {
    keys[architecture + "." + name] = value;
  }
  void Drop(const std::string& name) { keys.erase(architecture + "." + name); }

  std::vector<std::byte> Bytes() const;

  std::string architecture;
  std::map<std::string, std::variant<uint32_t, float, double, std::string>> keys;
  std::vector<std::string> tokens = ByteTokens();
  std::map<std::string, TinyTensor> tensors;
};

TinyModel::TinyModel(std::string architecture_name) : architecture(std::move(architecture_name)) {
  keys["general.architecture"] = architecture;
  keys["general.name"] = "Tiny";
  keys["tokenizer.ggml.model"] = "gpt2";
  keys["tokenizer.ggml.pre"] = "gpt-2";
  keys["tokenizer.ggml.eos_token_id"] = uint32_t{0};
  keys["tokenizer.chat_template"] = "{{ messages }}";
  Set("block_count", uint32_t{1});
  Set("embedding_length", uint32_t{32});
  Set("feed_forward_length", uint32_t{32});
  Set("context_length", uint32_t{64});
  Set("attention.head_count", uint32_t{2});
  Set("attention.head_count_kv", uint32_t{1});
  Set("attention.layer_norm_rms_epsilon", 1e-6F);
  Set("rope.freq_base", 5000.0F);
  tensors = {{"token_embd.weight", {.shape = {32, 256}}},
             {"output_norm.weight", {.shape = {32}}},
             {"blk.0.attn_norm.weight", {.shape = {32}}},
             {"blk.0.attn_q.weight", {.shape = {32, 32}}},
             {"blk.0.attn_k.weight", {.shape = {32, 16}}},
             {"blk.0.attn_v.weight", {.shape = {32, 16}}},
             {"blk.0.attn_output.weight", {.shape = {32, 32}}},
             {"blk.0.ffn_norm.weight", {.shape = {32}}},
             {"blk.0.ffn_gate.weight", {.shape = {32, 32}}},
             {"blk.0.ffn_up.weight", {.shape = {32, 32}}},
             {"blk.0.ffn_down.weight", {.shape = {32, 32}}}};
  if (architecture != "qwen2") return;
  tensors["blk.0.attn_q.bias"] = {.shape = {32}};
  tensors["blk.0.attn_k.bias"] = {.shape = {16}};
  tensors["blk.0.attn_v.bias"] = {.shape = {16}};
}

std::vector<std::byte> TinyModel::Bytes() const {
  gguf::GgufBuilder builder;
  for (const auto& [key, value] : keys) {
    if (const auto* const text = std::get_if<std::string>(&value)) builder.AddString(key, *text);
    if (const auto* const n = std::get_if<uint32_t>(&value)) builder.Add(key, *n);
    if (const auto* const x = std::get_if<float>(&value)) builder.Add(key, *x);
    if (const auto* const x = std::get_if<double>(&value)) builder.Add(key, *x);
  }
  builder.AddStrings("tokenizer.ggml.tokens", tokens);
  builder.AddStrings("tokenizer.ggml.merges", {});
  for (const auto& [name, tensor] : tensors) builder.AddTensor(name, tensor.type, tensor.shape);
  return builder.Build().bytes;
}

/// A file of the running test, which exists as long as the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::vector<std::byte>& bytes)
      : path_(testing::TempDir() + "cmdai_model_" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + ".gguf") {
    std::ofstream out(path_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    EXPECT_TRUE(out.flush().good()) << path_;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The error of loading `bytes` as a file; its message names the file.
void ExpectLoadFails(const std::vector<std::byte>& bytes, ErrorCode code, const char* message) {
  const TemporaryFile file(bytes);
  const auto loaded = Model::Load(file.path());
  ASSERT_FALSE(loaded.has_value()) << "expected: " << message;
  EXPECT_EQ(loaded.error().code, code) << loaded.error().message;
  EXPECT_THAT(loaded.error().message, HasSubstr(message));
  EXPECT_THAT(loaded.error().message, HasSubstr(file.path()));
}

Result<ModelConfig> ReadConfig(const TinyModel& tiny) {
  const std::vector<std::byte> bytes = tiny.Bytes();
  CMDAI_ASSIGN(const gguf::File file, gguf::File::Parse(bytes, "tiny"));
  return ReadModelConfig(file);
}

TEST(Model, AModelOfOurOwnTakesBareRequests) {
  TinyModel tiny("llama");
  tiny.keys["cmdai.prompt"] = "request";
  const TemporaryFile file(tiny.Bytes());
  const auto loaded = Model::Load(file.path());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_TRUE((*loaded)->takes_bare_requests());

  tiny.keys["cmdai.prompt"] = "riddle";
  const TemporaryFile other(tiny.Bytes());
  const auto refused = Model::Load(other.path());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
}

TEST(Model, ALlamaModelLoads) {
  const TemporaryFile file(TinyModel("llama").Bytes());
  const auto loaded = Model::Load(file.path());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  const Model& model = **loaded;
  EXPECT_EQ(model.path(), file.path());
  EXPECT_EQ(model.file_bytes(), TinyModel("llama").Bytes().size());
  EXPECT_EQ(model.chat_template(), "{{ messages }}");
  EXPECT_FALSE(model.takes_bare_requests());
  EXPECT_EQ(model.QuantisationName(), "F32");
  EXPECT_EQ(model.tokenizer().size(), 256U);
  EXPECT_TRUE(model.tokenizer().IsEndOfGeneration(0));
  EXPECT_EQ(model.tokenizer().TokenBytes(' '), " ");

  const ModelConfig& config = model.config();
  EXPECT_EQ(config.architecture, Architecture::kLlama);
  EXPECT_EQ(config.name, "Tiny");
  EXPECT_EQ(config.n_layers, 1U);
  EXPECT_EQ(config.d_model, 32U);
  EXPECT_EQ(config.n_heads, 2U);
  EXPECT_EQ(config.n_kv_heads, 1U);
  EXPECT_EQ(config.head_dim, 16U);
  EXPECT_EQ(config.q_dim(), 32U);
  EXPECT_EQ(config.kv_dim(), 16U);
  EXPECT_EQ(config.d_ffn, 32U);
  EXPECT_EQ(config.n_vocab, 256U);
  EXPECT_EQ(config.context_length, 64U);
  EXPECT_EQ(config.rms_epsilon, 1e-6F);
  EXPECT_EQ(config.rope.pairing, RopePairing::kAdjacent);
  EXPECT_EQ(config.rope.base, 5000.0F);
  EXPECT_EQ(config.rope.linear_factor, 1.0F);

  const ModelWeights& weights = model.weights();
  ASSERT_EQ(weights.layers.size(), 1U);
  EXPECT_EQ(weights.output.data, weights.token_embedding.data) << "tied";
  EXPECT_EQ(weights.rope_factors.data, nullptr);
  const LayerWeights& layer = weights.layers[0];
  EXPECT_EQ(layer.key.n_rows, 16U);
  EXPECT_EQ(layer.key.n_cols, 32U);
  EXPECT_EQ(layer.key.row_bytes, 32 * sizeof(float));
  EXPECT_EQ(layer.query_bias.data, nullptr);
  EXPECT_EQ(layer.key_bias.data, nullptr);
  EXPECT_EQ(layer.value_bias.data, nullptr);
}

TEST(Model, AQwen2ModelLoadsWithItsBiases) {
  const TemporaryFile file(TinyModel("qwen2").Bytes());
  const auto loaded = Model::Load(file.path());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  EXPECT_EQ((*loaded)->config().architecture, Architecture::kQwen2);
  EXPECT_EQ((*loaded)->config().rope.pairing, RopePairing::kHalfSplit);
  const LayerWeights& layer = (*loaded)->weights().layers.at(0);
  EXPECT_EQ(layer.query_bias.n_cols, 32U);
  EXPECT_EQ(layer.key_bias.n_cols, 16U);
  EXPECT_EQ(layer.value_bias.n_cols, 16U);
  EXPECT_NE(layer.value_bias.data, nullptr);
}

TEST(Model, WhatMayBeThereIsTaken) {
  TinyModel tiny("llama");
  tiny.tensors["token_embd.weight"].shape = {32, 320};  // padded: more rows than tokens
  tiny.tensors["output.weight"] = {.type = DataType::kQ8_0, .shape = {32, 320}};
  tiny.tensors["rope_freqs.weight"] = {.shape = {8}};
  tiny.tensors["blk.0.attn_q.bias"] = {.shape = {32}};
  tiny.tensors["blk.0.attn_k.bias"] = {.shape = {16}};
  tiny.tensors["blk.0.attn_v.bias"] = {.shape = {16}};
  for (const char* part : {"gate", "up", "down"}) {
    tiny.tensors["blk.0.ffn_" + std::string(part) + ".weight"].type = DataType::kF16;
  }
  tiny.keys.erase("tokenizer.chat_template");
  const TemporaryFile file(tiny.Bytes());
  const auto loaded = Model::Load(file.path());
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  const ModelWeights& weights = (*loaded)->weights();
  EXPECT_EQ((*loaded)->config().n_vocab, 320U);
  EXPECT_EQ((*loaded)->tokenizer().size(), 256U);
  EXPECT_EQ((*loaded)->chat_template(), "");
  EXPECT_EQ((*loaded)->QuantisationName(), "F32") << "most bytes, not most matrices";
  EXPECT_EQ(weights.output.type, DataType::kQ8_0);
  EXPECT_EQ(weights.rope_factors.n_cols, 8U);
  EXPECT_NE(weights.layers.at(0).value_bias.data, nullptr);
}

TEST(ModelConfig, AbsentKeysHaveTheirDefaults) {
  TinyModel tiny("llama");
  tiny.keys.erase("general.name");
  tiny.Drop("attention.head_count_kv");
  tiny.Drop("rope.freq_base");
  const auto config = ReadConfig(tiny);
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->name, "");
  EXPECT_EQ(config->n_kv_heads, config->n_heads);
  EXPECT_EQ(config->rope.base, 10000.0F);
  EXPECT_EQ(config->n_vocab, 0U) << "known once the weights are read";
}

TEST(ModelConfig, OptionalKeysCount) {
  TinyModel tiny("llama");
  tiny.Set("attention.key_length", uint32_t{32});
  tiny.Set("rope.dimension_count", uint32_t{32});
  tiny.Set("rope.scaling.type", std::string("linear"));
  tiny.Set("rope.scaling.factor", 4.0F);
  tiny.Set("expert_count", uint32_t{0});
  const auto config = ReadConfig(tiny);
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->head_dim, 32U);
  EXPECT_EQ(config->q_dim(), 64U);
  EXPECT_EQ(config->rope.linear_factor, 4.0F);

  tiny.Set("rope.scaling.type", std::string("none"));
  const auto unscaled = ReadConfig(tiny);
  ASSERT_TRUE(unscaled.has_value()) << unscaled.error().message;
  EXPECT_EQ(unscaled->rope.linear_factor, 1.0F);
}

struct Breakage {
  void (*change)(TinyModel& tiny) = nullptr;
  ErrorCode code = ErrorCode::kCorrupt;
  const char* message = "";  // a part of it
  const char* architecture = "llama";
};

void ExpectRefused(const Breakage& row) {
  TinyModel tiny(row.architecture);
  row.change(tiny);
  ExpectLoadFails(tiny.Bytes(), row.code, row.message);
}

TEST(ModelConfig, SenselessOrUnknownMetadataAreRefused) {
  constexpr ErrorCode kCorrupt = ErrorCode::kCorrupt;
  constexpr ErrorCode kUnsupported = ErrorCode::kUnsupported;
  const Breakage rows[] = {
      {[](TinyModel& m) { m.keys["general.architecture"] = "gpt2"; }, kUnsupported,
       "the architecture 'gpt2' is not supported"},
      {[](TinyModel& m) { m.keys.erase("general.architecture"); }, ErrorCode::kNotFound,
       "general.architecture"},
      {[](TinyModel& m) { m.Drop("block_count"); }, ErrorCode::kNotFound, "llama.block_count"},
      {[](TinyModel& m) { m.Set("block_count", 1.5F); }, kCorrupt, "llama.block_count"},
      {[](TinyModel& m) { m.Set("block_count", uint32_t{0}); }, kCorrupt, "llama.block_count is 0"},
      {[](TinyModel& m) { m.Set("block_count", uint32_t{100000}); }, kCorrupt,
       "llama.block_count is 100000"},
      {[](TinyModel& m) { m.Set("attention.head_count", uint32_t{3}); }, kCorrupt,
       "width 32 does not divide into 3 heads"},
      {[](TinyModel& m) { m.Set("attention.head_count_kv", uint32_t{3}); }, kCorrupt,
       "2 query heads are no multiple of 3 key heads"},
      {[](TinyModel& m) { m.Set("attention.key_length", uint32_t{24}); }, kUnsupported,
       "heads of 24 elements are not supported"},
      {[](TinyModel& m) { m.Set("attention.key_length", uint32_t{1 << 17}); }, kCorrupt,
       "2 heads of 131072 elements are too many"},
      {[](TinyModel& m) { m.Set("attention.layer_norm_rms_epsilon", 0.0F); }, kCorrupt,
       "layer_norm_rms_epsilon is 0, expected a number above 0"},
      {[](TinyModel& m) {
         m.Set("attention.layer_norm_rms_epsilon", std::numeric_limits<float>::quiet_NaN());
       },
       kCorrupt, "layer_norm_rms_epsilon is nan"},
      {[](TinyModel& m) { m.Set("attention.layer_norm_rms_epsilon", 1e-60); }, kCorrupt,
       "layer_norm_rms_epsilon is 1e-60"},
      {[](TinyModel& m) { m.Set("attention.layer_norm_rms_epsilon", 1e300); }, kCorrupt,
       "layer_norm_rms_epsilon is 1e+300"},
      {[](TinyModel& m) { m.Set("rope.freq_base", 0.0F); }, kCorrupt, "llama.rope.freq_base is 0"},
      {[](TinyModel& m) { m.Set("rope.freq_base", -1.0F); }, kCorrupt, "rope.freq_base is -1"},
      {[](TinyModel& m) { m.Set("rope.dimension_count", uint32_t{8}); }, kUnsupported,
       "rope.dimension_count is 8"},
      {[](TinyModel& m) { m.Set("rope.scaling.type", std::string("yarn")); }, kUnsupported,
       "rope scaling 'yarn' is not supported"},
      {[](TinyModel& m) { m.Set("rope.scaling.factor", 0.0F); }, kCorrupt,
       "rope.scaling.factor is 0"},
      {[](TinyModel& m) { m.Set("expert_count", uint32_t{8}); }, kUnsupported,
       "mixtures of experts are not supported"},
  };
  for (const Breakage& row : rows) ExpectRefused(row);
}

TEST(ModelWeights, TensorsThatDoNotFitAreRefused) {
  constexpr ErrorCode kCorrupt = ErrorCode::kCorrupt;
  constexpr ErrorCode kUnsupported = ErrorCode::kUnsupported;
  const Breakage rows[] = {
      {[](TinyModel& m) { m.tensors.erase("token_embd.weight"); }, kCorrupt,
       "the tensor 'token_embd.weight' is missing"},
      {[](TinyModel& m) { m.tensors.erase("blk.0.ffn_up.weight"); }, kCorrupt,
       "the tensor 'blk.0.ffn_up.weight' is missing"},
      {[](TinyModel& m) { m.tensors.erase("output_norm.weight"); }, kCorrupt,
       "the tensor 'output_norm.weight' is missing"},
      {[](TinyModel& m) { m.Set("block_count", uint32_t{2}); }, kCorrupt,
       "the tensor 'blk.1.attn_norm.weight' is missing"},
      {[](TinyModel& m) {
         m.tensors["blk.0.attn_k.weight"].shape = {32, 32};
       },
       kCorrupt, "'blk.0.attn_k.weight' has the shape [32, 32, 1, 1], expected [32, 16, 1, 1]"},
      {[](TinyModel& m) {
         m.tensors["blk.0.attn_k.weight"].shape = {16, 32};
       },
       kCorrupt, "'blk.0.attn_k.weight' has the shape [16, 32, 1, 1]"},
      {[](TinyModel& m) {
         m.tensors["blk.0.ffn_up.weight"].shape = {32, 32, 2};
       },
       kCorrupt, "'blk.0.ffn_up.weight' has the shape [32, 32, 2, 1]"},
      {[](TinyModel& m) { m.tensors["output_norm.weight"].shape = {16}; }, kCorrupt,
       "'output_norm.weight' has the shape [16, 1, 1, 1]"},
      {[](TinyModel& m) {
         m.tensors["output.weight"].shape = {32, 255};
       },
       kCorrupt, "'output.weight' has the shape [32, 255, 1, 1], expected [32, 256, 1, 1]"},
      {[](TinyModel& m) { m.tensors["rope_freqs.weight"].shape = {16}; }, kCorrupt,
       "'rope_freqs.weight' has the shape [16, 1, 1, 1], expected [8, 1, 1, 1]"},
      {[](TinyModel& m) { m.tensors["blk.0.attn_norm.weight"].type = DataType::kF16; },
       kUnsupported, "'blk.0.attn_norm.weight' is F16, expected F32"},
      {[](TinyModel& m) { m.tensors["blk.0.attn_output.bias"].shape = {32}; }, kUnsupported,
       "the tensor 'blk.0.attn_output.bias' has no place in this architecture"},
      {[](TinyModel& m) { m.tensors["blk.1.attn_norm.weight"].shape = {32}; }, kUnsupported,
       "the tensor 'blk.1.attn_norm.weight' has no place"},
      {[](TinyModel& m) {
         m.tensors["token_embd.weight"].shape = {32, 255};
       },
       kCorrupt, "256 tokens, but embeddings for only 255"},
      {[](TinyModel& m) { m.tokens.emplace_back("extra"); }, kCorrupt,
       "257 tokens, but embeddings for only 256"},
  };
  for (const Breakage& row : rows) ExpectRefused(row);
}

TEST(ModelWeights, BiasesComeAllThreeOrNotAtAll) {
  const Breakage rows[] = {
      {[](TinyModel& m) { m.tensors.erase("blk.0.attn_q.bias"); }, ErrorCode::kCorrupt,
       "the tensor 'blk.0.attn_q.bias' is missing", "qwen2"},
      {[](TinyModel& m) { m.tensors.erase("blk.0.attn_k.bias"); }, ErrorCode::kCorrupt,
       "the tensor 'blk.0.attn_k.bias' is missing", "qwen2"},
      {[](TinyModel& m) { m.tensors.erase("blk.0.attn_v.bias"); }, ErrorCode::kCorrupt,
       "the tensor 'blk.0.attn_v.bias' is missing", "qwen2"},
      {[](TinyModel& m) { m.tensors["blk.0.attn_v.bias"].shape = {32}; }, ErrorCode::kCorrupt,
       "'blk.0.attn_v.bias' has the shape [32, 1, 1, 1], expected [16, 1, 1, 1]", "qwen2"},
      {[](TinyModel& m) { m.tensors["blk.0.attn_q.bias"].shape = {32}; }, ErrorCode::kCorrupt,
       "the tensor 'blk.0.attn_k.bias' is missing"},
      {[](TinyModel& m) { m.tensors["blk.0.attn_k.bias"].shape = {16}; }, ErrorCode::kUnsupported,
       "the tensor 'blk.0.attn_k.bias' has no place"},
  };
  for (const Breakage& row : rows) ExpectRefused(row);
}

TEST(ModelWeights, VectorsOffTheirAlignmentAreRefused) {
  std::vector<std::byte> bytes = TinyModel("llama").Bytes();
  bytes.insert(bytes.begin(), std::byte{0});
  const auto file = gguf::File::Parse(std::span(bytes).subspan(1), "tiny");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  auto config = ReadModelConfig(*file);
  ASSERT_TRUE(config.has_value()) << config.error().message;
  const auto weights = ReadWeights(*file, *config);
  ASSERT_FALSE(weights.has_value());
  EXPECT_EQ(weights.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(weights.error().message, HasSubstr("is not aligned to 4 bytes"));
}

TEST(Model, FilesThatAreNoModelAreRefused) {
  const std::string text = "# Notes\nnothing here is a model\n";
  const auto* const first = reinterpret_cast<const std::byte*>(text.data());
  ExpectLoadFails({first, first + text.size()}, ErrorCode::kCorrupt, "not a GGUF file");
  ExpectLoadFails({}, ErrorCode::kCorrupt, "the file is empty");
  std::vector<std::byte> half = TinyModel("llama").Bytes();
  half.resize(half.size() / 2);
  ExpectLoadFails(half, ErrorCode::kCorrupt, "[gguf]");
  const auto absent = Model::Load(testing::TempDir() + "cmdai_model_that_is_not_there.gguf");
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
}

TEST(Model, AFingerprintTellsAFileFromOthersAndFromItsLaterStates) {
  const TemporaryFile file(TinyModel("llama").Bytes());
  const std::string first = (*Model::Load(file.path()))->Fingerprint();
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ((*Model::Load(file.path()))->Fingerprint(), first);
  const auto time = std::filesystem::last_write_time(file.path());
  std::filesystem::last_write_time(file.path(), time + std::chrono::seconds(1));
  EXPECT_NE((*Model::Load(file.path()))->Fingerprint(), first);
  std::filesystem::last_write_time(file.path(), time);
  EXPECT_EQ((*Model::Load(file.path()))->Fingerprint(), first);
  std::fstream(file.path(), std::ios::in | std::ios::out | std::ios::ate) << "more";
  std::filesystem::last_write_time(file.path(), time);
  EXPECT_NE((*Model::Load(file.path()))->Fingerprint(), first);
}

}  // namespace
}  // namespace cmdai::model
