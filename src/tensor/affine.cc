#include "tensor/affine.h"

#include "base/check.h"

namespace cmdai::tensor {
namespace {

template <typename Block>
void DequantizeBlocks(const std::byte* data, size_t n_blocks, float* out) {
  constexpr size_t kGroup = Affine<Block>::kGroup;
  for (size_t b = 0; b < n_blocks; ++b) {
    Block block;
    std::memcpy(&block, data + b * sizeof(Block), sizeof(Block));
    uint8_t q[Block::kElements];
    float scale[Block::kElements / kGroup];
    float bias[Block::kElements / kGroup];
    Affine<Block>::Unpack(block, q, scale, bias);
    for (size_t i = 0; i < Block::kElements; ++i) {
      *out++ = scale[i / kGroup] * static_cast<float>(q[i]) + bias[i / kGroup];
    }
  }
}

template <float (*ToFloat)(uint16_t)>
void Widen(const std::byte* data, size_t n, float* out) {
  for (size_t i = 0; i < n; ++i) {
    uint16_t value = 0;
    std::memcpy(&value, data + i * sizeof(value), sizeof(value));
    out[i] = ToFloat(value);
  }
}

}  // namespace

void DequantizeRow(DataType type, const std::byte* row, size_t first, size_t n, float* out) {
  const std::byte* const data = row + RowBytes(type, first);
  const size_t n_blocks = n / GetDataTypeInfo(type).block_elements;
  switch (type) {
    case DataType::kF32:
      std::memcpy(out, data, n * sizeof(float));
      return;
    case DataType::kF16:
      return Widen<HalfToFloat>(data, n, out);
    case DataType::kBF16:
      return Widen<BFloat16ToFloat>(data, n, out);
    case DataType::kQ4_0:
      return DequantizeBlocks<BlockQ4_0>(data, n_blocks, out);
    case DataType::kQ4_1:
      return DequantizeBlocks<BlockQ4_1>(data, n_blocks, out);
    case DataType::kQ5_0:
      return DequantizeBlocks<BlockQ5_0>(data, n_blocks, out);
    case DataType::kQ5_1:
      return DequantizeBlocks<BlockQ5_1>(data, n_blocks, out);
    case DataType::kQ8_0:
      return DequantizeBlocks<BlockQ8_0>(data, n_blocks, out);
    case DataType::kQ4_K:
      return DequantizeBlocks<BlockQ4_K>(data, n_blocks, out);
    case DataType::kQ5_K:
      return DequantizeBlocks<BlockQ5_K>(data, n_blocks, out);
    case DataType::kQ6_K:
      return DequantizeBlocks<BlockQ6_K>(data, n_blocks, out);
  }
  CMDAI_CHECK(false);
}

}  // namespace cmdai::tensor
