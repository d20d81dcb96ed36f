#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"
#include "gguf/gguf.h"
#include "gguf/message.h"
#include "tensor/data_type.h"

namespace cmdai::gguf {

/// Reads one file from front to back: header, metadata, tensor table; then finds each tensor's
/// data. Used once, by File::Parse; not for other folders. Not thread-safe.
class Parser {
 public:
  /// As File::Parse.
  Parser(std::span<const std::byte> bytes, std::string name);
  Result<File> Run();

 private:
  /// What the table says of a tensor's data, until the table's end, and so their place, is known.
  struct Claim {
    size_t field_offset = 0;  // of the field `data_offset` in the file
    uint64_t data_offset = 0;
    uint64_t n_bytes = 0;
  };

  // parser.cc
  Result<void> ReadMagic();
  Result<void> ReadHeader();
  Result<void> ReadMetadata();
  Result<void> ReadAlignment();
  Result<std::string_view> ReadName(const char* what, uint64_t max_bytes);
  Result<ValueType> ReadValueType(const char* what);
  Result<Value> ReadValue(ValueType type);
  Result<Value> ReadScalar(ValueType type);
  Result<ArrayValue> ReadArray();
  Result<void> SkipStrings(uint64_t n_strings);
  Result<std::string_view> ReadText(const char* what);
  Result<uint64_t> ReadCount(const char* what, uint64_t max);

  // tensor_table.cc
  Result<void> ReadTensorTable();
  Result<void> ReadTensor();
  Result<uint64_t> ReadShape(TensorInfo& tensor);
  Result<tensor::DataType> ReadTensorType();
  Result<void> PlaceTensors();
  Result<void> CheckOverlaps() const;

  /// The next value; an error where the file ends within it.
  template <typename T>
  Result<T> Read(const char* what) {
    const auto value = reader_.Read<T>();
    if (!value) return Cut(what, sizeof(T));
    return *value;
  }
  tl::unexpected<Error> Cut(std::string_view what, uint64_t n_needed) const;

  /// What is being read, for messages: "key 3", or "key 'general.name'" once the name is known.
  std::string Entry() const;

  template <typename... Args>
  tl::unexpected<Error> CorruptAt(uint64_t offset, fmt::format_string<Args...> format,
                                  Args&&... args) const {
    return FailAt(ErrorCode::kCorrupt, file_.name_, offset, format, std::forward<Args>(args)...);
  }

  std::span<const std::byte> bytes_;
  ByteReader reader_;
  File file_;
  uint64_t n_tensors_ = 0;
  uint64_t n_keys_ = 0;
  std::vector<Claim> claims_;  // one per tensor of file_

  const char* entry_kind_ = "the header";
  uint64_t entry_number_ = 0;  // from 1; 0 while in the header
  std::string_view entry_name_;
};

}  // namespace cmdai::gguf
