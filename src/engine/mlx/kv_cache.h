#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "engine/mlx/device.h"
#include "model/config.h"

namespace cmdai::engine::mlx {

/// Keys and values of one sequence for all layers. The arrays grow by kStepTokens; a copy shares
/// them until one of the two appends.
class KvCache {
 public:
  static constexpr size_t kStepTokens = 256;

  KvCache(const model::ModelConfig& config, mx::Dtype type);

  size_t length() const { return length_; }

  /// The keys and values that a layer attends to after an Append.
  struct Rows {
    mx::array keys;    // [1, n_kv_heads, length + n, head_dim]
    mx::array values;  // the same
  };
  /// Puts the keys and values of n further tokens, [1, n_kv_heads, n, head_dim], at the end of one
  /// layer. They belong to the sequence once Resize has counted them.
  Rows Append(size_t layer, const mx::array& keys, const mx::array& values);

  /// Makes the sequence longer by what all layers have got, or shorter.
  void Resize(size_t length) { length_ = length; }

  /// Adds what has to be computed for the cache to be whole to `arrays`.
  void AddArrays(std::vector<mx::array>& arrays) const;

  size_t token_bytes() const;
  /// The first `length` tokens: [n_layers, 2, n_kv_heads, length, head_dim], and back. Evaluates.
  std::vector<std::byte> ToBytes(size_t length) const;
  void FromBytes(std::span<const std::byte> bytes);

 private:
  struct Layer {
    mx::array keys;    // [1, n_kv_heads, capacity, head_dim]
    mx::array values;  // the same
  };
  Layer& At(size_t layer);
  mx::array Part(const mx::array& rows, size_t n_tokens) const;
  /// Writes `added` behind the tokens that count, into a longer array where it doesn't fit.
  void Put(mx::array& rows, const mx::array& added) const;

  int n_kv_heads_;
  int head_dim_;
  mx::Dtype type_;
  size_t length_ = 0;
  std::vector<std::optional<Layer>> layers_;  // none: nothing was appended yet
};

}  // namespace cmdai::engine::mlx
