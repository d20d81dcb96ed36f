#pragma once

#include <bit>
#include <cstdint>

#include "tensor/blocks.h"

/// Conversions between f32 and the two 16-bit float formats, by bits, for any CPU.
namespace cmdai::tensor {

/// IEEE 754 binary16 to f32; exact, NaN stays NaN.
inline float HalfToFloat(Half half) {
  // Shift exponent and mantissa into place, then multiply by 2^112 to correct the exponent's bias;
  // subnormal halves come out right, infinities and NaNs need their exponent set.
  const uint32_t sign = (half & 0x8000U) << 16;
  const uint32_t rest = (half & 0x7FFFU) << 13;
  const float scaled = std::bit_cast<float>(rest) * 0x1p112F;
  const uint32_t special = rest >= 0x0F800000U ? 0x7F800000U : 0U;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(scaled) | special | sign);
}

/// f32 to IEEE 754 binary16, rounded to nearest even; too large values become infinite.
inline Half FloatToHalf(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits >> 16) & 0x8000U;
  const uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<Half>(sign | 0x7E00U);
  if (magnitude >= 0x477FF000U) return static_cast<Half>(sign | 0x7C00U);  // rounds past 65504
  if (magnitude < 0x38800000U) {
    // Subnormal: adding 0.5 aligns the last bit of the half with the last bit of the float.
    const float aligned = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<Half>(sign | (std::bit_cast<uint32_t>(aligned) - 0x3F000000U));
  }
  const uint32_t odd = (magnitude >> 13) & 1U;
  return static_cast<Half>(sign | ((magnitude - 0x38000000U + 0xFFFU + odd) >> 13));
}

/// bfloat16 (the upper half of an f32) to f32; exact.
inline float BFloat16ToFloat(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

}  // namespace cmdai::tensor
