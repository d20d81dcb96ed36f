#include <immintrin.h>

#include "engine/kernels/avx512_formats.h"
#include "engine/kernels/avx512_panel.h"
#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

/// The set for CPUs with AVX-512 and its 8-bit dot products (VNNI): Intel Xeon since Cascade Lake,
/// AMD since Zen 4.

namespace cmdai::engine::kernels {
namespace avx512 {
namespace {

/// Position indices that give the 16 lanes of columns [64 j, 64 j + 64), four columns each, the
/// scale of their group.
template <size_t kGroup>
CMDAI_AVX512_INLINE __m512i GroupOfLane(size_t j) {
  const __m512i first = kGroup == 32
                            ? _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
                            : _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
  return _mm512_add_epi32(first, _mm512_set1_epi32(static_cast<int>(j * 64 / kGroup)));
}

/// The scales of the activations for the groups of 256 columns.
template <size_t kGroup>
CMDAI_AVX512_INLINE __m512 ActivationScales(const float* scales, __mmask16 valid32) {
  const __m512 eight = _mm512_maskz_loadu_ps(valid32, scales);
  if constexpr (kGroup == 32) return eight;
  return _mm512_permutexvar_ps(_mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7),
                               eight);
}

CMDAI_AVX512_INLINE __mmask16 FirstLanes(size_t n) { return static_cast<__mmask16>((1U << n) - 1); }

/// Dot product of one weight row with one row of quantised activations.
template <typename Block>
CMDAI_AVX512_INLINE float DotRow(const std::byte* row, const Activations& x) {
  constexpr size_t kGroup = tensor::Affine<Block>::kGroup;
  const float* const sums = kGroup == 16 ? x.sums16 : x.sums32;
  __m512 products = _mm512_setzero_ps();
  __m512 biases = _mm512_setzero_ps();
  for (size_t s = 0; s * 256 < x.n_cols; ++s) {
    const size_t n = std::min<size_t>(256, x.n_cols - s * 256);
    const GroupScales w = Format<Block>::Scales(row, s, n / kGroup);
    const __m512 scales = _mm512_mul_ps(
        w.scale, ActivationScales<kGroup>(x.scales + s * 8, FirstLanes(n / kActivationGroup)));
    biases = _mm512_fmadd_ps(
        w.bias, _mm512_maskz_loadu_ps(FirstLanes(n / kGroup), sums + s * (256 / kGroup)), biases);
    for (size_t j = 0; j * 64 < n; ++j) {
      const size_t column = s * 256 + j * 64;
      const __mmask64 valid = n - j * 64 >= 64 ? ~__mmask64{0} : __mmask64{0xFFFFFFFF};
      const __m512i quants = QuantsOrTail<Block>(row, column / 64, x.n_cols);
      __m512i dots = _mm512_dpbusd_epi32(_mm512_setzero_si512(), quants,
                                         _mm512_maskz_loadu_epi8(valid, x.high + column));
      dots = _mm512_dpbusd_epi32(_mm512_slli_epi32(dots, kHighBits), quants,
                                 _mm512_maskz_loadu_epi8(valid, x.low + column));
      products = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots),
                                 _mm512_permutexvar_ps(GroupOfLane<kGroup>(j), scales), products);
    }
  }
  return _mm512_reduce_add_ps(_mm512_add_ps(products, biases));
}

struct ByWeightType {
  /// One row of activations: straight from the blocks. More: through panels, which cost one pass
  /// over the weights and are then shared by all rows.
  template <typename Block>
  CMDAI_AVX512 static void Run(const MatMul& call) {
    if (call.x.n_rows > 1) return MatMulPanels<Block>(call);
    for (size_t row = call.first_row; row < call.last_row; ++row) {
      generic::StoreOutput(call, 0, row, DotRow<Block>(call.weights.Row(row), call.x));
    }
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
