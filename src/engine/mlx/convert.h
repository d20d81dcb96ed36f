#pragma once

#include "base/result.h"
#include "engine/mlx/packed_matrix.h"
#include "model/model.h"
#include "model/safetensors_writer.h"

namespace cmdai::engine::mlx {

/// Changed whenever ConvertWeights writes other bytes for the same model.
inline constexpr int kConversionVersion = 2;

/// Writes the weights of a GGUF model as a safetensors file whose arrays MLX can compute with:
/// `NAME.weight`, and for quantised matrices `NAME.scales` and `NAME.biases` (MLX's affine groups:
/// w = scale * q + bias in groups of 32, q packed as a little-endian stream of bits). Q4_0, Q4_1,
/// Q4_K, Q5_0, Q5_1, Q5_K and Q8_0 keep their integers, so that with Precision::kSingle nothing
/// changes. Q6_K, whose groups of 16 MLX lacks, is rounded again to 8 bits.
/// Errors: the sink's.
Result<void> ConvertWeights(const model::Model& model, Precision precision,
                            const model::SafetensorsWriter::Sink& sink);

}  // namespace cmdai::engine::mlx
