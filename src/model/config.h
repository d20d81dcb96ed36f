#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gguf/gguf.h"

namespace cmdai::model {

/// The model families that the engines know. They share one shape of layer; Qwen2 adds biases to
/// query, key and value.
enum class Architecture { kLlama, kQwen2 };

const char* ArchitectureName(Architecture architecture);  // "llama", "qwen2"

/// Which elements of a head rotate together (Su et al., RoFormer, arXiv 2104.09864).
enum class RopePairing {
  kAdjacent,   // (0, 1), (2, 3), ...: how GGUF stores llama models
  kHalfSplit,  // (0, d/2), (1, d/2 + 1), ...: qwen2
};

/// Rotary position embedding: pair i turns by position / (factor * base^(2i / head_dim)) radians;
/// a tensor of per-pair factors (Llama 3's scaling) divides it further.
struct RopeConfig {
  RopePairing pairing = RopePairing::kAdjacent;
  float base = 10000.0F;
  float linear_factor = 1.0F;
  std::vector<float> factors = {};  // [head_dim / 2] per pair, or empty; GGUF has them as a tensor
};

/// The dimensions of a decoder-only transformer.
struct ModelConfig {
  Architecture architecture = Architecture::kLlama;
  std::string name = {};
  size_t n_layers = 0;
  size_t d_model = 0;     // width of the residual stream
  size_t n_heads = 0;     // query heads
  size_t n_kv_heads = 0;  // key and value heads; each serves n_heads / n_kv_heads query heads
  size_t head_dim = 0;
  size_t d_ffn = 0;  // width of the feed-forward part
  size_t n_vocab = 0;
  size_t context_length = 0;  // tokens that the model was made for
  float rms_epsilon = 1e-5F;
  RopeConfig rope = {};
  /// Whether the output head is the token embedding; nullopt: where the file has no other.
  std::optional<bool> has_tied_output = std::nullopt;

  size_t q_dim() const { return n_heads * head_dim; }
  size_t kv_dim() const { return n_kv_heads * head_dim; }
};

/// Reads the configuration from the metadata. Errors: kUnsupported for an architecture, rope
/// scaling or expert layout that the engines don't know, kCorrupt for missing or senseless numbers;
/// they name the file and the key.
Result<ModelConfig> ReadModelConfig(const gguf::File& file);

}  // namespace cmdai::model
