#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/kernels/kernels.h"

namespace cmdai::engine::cpu {

/// The size of what is kept for each token.
struct KvShape {
  size_t n_layers = 0;
  size_t kv_dim = 0;         // n_kv_heads * head_dim
  size_t element_bytes = 2;  // of the kernel set's KvType

  size_t row_bytes() const { return kv_dim * element_bytes; }
  size_t token_bytes() const { return 2 * n_layers * row_bytes(); }
};

/// Keys and values of consecutive tokens for all layers. Memory is taken in pages of kPageTokens
/// tokens as the sequence grows and never moves, so that appending copies nothing.
class KvCache {
 public:
  static constexpr size_t kPageTokens = 64;

  explicit KvCache(const KvShape& shape) : shape_(shape) {}

  size_t length() const { return length_; }
  const KvShape& shape() const { return shape_; }

  /// Makes the cache `length` tokens long: rows that are new hold no values yet, rows past the end
  /// are forgotten. Pages stay allocated for reuse.
  void Resize(size_t length);

  /// The place of a token's key or value in one layer: [kv_dim] elements.
  std::byte* Key(size_t layer, size_t token) { return Row(layer, 0, token); }
  std::byte* Value(size_t layer, size_t token) { return Row(layer, 1, token); }

  /// The keys (values) of one head for tokens 0..n_tokens-1, in pieces, appended to `out`;
  /// `head_offset_bytes` is where the head begins in a row.
  void AppendKeys(size_t layer, size_t head_offset_bytes, size_t n_tokens,
                  std::vector<kernels::KvRows>& out) const {
    AppendRows(layer, 0, head_offset_bytes, n_tokens, out);
  }
  void AppendValues(size_t layer, size_t head_offset_bytes, size_t n_tokens,
                    std::vector<kernels::KvRows>& out) const {
    AppendRows(layer, 1, head_offset_bytes, n_tokens, out);
  }

  /// Appends all tokens of `other`, which has the same shape.
  void Append(const KvCache& other);

  /// The first `length` tokens one after the other (of a token: layer by layer its key and its
  /// value), and back.
  std::vector<std::byte> ToBytes(size_t length) const;
  void FromBytes(std::span<const std::byte> bytes);

 private:
  std::byte* Row(size_t layer, size_t which, size_t token);
  const std::byte* Row(size_t layer, size_t which, size_t token) const;
  void AppendRows(size_t layer, size_t which, size_t head_offset_bytes, size_t n_tokens,
                  std::vector<kernels::KvRows>& out) const;

  KvShape shape_;
  size_t length_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> pages_;  // each [n_layers, 2, kPageTokens, kv_dim]
};

}  // namespace cmdai::engine::cpu
