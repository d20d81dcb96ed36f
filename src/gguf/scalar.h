#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "gguf/gguf.h"

/// Decoding of single values, shared by the parser and the typed access; not for other folders.
namespace cmdai::gguf {

/// The type with number `id`, or nullopt for one that the format does not define.
std::optional<ValueType> ValueTypeFromId(uint32_t id);

/// Size of a value of `type`: 1, 2, 4 or 8; 0 for kString and kArray, which have no fixed size.
size_t ScalarBytes(ValueType type);

/// Decodes a number or bool, widened as in Value::data.
/// REQUIRES: `bytes` has ScalarBytes(type) bytes, and that is not 0.
decltype(Value::data) DecodeScalar(ValueType type, std::span<const std::byte> bytes);

}  // namespace cmdai::gguf
