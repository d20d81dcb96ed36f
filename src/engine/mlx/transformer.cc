#include "engine/mlx/transformer.h"

#include <cmath>
#include <vector>

namespace cmdai::engine::mlx {
namespace {

mx::array Silu(const mx::array& x) { return x * mx::sigmoid(x); }

int NumTokens(const Segment& segment) { return segment.tokens.shape(0); }

}  // namespace

std::optional<mx::array> Transformer::Forward(
    std::span<const Segment> segments, const std::function<bool(mx::array&)>& after_layer) const {
  std::vector<mx::array> tokens;
  for (const Segment& segment : segments) tokens.push_back(segment.tokens);
  const mx::array ids = tokens.size() == 1 ? tokens.front() : mx::concatenate(tokens, 0);
  mx::array x = mx::astype(weights_.token_embedding.Rows(ids), mx::float32);
  for (size_t layer = 0; layer < config_.n_layers; ++layer) {
    const LayerWeights& w = weights_.layers[layer];
    const mx::array h = Norm(x, w.attention_norm);
    x = x + mx::astype(w.attention_output(Attention(layer, h, segments)), mx::float32);
    const mx::array g = Norm(x, w.ffn_norm);
    x = x + mx::astype(w.down(Silu(w.gate(g)) * w.up(g)), mx::float32);
    if (after_layer && !after_layer(x)) return std::nullopt;
  }
  for (const Segment& segment : segments) {
    segment.cache->Resize(segment.cache->length() + static_cast<size_t>(NumTokens(segment)));
  }
  return x;
}

mx::array Transformer::Attention(size_t layer, const mx::array& h,
                                 std::span<const Segment> segments) const {
  const LayerWeights& w = weights_.layers[layer];
  const mx::array query = w.query(h), key = w.key(h), value = w.value(h);
  const float scale = 1.0F / std::sqrt(static_cast<float>(config_.head_dim));
  std::vector<mx::array> outputs;
  int first = 0;
  for (const Segment& segment : segments) {
    const int n = NumTokens(segment);
    const size_t position = segment.cache->length();
    const mx::array q = Rotate(Heads(query, first, n, config_.n_heads), position);
    const mx::array k = Rotate(Heads(key, first, n, config_.n_kv_heads), position);
    const mx::array v = Heads(value, first, n, config_.n_kv_heads);
    const KvCache::Rows rows = segment.cache->Append(layer, k, v);
    const mx::array y = mx::fast::scaled_dot_product_attention(q, rows.keys, rows.values, scale,
                                                               n > 1 ? "causal" : "");
    outputs.push_back(
        mx::reshape(mx::transpose(y, {0, 2, 1, 3}), {n, static_cast<int>(config_.q_dim())}));
    first += n;
  }
  return outputs.size() == 1 ? outputs.front() : mx::concatenate(outputs, 0);
}

mx::array Transformer::Heads(const mx::array& x, int first, int n, size_t n_heads) const {
  const mx::array rows = mx::slice(x, mx::Shape{first, 0}, mx::Shape{first + n, x.shape(1)});
  const mx::array heads =
      mx::reshape(rows, {1, n, static_cast<int>(n_heads), static_cast<int>(config_.head_dim)});
  return mx::astype(mx::transpose(heads, {0, 2, 1, 3}), compute_type_);
}

mx::array Transformer::Rotate(const mx::array& heads, size_t position) const {
  const std::optional<mx::array>& periods = weights_.rope_periods;
  return mx::fast::rope(heads, static_cast<int>(config_.head_dim),
                        config_.rope.pairing == model::RopePairing::kAdjacent,
                        periods ? std::nullopt : std::optional(config_.rope.base),
                        1.0F / config_.rope.linear_factor, static_cast<int>(position), periods);
}

mx::array Transformer::Head(const mx::array& x, const std::optional<mx::array>& vocabulary) const {
  const mx::array h = Norm(x, weights_.output_norm);
  const mx::array logits = vocabulary ? weights_.output.OfRows(*vocabulary)(h) : weights_.output(h);
  return mx::astype(logits, mx::float32);
}

mx::array Transformer::Norm(const mx::array& x, const mx::array& weight) const {
  return mx::fast::rms_norm(x, weight, config_.rms_epsilon);
}

}  // namespace cmdai::engine::mlx
