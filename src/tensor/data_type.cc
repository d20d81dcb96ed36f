#include "tensor/data_type.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "tensor/blocks.h"

namespace cmdai::tensor {
namespace {

template <typename Block>
constexpr DataTypeInfo Quantised(DataType type, std::string_view name) {
  return {
      .type = type, .name = name, .block_elements = Block::kElements, .block_bytes = sizeof(Block)};
}

constexpr std::array kTypes = {
    DataTypeInfo{.type = DataType::kF32, .name = "F32", .block_elements = 1, .block_bytes = 4},
    DataTypeInfo{.type = DataType::kF16, .name = "F16", .block_elements = 1, .block_bytes = 2},
    DataTypeInfo{.type = DataType::kBF16, .name = "BF16", .block_elements = 1, .block_bytes = 2},
    Quantised<BlockQ4_0>(DataType::kQ4_0, "Q4_0"),
    Quantised<BlockQ4_1>(DataType::kQ4_1, "Q4_1"),
    Quantised<BlockQ5_0>(DataType::kQ5_0, "Q5_0"),
    Quantised<BlockQ5_1>(DataType::kQ5_1, "Q5_1"),
    Quantised<BlockQ8_0>(DataType::kQ8_0, "Q8_0"),
    Quantised<BlockQ4_K>(DataType::kQ4_K, "Q4_K"),
    Quantised<BlockQ5_K>(DataType::kQ5_K, "Q5_K"),
    Quantised<BlockQ6_K>(DataType::kQ6_K, "Q6_K"),
};

}  // namespace

std::optional<DataType> DataTypeFromId(uint32_t id) {
  for (const DataTypeInfo& info : kTypes) {
    if (static_cast<uint32_t>(info.type) == id) return info.type;
  }
  return std::nullopt;
}

const DataTypeInfo& GetDataTypeInfo(DataType type) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                         [type](const auto& info) { return info.type == type; });
  CMDAI_CHECK(found != kTypes.end());
  return *found;
}

size_t RowBytes(DataType type, size_t n) {
  const DataTypeInfo& info = GetDataTypeInfo(type);
  CMDAI_CHECK(n % info.block_elements == 0);
  return n / info.block_elements * info.block_bytes;
}

}  // namespace cmdai::tensor
