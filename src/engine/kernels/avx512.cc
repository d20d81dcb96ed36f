#include <immintrin.h>

#include <type_traits>

#include "engine/kernels/avx512_formats.h"
#include "engine/kernels/avx512_panel.h"
#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

/// The set for CPUs with AVX-512 and its 8-bit dot products (VNNI): Intel Xeon since Cascade Lake,
/// AMD since Zen 4.

namespace cmdai::engine::kernels {
namespace avx512 {
namespace {

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

/// sums[r] += weights * x of columns [64 j, 64 j + 64) within 256 columns, for kRows rows.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void AddColumns64(const __m512i (&quants)[kRows], __m512i high, __m512i low,
                                      int j, const __m512 (&scales)[kRows], __m512 (&sums)[kRows]) {
  for (size_t r = 0; r < kRows; ++r) {
    __m512i dots = _mm512_dpbusd_epi32(_mm512_setzero_si512(), quants[r], high);
    dots = _mm512_dpbusd_epi32(_mm512_slli_epi32(dots, kHighBits), quants[r], low);
    sums[r] =
        _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), ScalesOf<Block>::OfLanes(scales[r], j), sums[r]);
  }
}

/// Asks for the memory of 256 columns of a row.
template <typename Block>
CMDAI_AVX512_INLINE void PrefetchColumns256(const std::byte* row, size_t s) {
  constexpr size_t kBytes = 256 / Block::kElements * sizeof(Block);
  for (size_t at = 0; at < kBytes; at += 64) __builtin_prefetch(row + s * kBytes + at);
}

/// sums[r] += weights * x of 256 columns, or of the last n_columns of them in a row.
template <typename Block, size_t kRows, bool kWhole>
CMDAI_AVX512_INLINE void AddColumns256(const std::byte* const (&rows)[kRows], const Activations& x,
                                       size_t s, size_t n_columns, size_t ahead_bytes,
                                       __m512 (&sums)[kRows]) {
  for (size_t r = 0; r < kRows; ++r) PrefetchColumns256<Block>(rows[r] + ahead_bytes, s);
  const ScalesOf<Block> scales_x(x, s, n_columns);
  __m512 scales[kRows];
  for (size_t r = 0; r < kRows; ++r) {
    scales[r] = scales_x.Apply(
        Format<Block>::Scales(rows[r], s, n_columns / tensor::Affine<Block>::kGroup), sums[r]);
  }
  const size_t n64 = kWhole ? 4 : (n_columns + 63) / 64;
  for (size_t j = 0; j < n64; ++j) {
    const size_t column = s * 256 + j * 64;
    const __mmask64 valid =
        kWhole || n_columns - j * 64 >= 64 ? ~__mmask64{0} : __mmask64{0xFFFFFFFF};
    __m512i quants[kRows];
    for (size_t r = 0; r < kRows; ++r) {
      quants[r] = kWhole ? Format<Block>::Quants64(rows[r], column / 64)
                         : QuantsOrTail<Block>(rows[r], column / 64, x.n_cols);
    }
    AddColumns64<Block, kRows>(quants, _mm512_maskz_loadu_epi8(valid, x.high + column),
                               _mm512_maskz_loadu_epi8(valid, x.low + column), static_cast<int>(j),
                               scales, sums);
  }
}

/// Products of one row of activations with kRows consecutive rows of weights.
template <typename Block, size_t kRows>
CMDAI_AVX512_INLINE void MultiplyRows(const MatMul& call, size_t row) {
  const Activations& x = call.x;
  const std::byte* rows[kRows];
  __m512 sums[kRows];
  for (size_t r = 0; r < kRows; ++r) {
    rows[r] = call.weights.Row(row + r);
    sums[r] = _mm512_setzero_ps();
  }
  const size_t ahead_bytes = kRows * call.weights.row_bytes;
  const size_t n_whole = x.n_cols / 256;
  for (size_t s = 0; s < n_whole; ++s) {
    AddColumns256<Block, kRows, true>(rows, x, s, 256, ahead_bytes, sums);
  }
  if (x.n_cols % 256 != 0) {
    AddColumns256<Block, kRows, false>(rows, x, n_whole, x.n_cols % 256, ahead_bytes, sums);
  }
  for (size_t r = 0; r < kRows; ++r) {
    generic::StoreOutput(call, 0, row + r, _mm512_reduce_add_ps(sums[r]));
  }
}

struct ByWeightType {
  /// One row of activations: straight from the blocks. More: through panels, which cost one pass
  /// over the weights and are then shared by all rows.
  template <typename Block>
  CMDAI_AVX512 static void Run(const MatMul& call) {
    if (call.x.n_rows > 1) return MatMulPanels<Block>(call);
    size_t row = call.first_row;
    for (; row + 4 <= call.last_row; row += 4) MultiplyRows<Block, 4>(call, row);
    for (; row < call.last_row; ++row) MultiplyRows<Block, 1>(call, row);
  }
  CMDAI_AVX512 static void RunFloat(const MatMul& call) { generic::MatMulFloat(call); }
};

void MatMulAvx512(const MatMul& call) { generic::ForWeightType<ByWeightType>(call); }

CMDAI_AVX512 void Quantise(const float* x, size_t n, const QuantisedRow& out) {
  generic::Quantise(x, n, out);
}

CMDAI_AVX512 void RmsNorm(const float* x, const float* weight, size_t n, float epsilon, float* y) {
  generic::RmsNorm(x, weight, n, epsilon, y);
}

CMDAI_AVX512 void SiluMultiply(const float* gate, const float* up, size_t n, float* out) {
  generic::SiluMultiply(gate, up, n, out);
}

CMDAI_AVX512 void Softmax(float* x, size_t n) { generic::Softmax(x, n); }

CMDAI_AVX512 void StoreKv(const float* x, size_t n, std::byte* out) {
  for (size_t i = 0; i < n; i += 16) {
    const __mmask16 valid = n - i >= 16 ? __mmask16{0xFFFF} : FirstLanes(n - i);
    const __m256i half =
        _mm512_cvtps_ph(_mm512_maskz_loadu_ps(valid, x + i), _MM_FROUND_TO_NEAREST_INT);
    _mm256_mask_storeu_epi16(out + 2 * i, valid, half);
  }
}

CMDAI_AVX512_INLINE __m512 LoadHalf16(const std::byte* p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}

CMDAI_AVX512 void Scores(const float* query, const KvRows& keys, size_t head_dim, float scale,
                         float* scores) {
  for (size_t t = 0; t < keys.n_rows; ++t) {
    const std::byte* const key = keys.data + t * keys.stride_bytes;
    __m512 sum = _mm512_setzero_ps();
    for (size_t i = 0; i < head_dim; i += 16) {
      sum = _mm512_fmadd_ps(_mm512_loadu_ps(query + i), LoadHalf16(key + 2 * i), sum);
    }
    scores[t] = scale * _mm512_reduce_add_ps(sum);
  }
}

CMDAI_AVX512 void Accumulate(const float* weights, const KvRows& values, size_t head_dim,
                             float* out) {
  for (size_t i = 0; i < head_dim; i += 16) {
    __m512 sum = _mm512_loadu_ps(out + i);
    const std::byte* value = values.data + 2 * i;
    for (size_t t = 0; t < values.n_rows; ++t, value += values.stride_bytes) {
      sum = _mm512_fmadd_ps(_mm512_set1_ps(weights[t]), LoadHalf16(value), sum);
    }
    _mm512_storeu_ps(out + i, sum);
  }
}

}  // namespace
}  // namespace avx512

const KernelSet kAvx512Kernels = {
    .name = "avx512",
    .kv_type = KvType::kF16,
    .quantises_activations = true,
    .row_granularity = 16,
    .quantise = avx512::Quantise,
    .matmul = avx512::MatMulAvx512,
    .rms_norm = avx512::RmsNorm,
    .silu_multiply = avx512::SiluMultiply,
    .softmax = avx512::Softmax,
    .store_kv = avx512::StoreKv,
    .scores = avx512::Scores,
    .accumulate = avx512::Accumulate,
};

}  // namespace cmdai::engine::kernels
