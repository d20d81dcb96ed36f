#include "model/config.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "model/config_checks.h"

namespace cmdai::model {
namespace {

Result<Architecture> ReadArchitecture(const gguf::File& file) {
  CMDAI_ASSIGN(const std::string_view name, file.GetString("general.architecture"));
  if (name == "llama") return Architecture::kLlama;
  if (name == "qwen2") return Architecture::kQwen2;
  return Fail(ErrorCode::kUnsupported,
              "[model] {}: the architecture '{}' is not supported; cmdai runs llama and qwen2",
              file.name(), name);
}

/// Reads keys below "<architecture>.", with messages that name them.
class KeyReader {
 public:
  KeyReader(const gguf::File& file, Architecture architecture)
      : file_(file), prefix_(std::string(ArchitectureName(architecture)) + ".") {}

  /// A whole number in 1..maximum.
  Result<size_t> Count(std::string_view key, uint64_t maximum) const {
    CMDAI_ASSIGN(const uint64_t value, file_.GetUnsigned(prefix_ + std::string(key)));
    if (value == 0 || value > maximum) {
      return Fail(ErrorCode::kCorrupt, "[model] {}: {}{} is {}, expected 1 to {}", file_.name(),
                  prefix_, key, value, maximum);
    }
    return static_cast<size_t>(value);
  }

  Result<size_t> CountOr(std::string_view key, uint64_t maximum, size_t absent) const {
    if (!Has(key)) return absent;
    return Count(key, maximum);
  }

  /// A finite number above zero.
  Result<float> Positive(std::string_view key) const {
    CMDAI_ASSIGN(const double stored, file_.GetFloat(prefix_ + std::string(key)));
    // Judged as what it is used as: 1e-60 is 0 in f32, 1e300 no number at all.
    const bool fits = std::fabs(stored) <= static_cast<double>(std::numeric_limits<float>::max());
    const float value = fits ? static_cast<float>(stored) : 0.0F;
    if (!(value > 0.0F)) {
      return Fail(ErrorCode::kCorrupt, "[model] {}: {}{} is {}, expected a number above 0",
                  file_.name(), prefix_, key, stored);
    }
    return value;
  }

  Result<float> PositiveOr(std::string_view key, float absent) const {
    if (!Has(key)) return absent;
    return Positive(key);
  }

  bool Has(std::string_view key) const { return file_.Find(prefix_ + std::string(key)) != nullptr; }

  const std::string& prefix() const { return prefix_; }

 private:
  const gguf::File& file_;
  std::string prefix_;
};

Result<RopeConfig> ReadRope(const gguf::File& file, const KeyReader& keys,
                            const ModelConfig& config) {
  RopeConfig rope;
  rope.pairing = config.architecture == Architecture::kLlama ? RopePairing::kAdjacent
                                                             : RopePairing::kHalfSplit;
  CMDAI_ASSIGN(rope.base, keys.PositiveOr("rope.freq_base", 10000.0F));
  CMDAI_ASSIGN(const size_t rotated,
               keys.CountOr("rope.dimension_count", kMaxDimension, config.head_dim));
  if (rotated != config.head_dim) {
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: rope.dimension_count is {}, but only whole heads of {} are supported",
                file.name(), rotated, config.head_dim);
  }
  CMDAI_ASSIGN(const auto type, file.FindString(keys.prefix() + "rope.scaling.type"));
  if (type && *type != "none" && *type != "linear") {
    return Fail(ErrorCode::kUnsupported, "[model] {}: rope scaling '{}' is not supported",
                file.name(), *type);
  }
  if (type && *type == "none") return rope;
  // The first key is the older name of the second.
  CMDAI_ASSIGN(rope.linear_factor, keys.PositiveOr("rope.scale_linear", 1.0F));
  CMDAI_ASSIGN(rope.linear_factor, keys.PositiveOr("rope.scaling.factor", rope.linear_factor));
  return rope;
}

}  // namespace

const char* ArchitectureName(Architecture architecture) {
  return architecture == Architecture::kLlama ? "llama" : "qwen2";
}

Result<ModelConfig> ReadModelConfig(const gguf::File& file) {
  ModelConfig config;
  CMDAI_ASSIGN(config.architecture, ReadArchitecture(file));
  const KeyReader keys(file, config.architecture);
  CMDAI_ASSIGN(const auto name, file.FindString("general.name"));
  config.name = name.value_or("");
  CMDAI_ASSIGN(config.n_layers, keys.Count("block_count", kMaxLayers));
  CMDAI_ASSIGN(config.d_model, keys.Count("embedding_length", kMaxDimension));
  CMDAI_ASSIGN(config.d_ffn, keys.Count("feed_forward_length", kMaxDimension));
  CMDAI_ASSIGN(config.context_length, keys.Count("context_length", kMaxContext));
  CMDAI_ASSIGN(config.n_heads, keys.Count("attention.head_count", kMaxDimension));
  CMDAI_ASSIGN(config.n_kv_heads,
               keys.CountOr("attention.head_count_kv", kMaxDimension, config.n_heads));
  if (keys.Has("attention.key_length")) {
    CMDAI_ASSIGN(config.head_dim, keys.Count("attention.key_length", kMaxDimension));
  } else {
    CMDAI_ASSIGN(config.head_dim, DividedHeadDim(file.name(), config));
  }
  CMDAI_TRY(CheckHeads(file.name(), config));
  CMDAI_ASSIGN(config.rms_epsilon, keys.Positive("attention.layer_norm_rms_epsilon"));
  CMDAI_ASSIGN(config.rope, ReadRope(file, keys, config));
  if (keys.Has("expert_count")) {
    CMDAI_ASSIGN(const uint64_t experts, file.GetUnsigned(keys.prefix() + "expert_count"));
    if (experts > 0) {
      return Fail(ErrorCode::kUnsupported, "[model] {}: mixtures of experts are not supported",
                  file.name());
    }
  }
  return config;
}

}  // namespace cmdai::model
