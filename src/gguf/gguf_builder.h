#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "gguf/gguf.h"
#include "tensor/data_type.h"

/// Writes small GGUF files, whole or deliberately broken, for tests and fuzzing seeds. In target
/// cmdai_gguf_testing, which no shipped program links.
namespace cmdai::gguf {

/// A tensor as it will be written; nothing is checked.
struct TensorSpec {
  std::string name;
  uint32_t type_id = 0;
  std::vector<uint64_t> shape;
  std::vector<std::byte> data;
  std::optional<uint64_t> data_offset;  // as claimed; by default where the data are written
};

/// A number in a built file that says how long, how many, where or which.
struct Field {
  std::string what;  // such as "length of key 0"
  size_t offset = 0;
  size_t n_bytes = 0;  // 4 or 8
};

struct BuiltFile {
  std::vector<std::byte> bytes;
  std::vector<Field> fields;  // in the order of the file
  size_t data_start = 0;      // of the first tensor's data
  std::string text() const;   // the bytes as text
  /// A copy of the bytes with `field` set to `value` (cut to the field's size).
  std::vector<std::byte> With(const Field& field, uint64_t value) const;
  /// The field called `what`. REQUIRES: there is one.
  const Field& Find(std::string_view what) const;
};

/// Collects keys and tensors in the order of the calls and writes them out:
/// `GgufBuilder().AddString("general.architecture", "llama").Build().bytes`. Not thread-safe.
class GgufBuilder {
 public:
  explicit GgufBuilder(uint32_t version = 3) : version_(version) {}

  /// A key whose type follows from T (bool, float, double or an integer with a fixed size).
  template <typename T>
  GgufBuilder& Add(std::string_view key, T value) {
    AddKey(key, TypeOf<T>());
    Put(value);
    return *this;
  }
  template <typename T>
  GgufBuilder& AddArray(std::string_view key, const std::vector<T>& values) {
    AddArrayKey(key, TypeOf<T>(), values.size());
    for (size_t i = 0; i < values.size(); ++i) Put(static_cast<T>(values[i]));
    return *this;
  }
  GgufBuilder& AddString(std::string_view key, std::string_view text);
  GgufBuilder& AddStrings(std::string_view key, const std::vector<std::string>& texts);
  /// A key with any type number and any bytes as its value.
  GgufBuilder& AddRaw(std::string_view key, uint32_t type_id, const std::vector<std::byte>& value);

  /// A tensor with the data given, or with zeros of the right size.
  GgufBuilder& AddTensor(std::string_view name, tensor::DataType type, std::vector<uint64_t> shape);
  GgufBuilder& AddTensor(std::string_view name, std::vector<uint64_t> shape,
                         const std::vector<float>& values);
  GgufBuilder& AddTensor(TensorSpec spec);

  /// Aligns the tensor data to `n_bytes` without saying so; add the key as well for a valid file.
  GgufBuilder& AlignData(size_t n_bytes);

  BuiltFile Build() const;

 private:
  template <typename T>
  static constexpr ValueType TypeOf();

  template <typename T>
  void Put(T value) {
    const size_t offset = metadata_.size();
    metadata_.resize(offset + sizeof(T));
    std::memcpy(metadata_.data() + offset, &value, sizeof(T));
  }
  void PutField(std::string what, uint64_t value);    // 8 bytes
  void PutField32(std::string what, uint32_t value);  // 4 bytes
  void PutText(std::string_view text);
  void AddKey(std::string_view key, ValueType type);
  void AddArrayKey(std::string_view key, ValueType type, uint64_t n_elements);

  uint32_t version_;
  size_t alignment_bytes_ = 32;
  uint64_t n_keys_ = 0;
  std::vector<std::byte> metadata_;  // keys and values as they will lie after the header
  std::vector<Field> fields_;        // offsets from the start of metadata_
  std::vector<TensorSpec> tensors_;
};

template <typename T>
constexpr ValueType GgufBuilder::TypeOf() {
  if constexpr (std::is_same_v<T, bool>) return ValueType::kBool;
  if constexpr (std::is_same_v<T, uint8_t>) return ValueType::kUint8;
  if constexpr (std::is_same_v<T, int8_t>) return ValueType::kInt8;
  if constexpr (std::is_same_v<T, uint16_t>) return ValueType::kUint16;
  if constexpr (std::is_same_v<T, int16_t>) return ValueType::kInt16;
  if constexpr (std::is_same_v<T, uint32_t>) return ValueType::kUint32;
  if constexpr (std::is_same_v<T, int32_t>) return ValueType::kInt32;
  if constexpr (std::is_same_v<T, uint64_t>) return ValueType::kUint64;
  if constexpr (std::is_same_v<T, int64_t>) return ValueType::kInt64;
  if constexpr (std::is_same_v<T, float>) return ValueType::kFloat32;
  if constexpr (std::is_same_v<T, double>) return ValueType::kFloat64;
  // Any other T fails to compile here: no value is returned.
}

}  // namespace cmdai::gguf
