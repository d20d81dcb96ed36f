#pragma once

#include <immintrin.h>

#include <algorithm>
#include <type_traits>

#include "engine/kernels/avx512_formats.h"
#include "engine/kernels/generic.h"

/// The matrix product for one row of activations: four rows of weights at a time, each read once.
namespace cmdai::engine::kernels::avx512 {

CMDAI_AVX512_INLINE __mmask16 FirstLanes(size_t n) { return static_cast<__mmask16>((1U << n) - 1); }

/// The activations of 256 columns, in the order of the weights' scales.
struct ActivationPairs {
  /// scale 0, sum 0, scale 1, sum 1, ... of the groups of 32.
  CMDAI_AVX512_INLINE ActivationPairs(const Activations& x, size_t s, size_t n_columns) {
    const __mmask16 valid = FirstLanes(n_columns / 32);
    const __m512i order = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    scale_sum = _mm512_permutex2var_ps(_mm512_maskz_loadu_ps(valid, x.scales + s * 8), order,
                                       _mm512_maskz_loadu_ps(valid, x.sums32 + s * 8));
  }
  /// Adds the biases' part of the dot product to `sum` and gives the scales of the integer parts.
  CMDAI_AVX512_INLINE __m512 Apply(const Pairs32& w, __m512& sum) const {
    const __m512 products = _mm512_mul_ps(w.scale_bias, scale_sum);
    sum = _mm512_mask_add_ps(sum, kBiasLanes, sum, products);
    return products;
  }
  /// Gives each of the 16 lanes of columns [64 j, 64 j + 64), four columns, its group's scale.
  CMDAI_AVX512_INLINE static __m512 OfLanes(__m512 scales, int j) {
    const __m512i first = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2);
    return _mm512_permutexvar_ps(_mm512_add_epi32(first, _mm512_set1_epi32(4 * j)), scales);
  }
  /// Gives each of the 16 lanes of columns [128 j, 128 j + 128), eight columns, its block's scale.
  CMDAI_AVX512_INLINE static __m512 OfBlockLanes(__m512 scales, int j) {
    const __m512i first = _mm512_setr_epi32(0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6);
    return _mm512_permutexvar_ps(_mm512_add_epi32(first, _mm512_set1_epi32(8 * j)), scales);
  }
  __m512 scale_sum;
};

/// The same for weights with groups of 16.
struct ActivationGroups {
  CMDAI_AVX512_INLINE ActivationGroups(const Activations& x, size_t s, size_t n_columns) {
    const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    scale = _mm512_permutexvar_ps(
        twice, _mm512_maskz_loadu_ps(FirstLanes(n_columns / 32), x.scales + s * 8));
    sum16 = _mm512_maskz_loadu_ps(FirstLanes(n_columns / 16), x.sums16 + s * 16);
  }
  CMDAI_AVX512_INLINE __m512 Apply(const Groups16& w, __m512& sum) const {
    sum = _mm512_fmadd_ps(w.bias, sum16, sum);
    return _mm512_mul_ps(w.scale, scale);
  }
  CMDAI_AVX512_INLINE static __m512 OfLanes(__m512 scales, int j) {
    const __m512i first = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    return _mm512_permutexvar_ps(_mm512_add_epi32(first, _mm512_set1_epi32(4 * j)), scales);
  }
  __m512 scale;
  __m512 sum16;
};

template <typename Block>
using ScalesOf =
    std::conditional_t<tensor::Affine<Block>::kGroup == 16, ActivationGroups, ActivationPairs>;

/// The first n bytes at `p`, n at most 64; zeros after them.
CMDAI_AVX512_INLINE __m512i LoadBytes(const int8_t* p, size_t n) {
  return _mm512_maskz_loadu_epi8(n >= 64 ? ~__mmask64{0} : (__mmask64{1} << n) - 1, p);
}

/// Adds the products of n columns from `column` on, within the s-th 256 columns, to sums[r], in
/// steps of 64 columns. `n` is 256 unless the row ends before.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void AddBy64(const std::byte* const (&rows)[kRows], const Activations& x,
                                 size_t s, size_t n, const __m512 (&scales)[kRows],
                                 __m512 (&sums)[kRows]) {
  for (size_t j = 0; j * 64 < n; ++j) {
    const size_t column = s * 256 + j * 64;
    const __m512i high = LoadBytes(x.high + column, n - j * 64);
    const __m512i low = LoadBytes(x.low + column, n - j * 64);
    for (size_t r = 0; r < kRows; ++r) {
      const __m512i q = n % 64 == 0 ? Format<Block>::Quants64(rows[r], column / 64)
                                    : QuantsOrTail<Block>(rows[r], column / 64, x.n_cols);
      __m512i dots = _mm512_dpbusd_epi32(_mm512_setzero_si512(), q, high);
      dots = _mm512_dpbusd_epi32(_mm512_slli_epi32(dots, kHighBits), q, low);
      const __m512 scale = ScalesOf<Block>::OfLanes(scales[r], static_cast<int>(j));
      sums[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), scale, sums[r]);
    }
  }
}

/// 128 activation bytes in the order of Halves: of each 32, the first 16 and the last 16.
CMDAI_AVX512_INLINE Halves LoadHalves(const int8_t* p, size_t n) {
  const __m512i a = LoadBytes(p, n);
  const __m512i b = n > 64 ? LoadBytes(p + 64, n - 64) : _mm512_setzero_si512();
  return {_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xDD)};
}

CMDAI_AVX512_INLINE __m512i AddDots(__m512i sum, const Halves& weights, const Halves& bytes) {
  sum = _mm512_dpbusd_epi32(sum, weights.first, bytes.first);
  return _mm512_dpbusd_epi32(sum, weights.second, bytes.second);
}

/// The same in steps of 128 columns: both halves of a block share its scale, so their products
/// are summed as integers.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void AddBy128(const std::byte* const (&rows)[kRows], const Activations& x,
                                  size_t s, size_t n, const __m512 (&scales)[kRows],
                                  __m512 (&sums)[kRows]) {
  for (size_t j = 0; j * 128 < n; ++j) {
    const size_t left = std::min<size_t>(128, n - j * 128);
    const Halves high = LoadHalves(x.high + s * 256 + j * 128, left);
    const Halves low = LoadHalves(x.low + s * 256 + j * 128, left);
    for (size_t r = 0; r < kRows; ++r) {
      const Halves q = Format<Block>::Halves128(rows[r], s * 2 + j, left / 32);
      __m512i dots = AddDots(_mm512_setzero_si512(), q, high);
      dots = AddDots(_mm512_slli_epi32(dots, kHighBits), q, low);
      const __m512 scale = ActivationPairs::OfBlockLanes(scales[r], static_cast<int>(j));
      sums[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), scale, sums[r]);
    }
  }
}

template <typename Block>
concept HasHalves = requires(const std::byte* row) {
  Format<Block>::Halves128(row, 0, 4);
};

/// How far ahead weights are asked for: measured, 4 is too near while they come from memory.
inline constexpr size_t kRowsAhead = 8;

/// Asks for the memory of the s-th 256 columns of a row, of which n exist.
template <typename Block>
CMDAI_AVX512_INLINE void PrefetchColumns(const std::byte* row, size_t s, size_t n) {
  constexpr size_t kBytes = 256 / Block::kElements * sizeof(Block);
  for (size_t at = 0; at * 256 < kBytes * n; at += 64) __builtin_prefetch(row + s * kBytes + at);
}

/// sums[r] += weights * x of the s-th 256 columns, of which n exist.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void AddColumns256(const std::byte* const (&rows)[kRows], const Activations& x,
                                       size_t s, size_t n, size_t ahead_bytes,
                                       __m512 (&sums)[kRows]) {
  for (size_t r = 0; r < kRows; ++r) PrefetchColumns<Block>(rows[r] + ahead_bytes, s, n);
  const ScalesOf<Block> scales_x(x, s, n);
  __m512 scales[kRows];
  for (size_t r = 0; r < kRows; ++r) {
    scales[r] = scales_x.Apply(Format<Block>::Scales(rows[r], s, n / tensor::Affine<Block>::kGroup),
                               sums[r]);
  }
  if constexpr (HasHalves<Block>) {
    AddBy128<Block, kRows>(rows, x, s, n, scales, sums);
  } else {
    AddBy64<Block, kRows>(rows, x, s, n, scales, sums);
  }
}

/// The columns of a row after its last whole 256. Their number is a constant in each branch, for a
/// row of 576 columns would otherwise spend a third of its time on the last 64.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void AddLastColumns(const std::byte* const (&rows)[kRows], const Activations& x,
                                        size_t ahead_bytes, __m512 (&sums)[kRows]) {
  const size_t s = x.n_cols / 256;
  switch (x.n_cols % 256) {
    case 0:
      return;
    case 64:
      return AddColumns256<Block, kRows>(rows, x, s, 64, ahead_bytes, sums);
    case 128:
      return AddColumns256<Block, kRows>(rows, x, s, 128, ahead_bytes, sums);
    case 192:
      return AddColumns256<Block, kRows>(rows, x, s, 192, ahead_bytes, sums);
    default:
      return AddColumns256<Block, kRows>(rows, x, s, x.n_cols % 256, ahead_bytes, sums);
  }
}

/// Products of one row of activations with kRows (four or one) consecutive rows of weights.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void MultiplyRows(const MatMul& call, size_t row) {
  const std::byte* rows[kRows];
  __m512 sums[kRows];
  for (size_t r = 0; r < kRows; ++r) {
    rows[r] = call.weights.Row(row + r);
    sums[r] = _mm512_setzero_ps();
  }
  const size_t ahead_bytes = kRowsAhead * call.weights.row_bytes;
  for (size_t s = 0; s < call.x.n_cols / 256; ++s) {
    AddColumns256<Block, kRows>(rows, call.x, s, 256, ahead_bytes, sums);
  }
  if constexpr (Block::kElements == 32) {
    AddLastColumns<Block, kRows>(rows, call.x, ahead_bytes, sums);
  }
  if constexpr (kRows == 4) {
    float products[4];
    _mm_storeu_ps(products, SumLanes4(sums));
    for (size_t r = 0; r < 4; ++r) generic::StoreOutput(call, 0, row + r, products[r]);
  } else {
    generic::StoreOutput(call, 0, row, _mm512_reduce_add_ps(sums[0]));
  }
}

/// The matrix product for one row of activations, straight from the blocks.
template <typename Block>
CMDAI_AVX512 void MatMulRows(const MatMul& call) {
  size_t row = call.first_row;
  for (; row + 4 <= call.last_row; row += 4) MultiplyRows<Block, 4>(call, row);
  for (; row < call.last_row; ++row) MultiplyRows<Block, 1>(call, row);
}

}  // namespace cmdai::engine::kernels::avx512
