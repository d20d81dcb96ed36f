#pragma once

#include <cstdint>
#include <string_view>

namespace cmdai::gguf {

/// The name of a tensor type that the format has (or had) but cmdai does not read, such as "Q2_K";
/// empty for every other id. Numbers are those of `ggml_type`.
std::string_view ForeignTensorTypeName(uint32_t id);

}  // namespace cmdai::gguf
