#pragma once

#include <cstdint>

/// Limits on what a GGUF file may claim. They lie far above every published model and keep a
/// hostile file from costing more than its own size.
namespace cmdai::gguf {

inline constexpr uint64_t kMaxKeys = 4096;
inline constexpr uint64_t kMaxTensors = 65536;
inline constexpr uint64_t kMaxKeyBytes = 65535;         // the format's own limit
inline constexpr uint64_t kMaxTensorNameBytes = 64;     // the format's own limit
inline constexpr uint64_t kMaxArrayElements = 1 << 24;  // the largest vocabularies have 2^18 tokens
inline constexpr uint64_t kMaxDimensions = 4;
inline constexpr uint64_t kMaxElements = uint64_t{1} << 40;  // of one tensor
inline constexpr uint64_t kMaxAlignment = 65536;

}  // namespace cmdai::gguf
