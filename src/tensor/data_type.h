#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cmdai::tensor {

/// How the elements of a tensor are stored. The values are those of the GGUF format
/// (`ggml_type`) and never change.
enum class DataType : uint32_t {
  kF32 = 0,
  kF16 = 1,
  kQ4_0 = 2,
  kQ4_1 = 3,
  kQ5_0 = 6,
  kQ5_1 = 7,
  kQ8_0 = 8,
  kQ4_K = 12,
  kQ5_K = 13,
  kQ6_K = 14,
  kBF16 = 30,
};

/// Name and storage of a data type. Elements are stored in blocks of `block_elements` consecutive
/// elements of a row (1 for the float types), `block_bytes` bytes each.
struct DataTypeInfo {
  DataType type = DataType::kF32;
  std::string_view name;
  size_t block_elements = 1;
  size_t block_bytes = 4;
};

/// The data type with GGUF number `id`, or nullopt for one that cmdai does not know.
std::optional<DataType> DataTypeFromId(uint32_t id);

const DataTypeInfo& GetDataTypeInfo(DataType type);

/// Bytes of one row of `n` elements. REQUIRES: n is a multiple of the type's block_elements.
size_t RowBytes(DataType type, size_t n);

}  // namespace cmdai::tensor
