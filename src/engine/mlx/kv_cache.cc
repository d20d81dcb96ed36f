#include "engine/mlx/kv_cache.h"

#include <cstring>

namespace cmdai::engine::mlx {

KvCache::KvCache(const model::ModelConfig& config, mx::Dtype type)
    : n_kv_heads_(static_cast<int>(config.n_kv_heads)),
      head_dim_(static_cast<int>(config.head_dim)),
      type_(type),
      layers_(config.n_layers) {}

KvCache::Layer& KvCache::At(size_t layer) {
  if (!layers_[layer]) {
    const mx::array none = mx::zeros({1, n_kv_heads_, 0, head_dim_}, type_);
    layers_[layer] = Layer{none, none};
  }
  return *layers_[layer];
}

mx::array KvCache::Part(const mx::array& rows, size_t n_tokens) const {
  return mx::slice(rows, mx::Shape{0, 0, 0, 0},
                   mx::Shape{1, n_kv_heads_, static_cast<int>(n_tokens), head_dim_});
}

void KvCache::Put(mx::array& rows, const mx::array& added) const {
  const int begin = static_cast<int>(length_);
  const int end = begin + added.shape(2);
  if (end > rows.shape(2)) {
    constexpr int kStep = static_cast<int>(kStepTokens);
    const int capacity = (end + kStep - 1) / kStep * kStep;
    rows = mx::concatenate(
        {Part(rows, length_), mx::zeros({1, n_kv_heads_, capacity - begin, head_dim_}, type_)}, 2);
  }
  rows = mx::slice_update(rows, added, mx::Shape{0, 0, begin, 0},
                          mx::Shape{1, n_kv_heads_, end, head_dim_});
}

KvCache::Rows KvCache::Append(size_t layer, const mx::array& keys, const mx::array& values) {
  Layer& rows = At(layer);
  Put(rows.keys, keys);
  Put(rows.values, values);
  const size_t n_tokens = length_ + static_cast<size_t>(keys.shape(2));
  return {.keys = Part(rows.keys, n_tokens), .values = Part(rows.values, n_tokens)};
}

void KvCache::AddArrays(std::vector<mx::array>& arrays) const {
  for (const std::optional<Layer>& layer : layers_) {
    if (!layer) continue;
    arrays.push_back(layer->keys);
    arrays.push_back(layer->values);
  }
}

size_t KvCache::token_bytes() const {
  return layers_.size() * 2 * static_cast<size_t>(n_kv_heads_ * head_dim_) * mx::size_of(type_);
}

std::vector<std::byte> KvCache::ToBytes(size_t length) const {
  std::vector<std::byte> bytes;
  if (length == 0) return bytes;
  bytes.reserve(length * token_bytes());
  for (const std::optional<Layer>& layer : layers_) {
    for (const mx::array* rows : {&layer->keys, &layer->values}) {
      mx::array part = mx::contiguous(Part(*rows, length));
      part.eval();
      const auto* const data = part.data<std::byte>();
      bytes.insert(bytes.end(), data, data + part.nbytes());
    }
  }
  return bytes;
}

void KvCache::FromBytes(std::span<const std::byte> bytes) {
  const size_t length = bytes.size() / token_bytes();
  const size_t n_part = length * static_cast<size_t>(n_kv_heads_ * head_dim_) * mx::size_of(type_);
  length_ = 0;
  for (size_t layer = 0; layer < layers_.size(); ++layer) {
    for (mx::array* rows : {&At(layer).keys, &At(layer).values}) {
      mx::array part = mx::zeros({1, n_kv_heads_, static_cast<int>(length), head_dim_}, type_);
      part.eval();
      std::memcpy(part.data<std::byte>(), bytes.data(), n_part);
      bytes = bytes.subspan(n_part);
      Put(*rows, part);
    }
  }
  length_ = length;
}

}  // namespace cmdai::engine::mlx
