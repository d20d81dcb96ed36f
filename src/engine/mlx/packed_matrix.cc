#include "engine/mlx/packed_matrix.h"

#include <cstring>

#include "tensor/half.h"

namespace cmdai::engine::mlx {

void PackedMatrix::AddQuants(const uint8_t* q, size_t n) {
  uint32_t pending = 0;
  size_t n_pending = 0;
  for (size_t i = 0; i < n; ++i) {
    pending |= static_cast<uint32_t>(q[i]) << n_pending;
    for (n_pending += bits_; n_pending >= 8; n_pending -= 8) {
      packed_.push_back(static_cast<std::byte>(pending & 0xFF));
      pending >>= 8;
    }
  }
}

void PackedMatrix::AddGroup(float scale, float bias) {
  AddNumber(scale, scales_);
  AddNumber(bias, biases_);
}

float PackedMatrix::Stored(float value) const {
  if (precision_ == Precision::kSingle) return value;
  return tensor::HalfToFloat(tensor::FloatToHalf(value));
}

void PackedMatrix::AddNumber(float value, std::vector<std::byte>& numbers) const {
  const tensor::Half half = tensor::FloatToHalf(value);
  const bool is_single = precision_ == Precision::kSingle;
  const size_t n_bytes = is_single ? sizeof(value) : sizeof(half);
  const size_t end = numbers.size();
  numbers.resize(end + n_bytes);
  std::memcpy(numbers.data() + end, is_single ? static_cast<const void*>(&value) : &half, n_bytes);
}

Result<void> PackedMatrix::Write(model::SafetensorsWriter& writer) const {
  CMDAI_TRY(writer.Append(packed_));
  CMDAI_TRY(writer.Append(scales_));
  return writer.Append(biases_);
}

}  // namespace cmdai::engine::mlx
