#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tensor/blocks.h"
#include "tensor/data_type.h"
#include "tensor/half.h"

/// Every quantised type is affine by groups of consecutive elements:
///
///     w[i] = scale[g] * q[i] + bias[g],   0 <= q[i] <= kMaxQuant,   g = i / kGroup
///
/// Affine<Block> takes a block apart into q, scale and bias. This is the one place that knows how
/// elements lie in a block; kernels for single instruction sets may repeat it in their own terms
/// and are tested against it. The functions are forced inline without a target of their own, so
/// that the compiler vectorises them for the instruction set of the caller.
namespace cmdai::tensor {

#define CMDAI_ALWAYS_INLINE inline __attribute__((always_inline))

template <typename Block>
struct Affine;

namespace internal {

/// Splits 16 bytes into the 32 values of their low and then their high nibbles.
CMDAI_ALWAYS_INLINE void SplitNibbles16(const uint8_t* packed, uint8_t* q) {
  for (size_t i = 0; i < 16; ++i) {
    q[i] = packed[i] & 0x0F;
    q[i + 16] = static_cast<uint8_t>(packed[i] >> 4);
  }
}

/// Sets bit 4 of q[i] from bit i of the 32 bits at `high`.
CMDAI_ALWAYS_INLINE void AddFifthBits(const uint8_t* high, uint8_t* q) {
  for (size_t i = 0; i < 32; ++i) {
    q[i] = static_cast<uint8_t>(q[i] | (((high[i / 8] >> (i % 8)) & 1) << 4));
  }
}

/// Decodes the eight 6-bit scales and mins of Q4_K and Q5_K. Bytes 0..3 and 4..7 hold the low six
/// bits of scale and min of groups 0..3 and, in their top bits, bits 4 and 5 of those of groups
/// 4..7, whose low nibbles are in bytes 8..11.
CMDAI_ALWAYS_INLINE void UnpackScalesK(const uint8_t* packed, float d, float dmin, float* scale,
                                       float* bias) {
  for (size_t g = 0; g < 4; ++g) {
    const int scale_low = packed[g] & 0x3F;
    const int min_low = packed[g + 4] & 0x3F;
    const int scale_high = (packed[g + 8] & 0x0F) | ((packed[g] >> 6) << 4);
    const int min_high = (packed[g + 8] >> 4) | ((packed[g + 4] >> 6) << 4);
    scale[g] = d * static_cast<float>(scale_low);
    bias[g] = -dmin * static_cast<float>(min_low);
    scale[g + 4] = d * static_cast<float>(scale_high);
    bias[g + 4] = -dmin * static_cast<float>(min_high);
  }
}

}  // namespace internal

template <>
struct Affine<BlockQ4_0> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 15;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ4_0& b, uint8_t* q, float* scale,
                                         float* bias) {
    internal::SplitNibbles16(b.qs, q);
    scale[0] = HalfToFloat(b.d);
    bias[0] = -8.0F * scale[0];
  }
};

template <>
struct Affine<BlockQ4_1> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 15;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ4_1& b, uint8_t* q, float* scale,
                                         float* bias) {
    internal::SplitNibbles16(b.qs, q);
    scale[0] = HalfToFloat(b.d);
    bias[0] = HalfToFloat(b.m);
  }
};

template <>
struct Affine<BlockQ5_0> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 31;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ5_0& b, uint8_t* q, float* scale,
                                         float* bias) {
    internal::SplitNibbles16(b.qs, q);
    internal::AddFifthBits(b.qh, q);
    scale[0] = HalfToFloat(b.d);
    bias[0] = -16.0F * scale[0];
  }
};

template <>
struct Affine<BlockQ5_1> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 31;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ5_1& b, uint8_t* q, float* scale,
                                         float* bias) {
    internal::SplitNibbles16(b.qs, q);
    internal::AddFifthBits(b.qh, q);
    scale[0] = HalfToFloat(b.d);
    bias[0] = HalfToFloat(b.m);
  }
};

template <>
struct Affine<BlockQ8_0> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 255;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ8_0& b, uint8_t* q, float* scale,
                                         float* bias) {
    for (size_t i = 0; i < 32; ++i) q[i] = static_cast<uint8_t>(b.qs[i] + 128);
    scale[0] = HalfToFloat(b.d);
    bias[0] = -128.0F * scale[0];
  }
};

template <>
struct Affine<BlockQ4_K> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 15;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ4_K& b, uint8_t* q, float* scale,
                                         float* bias) {
    for (size_t pair = 0; pair < 4; ++pair) {
      for (size_t i = 0; i < 32; ++i) {
        q[pair * 64 + i] = b.qs[pair * 32 + i] & 0x0F;
        q[pair * 64 + 32 + i] = static_cast<uint8_t>(b.qs[pair * 32 + i] >> 4);
      }
    }
    internal::UnpackScalesK(b.scales, HalfToFloat(b.d), HalfToFloat(b.dmin), scale, bias);
  }
};

template <>
struct Affine<BlockQ5_K> {
  static constexpr size_t kGroup = 32;
  static constexpr int kMaxQuant = 31;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ5_K& b, uint8_t* q, float* scale,
                                         float* bias) {
    for (size_t pair = 0; pair < 4; ++pair) {
      for (size_t i = 0; i < 32; ++i) {
        const int low = b.qs[pair * 32 + i];
        const int high = b.qh[i] >> (2 * pair);
        q[pair * 64 + i] = static_cast<uint8_t>((low & 0x0F) | ((high & 1) << 4));
        q[pair * 64 + 32 + i] = static_cast<uint8_t>((low >> 4) | ((high & 2) << 3));
      }
    }
    internal::UnpackScalesK(b.scales, HalfToFloat(b.d), HalfToFloat(b.dmin), scale, bias);
  }
};

template <>
struct Affine<BlockQ6_K> {
  static constexpr size_t kGroup = 16;
  static constexpr int kMaxQuant = 63;
  CMDAI_ALWAYS_INLINE static void Unpack(const BlockQ6_K& b, uint8_t* q, float* scale,
                                         float* bias) {
    for (size_t half = 0; half < 2; ++half) {
      const uint8_t* const ql = b.ql + half * 64;
      const uint8_t* const qh = b.qh + half * 32;
      uint8_t* const out = q + half * 128;
      for (size_t i = 0; i < 32; ++i) {
        out[i] = static_cast<uint8_t>((ql[i] & 0x0F) | ((qh[i] & 3) << 4));
        out[i + 32] = static_cast<uint8_t>((ql[i + 32] & 0x0F) | (((qh[i] >> 2) & 3) << 4));
        out[i + 64] = static_cast<uint8_t>((ql[i] >> 4) | (((qh[i] >> 4) & 3) << 4));
        out[i + 96] = static_cast<uint8_t>((ql[i + 32] >> 4) | ((qh[i] >> 6) << 4));
      }
    }
    const float d = HalfToFloat(b.d);
    for (size_t g = 0; g < 16; ++g) {
      scale[g] = d * static_cast<float>(b.scales[g]);
      bias[g] = -32.0F * scale[g];
    }
  }
};

/// Elements [first, first + n) of a row that begins at `row`, as f32.
/// REQUIRES: first and n are multiples of the type's block_elements.
void DequantizeRow(DataType type, const std::byte* row, size_t first, size_t n, float* out);

}  // namespace cmdai::tensor
