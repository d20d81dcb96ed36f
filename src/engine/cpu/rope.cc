#include "engine/cpu/rope.h"

#include <cmath>

namespace cmdai::engine::cpu {

Rope::Rope(const model::ModelConfig& config, const tensor::TensorView& factors)
    : pairing_(config.rope.pairing), frequencies_(config.head_dim / 2) {
  const auto* const factor = reinterpret_cast<const float*>(factors.data);
  for (size_t i = 0; i < frequencies_.size(); ++i) {
    const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(config.head_dim);
    frequencies_[i] = std::pow(static_cast<double>(config.rope.base), exponent) /
                      static_cast<double>(config.rope.linear_factor);
    if (factor != nullptr) frequencies_[i] /= static_cast<double>(factor[i]);
  }
}

void Rope::Angles(size_t position, float* cosines, float* sines) const {
  for (size_t i = 0; i < frequencies_.size(); ++i) {
    const double angle = static_cast<double>(position) * frequencies_[i];
    cosines[i] = static_cast<float>(std::cos(angle));
    sines[i] = static_cast<float>(std::sin(angle));
  }
}

void Rope::Rotate(float* heads, size_t n_heads, const float* cosines, const float* sines) const {
  const size_t n_pairs = frequencies_.size();
  const bool adjacent = pairing_ == model::RopePairing::kAdjacent;
  const size_t step = adjacent ? 2 : 1;            // from one pair to the next
  const size_t distance = adjacent ? 1 : n_pairs;  // between the two elements of a pair
  for (size_t h = 0; h < n_heads; ++h) {
    float* const head = heads + h * 2 * n_pairs;
    for (size_t i = 0; i < n_pairs; ++i) {
      float& a = head[i * step];
      float& b = head[i * step + distance];
      const float rotated_a = a * cosines[i] - b * sines[i];
      b = a * sines[i] + b * cosines[i];
      a = rotated_a;
    }
  }
}

}  // namespace cmdai::engine::cpu
