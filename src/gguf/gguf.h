#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "tensor/data_type.h"

/// Reading of GGUF files, versions 2 and 3, little-endian
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
namespace cmdai::gguf {

/// Type of a metadata value, as numbered in the file.
enum class ValueType : uint32_t {
  kUint8 = 0,
  kInt8 = 1,
  kUint16 = 2,
  kInt16 = 3,
  kUint32 = 4,
  kInt32 = 5,
  kFloat32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kUint64 = 10,
  kInt64 = 11,
  kFloat64 = 12,
};

const char* ValueTypeName(ValueType type);

/// An array value, not yet decoded: its elements lie in the file one after the other, and have been
/// checked to fit into it. `element_type` is never kArray (nested arrays are refused).
struct ArrayValue {
  ValueType element_type = ValueType::kUint8;
  uint64_t n_elements = 0;
  std::span<const std::byte> bytes;
};

/// A metadata value. Integers are widened, text points into the file and may be any bytes.
struct Value {
  ValueType type = ValueType::kUint8;
  size_t offset_bytes = 0;  // where the value begins in the file
  std::variant<uint64_t, int64_t, double, bool, std::string_view, ArrayValue> data;
};

/// One entry of the tensor table. `shape` is in the order of the file: shape[0] is the fastest
/// dimension (the columns of a matrix); missing dimensions are 1.
struct TensorInfo {
  std::string_view name;
  tensor::DataType type = tensor::DataType::kF32;
  uint64_t shape[4] = {1, 1, 1, 1};
  size_t n_dimensions = 0;
  std::span<const std::byte> data;  // within the file, checked against type and shape
};

/// A parsed GGUF file. It points into the bytes that it was parsed from, copies none of them, and
/// is valid as long as they are. Immutable, so safe to share between threads.
class File {
 public:
  /// Parses the header, the metadata and the tensor table. `name` is used in messages only. Every
  /// error has code kCorrupt, kUnsupported or kLimit and names the file, the byte offset and what
  /// is wrong there. Time and memory grow with the tables that are there (n log n in the number of
  /// entries, whatever their names), never with a length that the file merely claims. Arrays are
  /// checked to fit, not decoded. Errors are also: duplicate keys or tensor names, keys and tensor
  /// names that are empty or no UTF-8, nested arrays, tensors without elements, with rows that end
  /// within a block, off the alignment, beyond the end of the file or overlapping.
  static Result<File> Parse(std::span<const std::byte> bytes, std::string name);

  const std::string& name() const { return name_; }
  uint32_t version() const { return version_; }
  /// Multiple of 8; from the start of the file, so it holds in memory only for a mapped file.
  uint64_t alignment_bytes() const { return alignment_bytes_; }

  /// Keys in the order of the file.
  const std::vector<std::string_view>& keys() const { return keys_; }
  const std::vector<TensorInfo>& tensors() const { return tensors_; }

  /// The value of `key`, or nullptr.
  const Value* Find(std::string_view key) const;
  /// The tensor called `name`, or nullptr.
  const TensorInfo* FindTensor(std::string_view name) const;

  /// Typed access. A missing key gives kNotFound, another type or an out-of-range number
  /// kCorrupt; both messages name file and key. Any integer type is taken where it fits. Floats
  /// may be infinite or NaN. Arrays are decoded at every call.
  Result<uint64_t> GetUnsigned(std::string_view key) const;
  Result<double> GetFloat(std::string_view key) const;  // float32, float64 or an integer
  Result<bool> GetBool(std::string_view key) const;
  Result<std::string_view> GetString(std::string_view key) const;
  Result<std::vector<std::string_view>> GetStrings(std::string_view key) const;
  Result<std::vector<int64_t>> GetIntegers(std::string_view key) const;
  Result<std::vector<double>> GetFloats(std::string_view key) const;

  /// As above for keys that may be absent: nullopt where there is no such key.
  Result<std::optional<uint64_t>> FindUnsigned(std::string_view key) const;
  Result<std::optional<double>> FindFloat(std::string_view key) const;
  Result<std::optional<bool>> FindBool(std::string_view key) const;
  Result<std::optional<std::string_view>> FindString(std::string_view key) const;

 private:
  friend class Parser;
  File() = default;

  std::string name_;
  uint32_t version_ = 0;
  uint64_t alignment_bytes_ = 0;
  std::vector<std::string_view> keys_;
  std::map<std::string_view, Value> values_;
  std::vector<TensorInfo> tensors_;
  std::map<std::string_view, size_t> tensor_index_;
};

}  // namespace cmdai::gguf
