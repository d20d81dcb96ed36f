#pragma once

#include <cstddef>
#include <vector>

#include "model/config.h"
#include "tensor/tensor_view.h"

namespace cmdai::engine::cpu {

/// Rotary position embedding (arXiv 2104.09864): pair i of a head at position p is rotated by
/// p * frequency[i], where frequency[i] = base^(-2i / head_dim) / (linear_factor * factors[i]).
class Rope {
 public:
  Rope(const model::ModelConfig& config, const tensor::TensorView& factors);

  /// Cosines and sines of all pairs at one position: [head_dim / 2] each.
  void Angles(size_t position, float* cosines, float* sines) const;

  /// Rotates `n_heads` heads in place: heads is [n_heads, head_dim] f32.
  void Rotate(float* heads, size_t n_heads, const float* cosines, const float* sines) const;

 private:
  model::RopePairing pairing_;
  std::vector<double> frequencies_;  // [head_dim / 2], radians per position
};

}  // namespace cmdai::engine::cpu
