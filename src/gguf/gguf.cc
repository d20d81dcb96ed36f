#include "gguf/gguf.h"

#include <limits>
#include <utility>

#include "base/byte_reader.h"
#include "base/check.h"
#include "gguf/message.h"
#include "gguf/parser.h"
#include "gguf/scalar.h"

namespace cmdai::gguf {
namespace {

std::string TypeOf(const Value& value) {
  const auto* const array = std::get_if<ArrayValue>(&value.data);
  if (array == nullptr) return ValueTypeName(value.type);
  return fmt::format("array of {}", ValueTypeName(array->element_type));
}

tl::unexpected<Error> WrongType(const File& file, std::string_view key, const Value& value,
                                std::string_view expected) {
  return FailAt(ErrorCode::kCorrupt, file.name(), value.offset_bytes,
                "key '{}' is of type {}; expected {}", Shown(key), TypeOf(value), expected);
}

Result<const Value*> Require(const File& file, std::string_view key) {
  const Value* const value = file.Find(key);
  if (value == nullptr) {
    return Fail(ErrorCode::kNotFound, "[gguf] {}: key '{}' is missing",
                EscapeForTerminal(file.name()), Shown(key));
  }
  return value;
}

/// A value whose type is exactly the variant's alternative T.
template <typename T>
Result<T> GetAs(const File& file, std::string_view key, std::string_view expected) {
  CMDAI_ASSIGN(const Value* const value, Require(file, key));
  if (const T* const data = std::get_if<T>(&value->data)) return *data;
  return WrongType(file, key, *value, expected);
}

template <typename T>
Result<std::optional<T>> IfPresent(const File& file, std::string_view key,
                                   Result<T> (File::*get)(std::string_view) const) {
  if (file.Find(key) == nullptr) return std::optional<T>();
  CMDAI_ASSIGN(T value, (file.*get)(key));
  return std::optional<T>(value);
}

std::optional<double> ToDouble(const decltype(Value::data)& data) {
  if (const auto* const d = std::get_if<double>(&data)) return *d;
  if (const auto* const u = std::get_if<uint64_t>(&data)) return static_cast<double>(*u);
  if (const auto* const i = std::get_if<int64_t>(&data)) return static_cast<double>(*i);
  return std::nullopt;
}

bool IsFloat(ValueType type) { return type == ValueType::kFloat32 || type == ValueType::kFloat64; }

bool IsInteger(ValueType type) {
  return ScalarBytes(type) != 0 && type != ValueType::kBool && !IsFloat(type);
}

/// The array under `key`; an error where there is none or its elements are not `accepted`.
template <typename Accepted>
Result<const Value*> RequireArray(const File& file, std::string_view key, std::string_view expected,
                                  Accepted accepted) {
  CMDAI_ASSIGN(const Value* const value, Require(file, key));
  const auto* const array = std::get_if<ArrayValue>(&value->data);
  if (array == nullptr || !accepted(array->element_type)) {
    return WrongType(file, key, *value, expected);
  }
  return value;
}

/// Element `i` of an array of numbers or bools.
decltype(Value::data) Element(const ArrayValue& array, size_t i) {
  const size_t n_bytes = ScalarBytes(array.element_type);
  return DecodeScalar(array.element_type, array.bytes.subspan(i * n_bytes, n_bytes));
}

}  // namespace

const char* ValueTypeName(ValueType type) {
  constexpr const char* kNames[] = {"uint8",  "int8",    "uint16", "int16",  "uint32",
                                    "int32",  "float32", "bool",   "string", "array",
                                    "uint64", "int64",   "float64"};
  const auto index = static_cast<size_t>(type);
  return index < std::size(kNames) ? kNames[index] : "unknown";
}

Result<File> File::Parse(std::span<const std::byte> bytes, std::string name) {
  return Parser(bytes, std::move(name)).Run();
}

const Value* File::Find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

const TensorInfo* File::FindTensor(std::string_view name) const {
  const auto found = tensor_index_.find(name);
  return found == tensor_index_.end() ? nullptr : &tensors_[found->second];
}

Result<uint64_t> File::GetUnsigned(std::string_view key) const {
  CMDAI_ASSIGN(const Value* const value, Require(*this, key));
  if (const auto* const u = std::get_if<uint64_t>(&value->data)) return *u;
  const auto* const i = std::get_if<int64_t>(&value->data);
  if (i == nullptr) return WrongType(*this, key, *value, "an unsigned integer");
  if (*i < 0) {
    return FailAt(ErrorCode::kCorrupt, name_, value->offset_bytes,
                  "key '{}' is {}; expected an unsigned integer", Shown(key), *i);
  }
  return static_cast<uint64_t>(*i);
}

Result<double> File::GetFloat(std::string_view key) const {
  CMDAI_ASSIGN(const Value* const value, Require(*this, key));
  if (const auto number = ToDouble(value->data)) return *number;
  return WrongType(*this, key, *value, "a number");
}

Result<bool> File::GetBool(std::string_view key) const { return GetAs<bool>(*this, key, "a bool"); }

Result<std::string_view> File::GetString(std::string_view key) const {
  return GetAs<std::string_view>(*this, key, "a string");
}

Result<std::vector<std::string_view>> File::GetStrings(std::string_view key) const {
  CMDAI_ASSIGN(const Value* const value,
               RequireArray(*this, key, "an array of strings",
                            [](ValueType type) { return type == ValueType::kString; }));
  const auto& array = std::get<ArrayValue>(value->data);
  std::vector<std::string_view> texts;
  texts.reserve(static_cast<size_t>(array.n_elements));
  ByteReader reader(array.bytes);
  for (uint64_t i = 0; i < array.n_elements; ++i) {
    const auto n_bytes = reader.Read<uint64_t>();
    const auto text = n_bytes ? reader.ReadText(*n_bytes) : std::nullopt;
    CMDAI_CHECK(text.has_value());  // the parser has been over them
    texts.push_back(*text);
  }
  return texts;
}

Result<std::vector<int64_t>> File::GetIntegers(std::string_view key) const {
  CMDAI_ASSIGN(const Value* const value,
               RequireArray(*this, key, "an array of integers", IsInteger));
  const auto& array = std::get<ArrayValue>(value->data);
  std::vector<int64_t> numbers(static_cast<size_t>(array.n_elements));
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto element = Element(array, i);
    if (const auto* const signed_number = std::get_if<int64_t>(&element)) {
      numbers[i] = *signed_number;
      continue;
    }
    const auto number = std::get<uint64_t>(element);
    if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return FailAt(ErrorCode::kCorrupt, name_, value->offset_bytes,
                    "element {} of key '{}' is {}, above the largest int64", i, Shown(key), number);
    }
    numbers[i] = static_cast<int64_t>(number);
  }
  return numbers;
}

Result<std::vector<double>> File::GetFloats(std::string_view key) const {
  CMDAI_ASSIGN(const Value* const value,
               RequireArray(*this, key, "an array of numbers",
                            [](ValueType type) { return IsFloat(type) || IsInteger(type); }));
  const auto& array = std::get<ArrayValue>(value->data);
  std::vector<double> numbers(static_cast<size_t>(array.n_elements));
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto number = ToDouble(Element(array, i));
    CMDAI_CHECK(number.has_value());
    numbers[i] = *number;
  }
  return numbers;
}

Result<std::optional<uint64_t>> File::FindUnsigned(std::string_view key) const {
  return IfPresent(*this, key, &File::GetUnsigned);
}

Result<std::optional<double>> File::FindFloat(std::string_view key) const {
  return IfPresent(*this, key, &File::GetFloat);
}

Result<std::optional<bool>> File::FindBool(std::string_view key) const {
  return IfPresent(*this, key, &File::GetBool);
}

Result<std::optional<std::string_view>> File::FindString(std::string_view key) const {
  return IfPresent(*this, key, &File::GetString);
}

}  // namespace cmdai::gguf
