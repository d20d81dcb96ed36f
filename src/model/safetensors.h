#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cmdai::model {

/// The element types of safetensors files that cmdai has a use for.
enum class ElementType { kF32, kF16, kBF16, kU32, kU8 };

const char* ElementTypeName(ElementType type);  // "F32", "F16", "BF16", "U32", "U8"
size_t ElementBytes(ElementType type);

/// One array of a file: row-major, little-endian.
struct ArrayInfo {
  ElementType type = ElementType::kF32;
  std::vector<size_t> shape = {};
  size_t offset = 0;  // of the first byte, from the begin of the file
  size_t n_bytes = 0;
};

/// The table of a safetensors file (github.com/huggingface/safetensors, "Format"): eight bytes with
/// the length of a JSON object that says where each named array lies, the object, the arrays.
class SafetensorsTable {
 public:
  /// Reads the table out of a file's bytes; `name` is for messages. Every array is checked to lie
  /// within the file and to have as many bytes as its shape says. Errors: kCorrupt, kUnsupported
  /// (an element type that cmdai doesn't know), kLimit (a table of more than 100 MB).
  static Result<SafetensorsTable> Parse(std::span<const std::byte> bytes, std::string name);

  /// nullptr: there is none of this name.
  const ArrayInfo* Find(std::string_view array) const;

  const std::string& name() const { return name_; }
  const std::map<std::string, ArrayInfo, std::less<>>& arrays() const { return arrays_; }

 private:
  explicit SafetensorsTable(std::string name) : name_(std::move(name)) {}

  std::string name_;
  std::map<std::string, ArrayInfo, std::less<>> arrays_;
};

}  // namespace cmdai::model
