#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/mlx/array_file.h"
#include "engine/mlx/device.h"
#include "model/config.h"

namespace cmdai::engine::mlx {

/// A matrix W, plain or in MLX's affine groups (w = scale * q + bias, see MLX's `quantize`), and
/// what adds to W x.
struct Linear {
  mx::array weight;                      // [outputs, inputs], or packed: uint32
  std::optional<mx::array> scales = {};  // [outputs, inputs / group]
  std::optional<mx::array> biases = {};  // the same
  std::optional<mx::array> offset = {};  // [outputs]: "bias" of a linear layer
  int group = 0;
  int bits = 0;

  /// The type that inputs are brought to: that of the scales, or of the plain weight.
  mx::Dtype type() const { return scales ? scales->dtype() : weight.dtype(); }
  /// x W^T + offset: [n, inputs] -> [n, outputs]
  mx::array operator()(const mx::array& x) const;
  /// The rows `ids` of W, not packed: [n, inputs]
  mx::array Rows(const mx::array& ids) const;
  /// The linear layer of the rows `ids` alone.
  Linear OfRows(const mx::array& ids) const;
};

struct LayerWeights {
  mx::array attention_norm;  // [d_model]
  Linear query, key, value, attention_output;
  mx::array ffn_norm;  // [d_model]
  Linear gate, up, down;
};

struct Weights {
  Linear token_embedding;  // [n_vocab, d_model]
  std::vector<LayerWeights> layers;
  mx::array output_norm;  // [d_model]
  Linear output;          // [n_vocab, d_model]; tied models: token_embedding
  /// For each pair of a head the positions that it takes to turn by one radian.
  std::optional<mx::array> rope_periods;  // [head_dim / 2]

  /// All arrays, to be evaluated at once.
  std::vector<mx::array> All() const;
};

/// What the arrays of a model are called: as in GGUF files, or as Hugging Face's transformers call
/// them, which MLX folders keep.
enum class Naming { kGguf, kTransformers };

/// Finds the weights of a model in its files and checks their shapes. With f32 as the type to
/// compute in, numbers of half precision are widened. Nothing is read before it is evaluated.
/// Errors name file and array: kCorrupt for a missing array or a wrong shape, kUnsupported for a
/// quantisation that is not affine, and for an array that has no place.
Result<Weights> ReadWeights(std::span<const ArrayFile> files, Naming naming,
                            const model::ModelConfig& config, mx::Dtype compute_type);

}  // namespace cmdai::engine::mlx
