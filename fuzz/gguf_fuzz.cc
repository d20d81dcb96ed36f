// Any bytes as a GGUF file: an error that names the place, or a file all of whose parts can be
// read.

#include <numeric>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/fuzz_target.h"
#include "gguf/gguf.h"
#include "gguf/limits.h"
#include "tensor/data_type.h"

namespace cmdai::fuzz {
namespace {

/// Reads every byte, so that a sanitizer sees one that is not there.
template <typename T>
void Touch(std::span<const T> elements) {
  volatile uint8_t sink = 0;
  for (const T& element : elements) sink = static_cast<uint8_t>(element);
  static_cast<void>(sink);
}

void CheckError(const Error& error) {
  CMDAI_CHECK(error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kUnsupported ||
              error.code == ErrorCode::kLimit);
  CMDAI_CHECK(error.message.starts_with("[gguf] fuzz: offset "));
  CMDAI_CHECK(EscapeForTerminal(error.message) == error.message);
}

/// What a typed getter gives for a key that is there: a value or an error about the key.
template <typename T>
bool Check(const Result<T>& result) {
  if (!result.has_value()) CheckError(result.error());
  return result.has_value();
}

void ReadKey(const gguf::File& file, std::string_view key) {
  const gguf::Value* const value = file.Find(key);
  CMDAI_CHECK(value != nullptr && IsValidUtf8(key));
  Check(file.GetUnsigned(key));
  Check(file.GetFloat(key));
  Check(file.GetBool(key));
  Check(file.FindUnsigned(key));
  Check(file.FindFloat(key));
  Check(file.FindBool(key));
  Check(file.FindString(key));
  const auto text = file.GetString(key);
  if (Check(text)) Touch(std::span(text->data(), text->size()));

  const auto texts = file.GetStrings(key);
  const auto integers = file.GetIntegers(key);
  const auto floats = file.GetFloats(key);
  Check(integers);
  Check(floats);
  if (Check(texts)) {
    for (const std::string_view element : *texts) Touch(std::span(element.data(), element.size()));
  }
  if (const auto* const array = std::get_if<gguf::ArrayValue>(&value->data)) {
    Touch(array->bytes);
    CMDAI_CHECK(!texts.has_value() || texts->size() == array->n_elements);
    CMDAI_CHECK(!floats.has_value() || floats->size() == array->n_elements);
    CMDAI_CHECK(!integers.has_value() || integers->size() == array->n_elements);
  }
}

void ReadTensor(const gguf::File& file, const gguf::TensorInfo& tensor,
                std::span<const std::byte> input) {
  CMDAI_CHECK(file.FindTensor(tensor.name) == &tensor);
  CMDAI_CHECK(tensor.n_dimensions >= 1 && tensor.n_dimensions <= gguf::kMaxDimensions);
  const uint64_t n_rows = tensor.shape[1] * tensor.shape[2] * tensor.shape[3];
  CMDAI_CHECK(tensor.data.size() == n_rows * tensor::RowBytes(tensor.type, tensor.shape[0]));
  const auto begin = static_cast<size_t>(tensor.data.data() - input.data());
  CMDAI_CHECK(begin <= input.size() && tensor.data.size() <= input.size() - begin);
  CMDAI_CHECK(begin % file.alignment_bytes() == 0);
  Touch(tensor.data);
}

}  // namespace

bool RunOne(std::span<const std::byte> input) {
  const auto file = gguf::File::Parse(input, "fuzz");
  if (!Check(file)) return false;
  for (const std::string_view key : file->keys()) ReadKey(*file, key);
  size_t n_bytes = 0;
  for (const gguf::TensorInfo& tensor : file->tensors()) {
    ReadTensor(*file, tensor, input);
    n_bytes += tensor.data.size();
  }
  CMDAI_CHECK(n_bytes <= input.size());  // they do not overlap
  return true;
}

}  // namespace cmdai::fuzz
