#include "model/folder_config.h"

#include <cmath>
#include <numbers>

#include "model/config_checks.h"

namespace cmdai::model {
namespace {

Result<Architecture> ReadArchitecture(const JsonReader& json) {
  CMDAI_ASSIGN(const std::string type, json.Text("model_type", ""));
  if (type == "llama") return Architecture::kLlama;
  if (type == "qwen2") return Architecture::kQwen2;
  return Fail(ErrorCode::kUnsupported,
              "[model] {}: the model_type '{}' is not supported; cmdai runs llama and qwen2",
              json.file(), type);
}

/// Llama 3's scaling, after `_compute_llama3_parameters` of transformers: low frequencies are
/// divided by `factor`, high ones stay, those between are blended.
Result<std::vector<float>> Llama3Factors(const JsonReader& scaling, float base, size_t head_dim) {
  CMDAI_ASSIGN(const float factor, scaling.Positive("factor", 8.0F));
  CMDAI_ASSIGN(const float low, scaling.Positive("low_freq_factor", 1.0F));
  CMDAI_ASSIGN(const float high, scaling.Positive("high_freq_factor", 4.0F));
  CMDAI_ASSIGN(const float trained, scaling.Positive("original_max_position_embeddings", 8192.0F));
  if (!(low < high)) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: low_freq_factor is not below high_freq_factor",
                scaling.file());
  }
  std::vector<float> factors;
  for (size_t i = 0; i < head_dim / 2; ++i) {
    const float exponent = 2.0F * static_cast<float>(i) / static_cast<float>(head_dim);
    const float wavelength = 2.0F * std::numbers::pi_v<float> * std::pow(base, exponent);
    const float n_turns = trained / wavelength;
    if (n_turns > high) {
      factors.push_back(1.0F);
    } else if (n_turns < low) {
      factors.push_back(factor);
    } else {
      const float kept = (n_turns - low) / (high - low);
      factors.push_back(1.0F / ((1.0F - kept) / factor + kept));
    }
  }
  return factors;
}

Result<RopeConfig> ReadRope(const JsonReader& json, size_t head_dim) {
  // Newer files have one object for all of it.
  CMDAI_ASSIGN(const JsonReader parameters, json.Below("rope_parameters"));
  CMDAI_ASSIGN(JsonReader scaling, json.Below("rope_scaling"));
  if (!parameters.empty()) scaling = parameters;
  RopeConfig rope = {.pairing = RopePairing::kHalfSplit};
  CMDAI_ASSIGN(rope.base, json.Positive("rope_theta", 10000.0F));
  CMDAI_ASSIGN(rope.base, parameters.Positive("rope_theta", rope.base));
  for (const JsonReader& place : {json, parameters}) {
    CMDAI_ASSIGN(const float rotated, place.Positive("partial_rotary_factor", 1.0F));
    if (rotated == 1.0F) continue;
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: partial_rotary_factor is {}, but only whole heads are supported",
                json.file(), rotated);
  }
  CMDAI_ASSIGN(std::string type, scaling.Text("type", "default"));
  CMDAI_ASSIGN(type, scaling.Text("rope_type", type));
  if (type == "default") return rope;
  if (type == "linear") {
    CMDAI_ASSIGN(rope.linear_factor, scaling.Positive("factor", 1.0F));
    return rope;
  }
  if (type == "llama3") {
    CMDAI_ASSIGN(rope.factors, Llama3Factors(scaling, rope.base, head_dim));
    return rope;
  }
  return Fail(ErrorCode::kUnsupported, "[model] {}: rope scaling '{}' is not supported",
              json.file(), type);
}

/// What the engines would compute in another way.
Result<void> CheckKind(const JsonReader& json) {
  CMDAI_ASSIGN(const std::string activation, json.Text("hidden_act", "silu"));
  if (activation != "silu") {
    return Fail(ErrorCode::kUnsupported, "[model] {}: the activation '{}' is not supported",
                json.file(), activation);
  }
  CMDAI_ASSIGN(const bool slides, json.Flag("use_sliding_window", false));
  if (slides) {
    return Fail(ErrorCode::kUnsupported, "[model] {}: sliding windows are not supported",
                json.file());
  }
  return {};
}

}  // namespace

Result<ModelConfig> ReadFolderConfig(const JsonReader& json) {
  ModelConfig config;
  CMDAI_ASSIGN(config.architecture, ReadArchitecture(json));
  CMDAI_TRY(CheckKind(json));
  CMDAI_ASSIGN(config.n_layers, json.Count("num_hidden_layers", kMaxLayers));
  CMDAI_ASSIGN(config.d_model, json.Count("hidden_size", kMaxDimension));
  CMDAI_ASSIGN(config.d_ffn, json.Count("intermediate_size", kMaxDimension));
  CMDAI_ASSIGN(config.n_vocab, json.Count("vocab_size", kMaxVocabulary));
  CMDAI_ASSIGN(config.context_length, json.Count("max_position_embeddings", kMaxContext));
  CMDAI_ASSIGN(config.n_heads, json.Count("num_attention_heads", kMaxDimension));
  CMDAI_ASSIGN(config.n_kv_heads, json.Count("num_key_value_heads", kMaxDimension, config.n_heads));
  if (json.Find("head_dim") != nullptr) {
    CMDAI_ASSIGN(config.head_dim, json.Count("head_dim", kMaxDimension));
  } else {
    CMDAI_ASSIGN(config.head_dim, DividedHeadDim(json.file(), config));
  }
  CMDAI_TRY(CheckHeads(json.file(), config));
  CMDAI_ASSIGN(config.rms_epsilon, json.Positive("rms_norm_eps", 1e-6F));
  CMDAI_ASSIGN(config.rope, ReadRope(json, config.head_dim));
  if (json.Find("tie_word_embeddings") != nullptr) {
    CMDAI_ASSIGN(config.has_tied_output, json.Flag("tie_word_embeddings", false));
  }
  return config;
}

Result<std::string> ReadQuantisation(const JsonReader& json) {
  CMDAI_ASSIGN(JsonReader quantisation, json.Below("quantization_config"));
  CMDAI_ASSIGN(const JsonReader own, json.Below("quantization"));
  if (!own.empty()) quantisation = own;
  if (quantisation.empty()) return std::string("not quantised");
  CMDAI_ASSIGN(const std::string mode, quantisation.Text("mode", "affine"));
  CMDAI_ASSIGN(const std::string method, quantisation.Text("quant_method", "affine"));
  for (const std::string& name : {mode, method}) {
    if (name == "affine") continue;
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: the quantisation '{}' is not supported, only MLX's affine one",
                json.file(), name);
  }
  CMDAI_ASSIGN(const size_t bits, quantisation.Count("bits", 8));
  CMDAI_ASSIGN(const size_t group, quantisation.Count("group_size", 128));
  return fmt::format("{} bits, groups of {}", bits, group);
}

}  // namespace cmdai::model
