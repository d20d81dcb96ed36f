#include "gguf/scalar.h"

#include "base/byte_reader.h"
#include "base/check.h"

namespace cmdai::gguf {
namespace {

template <typename Stored, typename Wide>
decltype(Value::data) Decode(std::span<const std::byte> bytes) {
  const auto stored = ByteReader(bytes).Read<Stored>();
  CMDAI_CHECK(stored.has_value());
  return static_cast<Wide>(*stored);
}

}  // namespace

std::optional<ValueType> ValueTypeFromId(uint32_t id) {
  if (id > static_cast<uint32_t>(ValueType::kFloat64)) return std::nullopt;
  return static_cast<ValueType>(id);
}

size_t ScalarBytes(ValueType type) {
  switch (type) {
    case ValueType::kUint8:
    case ValueType::kInt8:
    case ValueType::kBool:
      return 1;
    case ValueType::kUint16:
    case ValueType::kInt16:
      return 2;
    case ValueType::kUint32:
    case ValueType::kInt32:
    case ValueType::kFloat32:
      return 4;
    case ValueType::kUint64:
    case ValueType::kInt64:
    case ValueType::kFloat64:
      return 8;
    case ValueType::kString:
    case ValueType::kArray:
      break;
  }
  return 0;
}

decltype(Value::data) DecodeScalar(ValueType type, std::span<const std::byte> bytes) {
  switch (type) {
    case ValueType::kUint8:
      return Decode<uint8_t, uint64_t>(bytes);
    case ValueType::kInt8:
      return Decode<int8_t, int64_t>(bytes);
    case ValueType::kUint16:
      return Decode<uint16_t, uint64_t>(bytes);
    case ValueType::kInt16:
      return Decode<int16_t, int64_t>(bytes);
    case ValueType::kUint32:
      return Decode<uint32_t, uint64_t>(bytes);
    case ValueType::kInt32:
      return Decode<int32_t, int64_t>(bytes);
    case ValueType::kUint64:
      return Decode<uint64_t, uint64_t>(bytes);
    case ValueType::kInt64:
      return Decode<int64_t, int64_t>(bytes);
    case ValueType::kFloat32:
      return Decode<float, double>(bytes);
    case ValueType::kFloat64:
      return Decode<double, double>(bytes);
    case ValueType::kBool:
      return Decode<uint8_t, bool>(bytes);
    case ValueType::kString:
    case ValueType::kArray:
      break;
  }
  CMDAI_CHECK(ScalarBytes(type) != 0);
  return uint64_t{0};
}

}  // namespace cmdai::gguf
