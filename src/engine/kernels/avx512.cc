#include <immintrin.h>

#include "engine/kernels/avx512_panel.h"
#include "engine/kernels/avx512_rows.h"
#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

/// The set for CPUs with AVX-512 and its 8-bit dot products (VNNI): Intel Xeon since Cascade Lake,
/// AMD since Zen 4.

namespace cmdai::engine::kernels {
namespace avx512 {
namespace {

struct ByWeightType {
  /// One row of activations: straight from the blocks. More: through panels, which cost one pass
  /// over the weights and are then shared by all rows.
  template <typename Block>
  CMDAI_AVX512 static void Run(const MatMul& call) {
    if (call.x.n_rows > 1) return MatMulPanels<Block>(call);
    MatMulRows<Block>(call);
  }
  CMDAI_AVX512 static void RunFloat(const MatMul& call) { generic::MatMulFloat(call); }
};

void MatMulAvx512(const MatMul& call) { generic::ForWeightType<ByWeightType>(call); }

/// As generic::Quantise, one group of 32 in two registers.
CMDAI_AVX512 void Quantise(const float* x, size_t n, const QuantisedRow& out) {
  constexpr float kMaxQuant = 127.0F * kHighStep;
  for (size_t g = 0; g < n / kActivationGroup; ++g) {
    const __m512 values[2] = {_mm512_loadu_ps(x + 32 * g), _mm512_loadu_ps(x + 32 * g + 16)};
    const float maximum =
        _mm512_reduce_max_ps(_mm512_max_ps(_mm512_abs_ps(values[0]), _mm512_abs_ps(values[1])));
    const float scale = maximum / kMaxQuant;
    const __m512 inverse = _mm512_set1_ps(maximum > 0.0F ? kMaxQuant / maximum : 0.0F);
    for (size_t half = 0; half < 2; ++half) {
      const __m512i quants = _mm512_cvtps_epi32(_mm512_mul_ps(values[half], inverse));
      const __m512i high =
          _mm512_srai_epi32(_mm512_add_epi32(quants, _mm512_set1_epi32(kHighStep / 2)), kHighBits);
      const __m512i low = _mm512_sub_epi32(quants, _mm512_slli_epi32(high, kHighBits));
      const size_t to = 32 * g + 16 * half;
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out.high + to), _mm512_cvtepi32_epi8(high));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out.low + to), _mm512_cvtepi32_epi8(low));
      out.sums16[2 * g + half] = scale * static_cast<float>(_mm512_reduce_add_epi32(quants));
    }
    out.scales[g] = scale;
    out.sums32[g] = out.sums16[2 * g] + out.sums16[2 * g + 1];
  }
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

/// Lane-wise products of the query with one key.
CMDAI_AVX512_INLINE __m512 MultiplyKey(const float* query, const std::byte* key, size_t head_dim) {
  __m512 sum = _mm512_setzero_ps();
  for (size_t i = 0; i < head_dim; i += 16) {
    sum = _mm512_fmadd_ps(_mm512_loadu_ps(query + i), LoadHalf16(key + 2 * i), sum);
  }
  return sum;
}

CMDAI_AVX512 void Scores(const float* query, const KvRows& keys, size_t head_dim, float scale,
                         float* scores) {
  const std::byte* key = keys.data;
  size_t t = 0;
  for (; t + 4 <= keys.n_rows; t += 4) {
    __m512 sums[4];
    for (__m512& sum : sums) {
      sum = MultiplyKey(query, key, head_dim);
      key += keys.stride_bytes;
    }
    _mm_storeu_ps(scores + t, _mm_mul_ps(SumLanes4(sums), _mm_set1_ps(scale)));
  }
  for (; t < keys.n_rows; ++t, key += keys.stride_bytes) {
    scores[t] = scale * _mm512_reduce_add_ps(MultiplyKey(query, key, head_dim));
  }
}

/// Adds the weighted values to kParts * 16 elements of the output.
template <size_t kParts>
CMDAI_AVX512_INLINE void AccumulateParts(const float* weights, const KvRows& values, size_t first,
                                         float* out) {
  __m512 sums[kParts];
  for (size_t i = 0; i < kParts; ++i) sums[i] = _mm512_loadu_ps(out + first + 16 * i);
  const std::byte* value = values.data + 2 * first;
  for (size_t t = 0; t < values.n_rows; ++t, value += values.stride_bytes) {
    const __m512 weight = _mm512_set1_ps(weights[t]);
    for (size_t i = 0; i < kParts; ++i) {
      sums[i] = _mm512_fmadd_ps(weight, LoadHalf16(value + 32 * i), sums[i]);
    }
  }
  for (size_t i = 0; i < kParts; ++i) _mm512_storeu_ps(out + first + 16 * i, sums[i]);
}

CMDAI_AVX512 void Accumulate(const float* weights, const KvRows& values, size_t head_dim,
                             float* out) {
  size_t i = 0;
  for (; i + 64 <= head_dim; i += 64) AccumulateParts<4>(weights, values, i, out);
  for (; i < head_dim; i += 16) AccumulateParts<1>(weights, values, i, out);
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
