#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/kernels/generic.h"
#include "tensor/affine.h"

/// What the AVX-512 kernels share: their target and the loading of bytes into registers.
#define CMDAI_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c")))
#define CMDAI_AVX512_INLINE CMDAI_AVX512 inline __attribute__((always_inline))

namespace cmdai::engine::kernels::avx512 {

/// The integer sums of the high bytes are shifted by this before those of the low ones are added.
inline constexpr int kHighBits = 7;
static_assert(1 << kHighBits == kHighStep);

template <typename T>
CMDAI_AVX512_INLINE T LoadAs(const void* p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

/// [a a b b], of 16 bytes each.
CMDAI_AVX512_INLINE __m512i Pair16(const uint8_t* a, const uint8_t* b) {
  const __m512i first =
      _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a)));
  return _mm512_mask_broadcast_i32x4(first, 0xFF00,
                                     _mm_loadu_si128(reinterpret_cast<const __m128i*>(b)));
}

/// 32 bytes, twice.
CMDAI_AVX512_INLINE __m512i Twice32(const uint8_t* p) {
  return _mm512_broadcast_i64x4(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}

/// The 16 bytes at `p` of each of n blocks of `stride` bytes, at most four; zeros after them.
CMDAI_AVX512_INLINE __m512i Four16(const uint8_t* p, size_t stride, size_t n) {
  const auto block = [p, stride](size_t k) {
    return reinterpret_cast<const __m128i*>(p + k * stride);
  };
  __m512i all = _mm512_zextsi128_si512(_mm_loadu_si128(block(0)));
  if (n > 1) all = _mm512_mask_broadcast_i32x4(all, 0x00F0, _mm_loadu_si128(block(1)));
  if (n > 2) all = _mm512_mask_broadcast_i32x4(all, 0x0F00, _mm_loadu_si128(block(2)));
  if (n > 3) all = _mm512_mask_broadcast_i32x4(all, 0xF000, _mm_loadu_si128(block(3)));
  return all;
}

/// Of four blocks of 32: the first 16 columns of each, and the last 16.
struct Halves {
  __m512i first;
  __m512i second;
};

CMDAI_AVX512_INLINE Halves SplitNibbles(__m512i packed) {
  const __m512i low_nibbles = _mm512_set1_epi8(0x0F);
  return {_mm512_and_si512(packed, low_nibbles),
          _mm512_and_si512(_mm512_srli_epi16(packed, 4), low_nibbles)};
}

/// Adds 16 where a fifth bit is set: `bits` of four blocks, 32 each.
CMDAI_AVX512_INLINE Halves AddFifthBits(const Halves& q, const uint32_t (&bits)[4]) {
  uint64_t first = 0;
  uint64_t second = 0;
  for (size_t k = 0; k < 4; ++k) {
    first |= uint64_t{bits[k] & 0xFFFF} << (16 * k);
    second |= uint64_t{bits[k] >> 16} << (16 * k);
  }
  const __m512i sixteen = _mm512_set1_epi8(16);
  return {_mm512_mask_add_epi8(q.first, first, q.first, sixteen),
          _mm512_mask_add_epi8(q.second, second, q.second, sixteen)};
}

/// The nibbles of two Q4 or Q5 blocks in the order of their elements.
CMDAI_AVX512_INLINE __m512i NibblesOfPair(const uint8_t* a, const uint8_t* b) {
  const __m512i shifts = _mm512_set_epi64(4, 4, 0, 0, 4, 4, 0, 0);
  return _mm512_and_si512(_mm512_srlv_epi64(Pair16(a, b), shifts), _mm512_set1_epi8(0x0F));
}

CMDAI_AVX512_INLINE __m512i AddFifthBits(__m512i q, const uint8_t* a, const uint8_t* b) {
  const uint64_t bits = LoadAs<uint32_t>(a) | (uint64_t{LoadAs<uint32_t>(b)} << 32);
  return _mm512_mask_add_epi8(q, bits, q, _mm512_set1_epi8(16));
}

/// The sums of the lanes of four registers.
CMDAI_AVX512_INLINE __m128 SumLanes4(const __m512 (&v)[4]) {
  const __m512 ab = _mm512_add_ps(_mm512_unpacklo_ps(v[0], v[1]), _mm512_unpackhi_ps(v[0], v[1]));
  const __m512 cd = _mm512_add_ps(_mm512_unpacklo_ps(v[2], v[3]), _mm512_unpackhi_ps(v[2], v[3]));
  const __m512 abcd = _mm512_add_ps(_mm512_shuffle_ps(ab, cd, 0x44),
                                    _mm512_shuffle_ps(ab, cd, 0xEE));  // per lane: a b c d
  const __m256 half = _mm256_add_ps(_mm512_castps512_ps256(abcd), _mm512_extractf32x8_ps(abcd, 1));
  return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

}  // namespace cmdai::engine::kernels::avx512
