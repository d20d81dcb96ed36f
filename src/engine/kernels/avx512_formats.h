#pragma once

#include "engine/kernels/avx512_load.h"
#include "tensor/affine.h"

/// Loading of quantised weights into AVX-512 registers, from their GGUF form. What the functions
/// compute is stated by tensor::Affine; here it is said again in vectors of 64 columns.
namespace cmdai::engine::kernels::avx512 {

/// Scales and biases of the groups in 256 columns. Eight groups of 32 come interleaved in one
/// register: scale 0, bias 0, scale 1, ...; sixteen groups of 16 in two.
struct Pairs32 {
  __m512 scale_bias;
};
struct Groups16 {
  __m512 scale;
  __m512 bias;
};

/// The format of one block type:
///   Quants64(row, j): columns [64 j, 64 j + 64), unsigned. Reads no byte outside the blocks.
///   Halves128(row, j, n), for 4-bit and 5-bit blocks of 32 only: the n blocks, at most four, of
///     columns [128 j, 128 j + 128); zeros for those that do not exist.
///   Scales(row, s, n_groups): the groups of columns [256 s, 256 s + 256); those from n_groups on
///     do not exist and give 0.
template <typename Block>
struct Format;

/// The lanes of Pairs32 that hold biases.
inline constexpr __mmask16 kBiasLanes = 0xAAAA;

/// The first 16 bytes of block k of n; zeros where there is no such block.
template <typename Block>
CMDAI_AVX512_INLINE __m128i BlockStart(const Block* blocks, size_t k, size_t n) {
  if (k >= n) return _mm_setzero_si128();
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(blocks + k));
}

/// The first four bytes, d and what follows it, of blocks k to k + 3 of n.
template <typename Block>
CMDAI_AVX512_INLINE __m128i FourHeads(const Block* blocks, size_t k, size_t n) {
  return _mm_unpacklo_epi64(
      _mm_unpacklo_epi32(BlockStart(blocks, k, n), BlockStart(blocks, k + 1, n)),
      _mm_unpacklo_epi32(BlockStart(blocks, k + 2, n), BlockStart(blocks, k + 3, n)));
}

/// The same of up to eight consecutive blocks. (A gather instruction takes several times as long.)
template <typename Block>
CMDAI_AVX512_INLINE __m256i BlockHeads(const std::byte* row, size_t s, size_t n_groups) {
  const auto* const blocks = reinterpret_cast<const Block*>(row) + s * 8;
  return _mm256_set_m128i(FourHeads(blocks, 4, n_groups), FourHeads(blocks, 0, n_groups));
}

/// Scales of the types that store d and m.
template <typename Block>
CMDAI_AVX512_INLINE Pairs32 OffsetScales(const std::byte* row, size_t s, size_t n_groups) {
  return {_mm512_cvtph_ps(BlockHeads<Block>(row, s, n_groups))};
}

/// Scales of the types whose bias is -zero * d.
template <typename Block>
CMDAI_AVX512_INLINE Pairs32 CentredScales(const std::byte* row, size_t s, size_t n_groups,
                                          float zero) {
  const __m256i only_d =
      _mm256_and_si256(BlockHeads<Block>(row, s, n_groups), _mm256_set1_epi32(0xFFFF));
  const __m512 d = _mm512_moveldup_ps(_mm512_cvtph_ps(only_d));
  return {_mm512_mask_mul_ps(d, kBiasLanes, d, _mm512_set1_ps(-zero))};
}

/// The columns of 4-bit blocks.
template <typename Block>
struct FourBitColumns {
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    const auto* const b = reinterpret_cast<const Block*>(row) + 2 * j;
    return NibblesOfPair(b[0].qs, b[1].qs);
  }
  CMDAI_AVX512_INLINE static Halves Halves128(const std::byte* row, size_t j, size_t n) {
    const auto* const b = reinterpret_cast<const Block*>(row) + 4 * j;
    return SplitNibbles(Four16(b->qs, sizeof(Block), n));
  }
};

/// The columns of 5-bit blocks.
template <typename Block>
struct FiveBitColumns {
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    const auto* const b = reinterpret_cast<const Block*>(row) + 2 * j;
    return AddFifthBits(NibblesOfPair(b[0].qs, b[1].qs), b[0].qh, b[1].qh);
  }
  CMDAI_AVX512_INLINE static Halves Halves128(const std::byte* row, size_t j, size_t n) {
    const auto* const b = reinterpret_cast<const Block*>(row) + 4 * j;
    uint32_t bits[4] = {};
    for (size_t k = 0; k < n; ++k) bits[k] = LoadAs<uint32_t>(b[k].qh);
    return AddFifthBits(SplitNibbles(Four16(b->qs, sizeof(Block), n)), bits);
  }
};

template <>
struct Format<tensor::BlockQ4_0> : FourBitColumns<tensor::BlockQ4_0> {
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t n_groups) {
    return CentredScales<tensor::BlockQ4_0>(row, s, n_groups, 8.0F);
  }
};

/// A block has five words, the first of them d and m: whole blocks need no assembly from pieces.
template <>
struct Format<tensor::BlockQ4_1> : FourBitColumns<tensor::BlockQ4_1> {
  using Block = tensor::BlockQ4_1;
  CMDAI_AVX512_INLINE static Halves Halves128(const std::byte* row, size_t j, size_t n) {
    if (n < 4) return FourBitColumns<Block>::Halves128(row, j, n);
    const auto* const b = reinterpret_cast<const Block*>(row) + 4 * j;
    const __m512i words = _mm512_setr_epi32(1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19);
    const __m512i last =
        _mm512_zextsi128_si512(_mm_loadu_si128(reinterpret_cast<const __m128i*>(b[3].qs)));
    return SplitNibbles(_mm512_permutex2var_epi32(_mm512_loadu_si512(b), words, last));
  }
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t n_groups) {
    if (n_groups < 8) return OffsetScales<Block>(row, s, n_groups);
    const auto* const b = reinterpret_cast<const Block*>(row) + 8 * s;
    const __m512i words = _mm512_setr_epi32(0, 5, 10, 15, 16, 21, 26, 31, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m512i heads =
        _mm512_permutex2var_epi32(_mm512_loadu_si512(b), words, _mm512_loadu_si512(b + 4));
    return {_mm512_cvtph_ps(_mm512_castsi512_si256(heads))};
  }
};

template <>
struct Format<tensor::BlockQ5_0> : FiveBitColumns<tensor::BlockQ5_0> {
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t n_groups) {
    return CentredScales<tensor::BlockQ5_0>(row, s, n_groups, 16.0F);
  }
};

template <>
struct Format<tensor::BlockQ5_1> : FiveBitColumns<tensor::BlockQ5_1> {
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t n_groups) {
    return OffsetScales<tensor::BlockQ5_1>(row, s, n_groups);
  }
};

template <>
struct Format<tensor::BlockQ8_0> {
  using Block = tensor::BlockQ8_0;
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    const auto* const b = reinterpret_cast<const Block*>(row) + 2 * j;
    const __m512i first =
        _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(b[0].qs)));
    const __m512i both =
        _mm512_inserti64x4(first, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b[1].qs)), 1);
    return _mm512_xor_si512(both, _mm512_set1_epi8(static_cast<char>(0x80)));
  }
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t n_groups) {
    return CentredScales<Block>(row, s, n_groups, 128.0F);
  }
};

/// The 6-bit scales and mins of Q4_K and Q5_K (see tensor::internal::UnpackScalesK), all at once:
/// the low halves of the eight words come first, the high halves from the third word.
template <typename Block>
CMDAI_AVX512_INLINE Pairs32 ScalesK(const std::byte* row, size_t s) {
  const auto& b = reinterpret_cast<const Block*>(row)[s];
  const uint32_t first = LoadAs<uint32_t>(b.scales);
  const uint32_t second = LoadAs<uint32_t>(b.scales + 4);
  const uint32_t third = LoadAs<uint32_t>(b.scales + 8);
  const uint64_t scales = (first & 0x3F3F3F3FU) |
                          (uint64_t{(third & 0x0F0F0F0FU) | ((first >> 2) & 0x30303030U)} << 32);
  const uint64_t mins =
      (second & 0x3F3F3F3FU) |
      (uint64_t{((third >> 4) & 0x0F0F0F0FU) | ((second >> 2) & 0x30303030U)} << 32);
  const __m128i interleaved = _mm_unpacklo_epi8(_mm_cvtsi64_si128(static_cast<int64_t>(scales)),
                                                _mm_cvtsi64_si128(static_cast<int64_t>(mins)));
  const __m512 factors = _mm512_cvtph_ps(
      _mm256_set1_epi32(static_cast<int>(LoadAs<uint32_t>(&b.d))));  // d, dmin, d, dmin, ...
  const __m512 products =
      _mm512_mul_ps(factors, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(interleaved)));
  return {_mm512_mask_sub_ps(products, kBiasLanes, _mm512_setzero_ps(), products)};
}

/// Columns of the pair of groups (2k, 2k + 1): their nibbles share 32 bytes.
CMDAI_AVX512_INLINE __m512i NibblesOfGroups(const uint8_t* qs) {
  const __m512i shifts = _mm512_set_epi64(4, 4, 4, 4, 0, 0, 0, 0);
  return _mm512_and_si512(_mm512_srlv_epi64(Twice32(qs), shifts), _mm512_set1_epi8(0x0F));
}

template <>
struct Format<tensor::BlockQ4_K> {
  using Block = tensor::BlockQ4_K;
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    return NibblesOfGroups(reinterpret_cast<const Block*>(row)[j / 4].qs + j % 4 * 32);
  }
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t) {
    return ScalesK<Block>(row, s);
  }
};

template <>
struct Format<tensor::BlockQ5_K> {
  using Block = tensor::BlockQ5_K;
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    const auto& b = reinterpret_cast<const Block*>(row)[j / 4];
    const auto group = static_cast<int64_t>(j % 4 * 2);
    const __m512i shifts =
        _mm512_mask_blend_epi64(0xF0, _mm512_set1_epi64(group), _mm512_set1_epi64(group + 1));
    const __m512i fifth =
        _mm512_and_si512(_mm512_srlv_epi64(Twice32(b.qh), shifts), _mm512_set1_epi8(1));
    return _mm512_or_si512(NibblesOfGroups(b.qs + j % 4 * 32), _mm512_slli_epi16(fifth, 4));
  }
  CMDAI_AVX512_INLINE static Pairs32 Scales(const std::byte* row, size_t s, size_t) {
    return ScalesK<Block>(row, s);
  }
};

template <>
struct Format<tensor::BlockQ6_K> {
  using Block = tensor::BlockQ6_K;
  /// Of each half of 128 columns, the first 64 have the low nibbles of 64 bytes, the others the
  /// high ones; the two upper bits of 4 x 32 columns share 32 bytes.
  CMDAI_AVX512_INLINE static __m512i Quants64(const std::byte* row, size_t j) {
    const auto& b = reinterpret_cast<const Block*>(row)[j / 4];
    const size_t half = j % 4 / 2;
    const auto part = static_cast<int64_t>(j % 2);
    const __m512i low = _mm512_and_si512(
        _mm512_srl_epi64(_mm512_loadu_si512(b.ql + half * 64), _mm_cvtsi64_si128(4 * part)),
        _mm512_set1_epi8(0x0F));
    const __m512i shifts =
        _mm512_mask_blend_epi64(0xF0, _mm512_set1_epi64(4 * part), _mm512_set1_epi64(4 * part + 2));
    const __m512i high =
        _mm512_and_si512(_mm512_srlv_epi64(Twice32(b.qh + half * 32), shifts), _mm512_set1_epi8(3));
    return _mm512_or_si512(low, _mm512_slli_epi16(high, 4));
  }
  CMDAI_AVX512_INLINE static Groups16 Scales(const std::byte* row, size_t s, size_t) {
    const auto& b = reinterpret_cast<const Block*>(row)[s];
    const __m512 d = _mm512_set1_ps(_cvtsh_ss(b.d));
    const __m512 scale = _mm512_mul_ps(d, _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(
                                              reinterpret_cast<const __m128i*>(b.scales)))));
    return {scale, _mm512_mul_ps(scale, _mm512_set1_ps(-32.0F))};
  }
};

/// The last 32 columns of a row whose length is an odd multiple of 32, followed by zeros.
template <typename Block>
CMDAI_AVX512_INLINE __m512i LastQuants32(const std::byte* row, size_t j) {
  alignas(64) uint8_t quants[64] = {};
  if constexpr (Block::kElements == 32) {
    float scale = 0.0F;
    float bias = 0.0F;
    tensor::Affine<Block>::Unpack(reinterpret_cast<const Block*>(row)[2 * j], quants, &scale,
                                  &bias);
  }
  return _mm512_load_si512(quants);
}

/// Columns [64 j, 64 j + 64) of a row of n_cols columns; zeros past its end.
template <typename Block>
CMDAI_AVX512_INLINE __m512i QuantsOrTail(const std::byte* row, size_t j, size_t n_cols) {
  return 64 * j + 64 <= n_cols ? Format<Block>::Quants64(row, j) : LastQuants32<Block>(row, j);
}

}  // namespace cmdai::engine::kernels::avx512
