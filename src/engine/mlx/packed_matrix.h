#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "model/safetensors_writer.h"

namespace cmdai::engine::mlx {

/// How scales and plain weights are stored.
enum class Precision {
  kSingle,  // f32
  kHalf,    // f16; plain bf16 stays bf16
};

/// A matrix in MLX's affine form as it grows, row by row: integers of `bits` bits as a
/// little-endian stream, and a scale and a bias for each group of them.
class PackedMatrix {
 public:
  PackedMatrix(Precision precision, size_t bits) : precision_(precision), bits_(bits) {}

  /// REQUIRES: n * bits is a multiple of 8.
  void AddQuants(const uint8_t* q, size_t n);
  void AddGroup(float scale, float bias);

  /// `value`, a scale or a bias, as it will be read.
  float Stored(float value) const;

  /// Gives the three arrays to the writer: integers, scales, biases.
  Result<void> Write(model::SafetensorsWriter& writer) const;

 private:
  void AddNumber(float value, std::vector<std::byte>& numbers) const;

  Precision precision_;
  size_t bits_;
  std::vector<std::byte> packed_;
  std::vector<std::byte> scales_;
  std::vector<std::byte> biases_;
};

}  // namespace cmdai::engine::mlx
