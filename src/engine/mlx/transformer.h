#pragma once

#include <functional>
#include <optional>
#include <span>

#include "engine/language_model.h"
#include "engine/mlx/device.h"
#include "engine/mlx/kv_cache.h"
#include "engine/mlx/weights.h"
#include "model/config.h"

namespace cmdai::engine::mlx {

/// Consecutive tokens of one sequence, to be added to its cache.
struct Segment {
  KvCache* cache = nullptr;
  mx::array tokens;  // [n] int32
};

/// The decoder of Llama and Qwen2 (arXiv 2302.13971, 2407.10671) as graphs of MLX operations. The
/// residual stream is f32 on every device; matrices are multiplied in the type of their scales.
class Transformer {
 public:
  Transformer(Weights weights, const model::ModelConfig& config, mx::Dtype compute_type)
      : weights_(std::move(weights)), config_(config), compute_type_(compute_type) {}

  const model::ModelConfig& config() const { return config_; }
  KvCache MakeCache() const { return {config_, compute_type_}; }

  /// Adds the segments to their caches and gives the residual stream after the last layer for all
  /// rows, segment by segment: [n_rows, d_model] f32. `after_layer` (may be empty) gets it after
  /// each layer; false ends the pass, which then gives nothing and has not made the caches longer.
  std::optional<mx::array> Forward(std::span<const Segment> segments,
                                   const std::function<bool(mx::array&)>& after_layer) const;

  /// Logits of rows of the residual stream: [n_rows, vocabulary size] f32. `vocabulary`: nullopt
  /// for all tokens, else ids.
  mx::array Head(const mx::array& x, const std::optional<mx::array>& vocabulary) const;

 private:
  mx::array Norm(const mx::array& x, const mx::array& weight) const;
  mx::array Attention(size_t layer, const mx::array& h, std::span<const Segment> segments) const;
  mx::array Rotate(const mx::array& heads, size_t position) const;
  /// Rows [first, first + n) of x, [.., n_heads * head_dim], as [1, n_heads, n, head_dim].
  mx::array Heads(const mx::array& x, int first, int n, size_t n_heads) const;

  Weights weights_;
  model::ModelConfig config_;
  mx::Dtype compute_type_;
};

}  // namespace cmdai::engine::mlx
