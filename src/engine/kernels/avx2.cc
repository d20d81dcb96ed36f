#include <immintrin.h>

#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

/// The set for CPUs with AVX2, FMA and F16C (Intel since 2013, AMD since 2015).
#define CMDAI_AVX2 __attribute__((target("avx2,fma,f16c")))

namespace cmdai::engine::kernels {
namespace {

CMDAI_AVX2 inline float SumLanes(__m256 v) {
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

CMDAI_AVX2 inline __m256i Load32(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

/// Eight sums of four products each, times `factor`, of 32 unsigned 8-bit values with 32 signed
/// ones.
template <bool kWide>
CMDAI_AVX2 inline __m256i DotQuads(__m256i w, __m256i x, __m256i factor) {
  if constexpr (!kWide) {
    // 2 * 127 * 127 fits 16 bits: no saturation.
    return _mm256_madd_epi16(_mm256_maddubs_epi16(w, x), factor);
  } else {
    // w = w/2 + (w - w/2), both at most 128: 2 * 128 * 127 fits.
    const __m256i low = _mm256_and_si256(_mm256_srli_epi16(w, 1), _mm256_set1_epi8(0x7F));
    const __m256i high = _mm256_sub_epi8(w, low);
    return _mm256_add_epi32(_mm256_madd_epi16(_mm256_maddubs_epi16(low, x), factor),
                            _mm256_madd_epi16(_mm256_maddubs_epi16(high, x), factor));
  }
}

struct Avx2 {
  template <size_t kGroup, bool kWide>
  CMDAI_AVX2 static float Dot(const generic::UnpackedRow& w, size_t n, const int8_t* high,
                              const int8_t* low, const float* scales) {
    const __m256i ones = _mm256_set1_epi16(1);
    const __m256i steps = _mm256_set1_epi16(kHighStep);
    __m256 sum = _mm256_setzero_ps();
    for (size_t g = 0; g < n / kActivationGroup; ++g) {
      const __m256i quants = Load32(w.quants + 32 * g);
      const __m256i products =
          _mm256_add_epi32(DotQuads<kWide>(quants, Load32(high + 32 * g), steps),
                           DotQuads<kWide>(quants, Load32(low + 32 * g), ones));
      __m256 scale;
      if constexpr (kGroup == 16) {  // lanes 0..3 belong to the first 16 elements
        scale = _mm256_set_m128(_mm_set1_ps(w.scale[2 * g + 1]), _mm_set1_ps(w.scale[2 * g]));
        scale = _mm256_mul_ps(scale, _mm256_set1_ps(scales[g]));
      } else {
        scale = _mm256_set1_ps(w.scale[g] * scales[g]);
      }
      sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products), scale, sum);
    }
    return SumLanes(sum);
  }
};

CMDAI_AVX2 void MatMulFloats(const MatMul& call) { generic::MatMulFloat(call); }

struct ByWeightType {
  template <typename Block>
  CMDAI_AVX2 static void Run(const MatMul& call) {
    generic::MatMulByRows<Block, Avx2>(call);
  }
  static void RunFloat(const MatMul& call) { MatMulFloats(call); }
};

void MatMulAvx2(const MatMul& call) { generic::ForWeightType<ByWeightType>(call); }

CMDAI_AVX2 void Quantise(const float* x, size_t n, const QuantisedRow& out) {
  generic::Quantise(x, n, out);
}

CMDAI_AVX2 void RmsNorm(const float* x, const float* weight, size_t n, float epsilon, float* y) {
  generic::RmsNorm(x, weight, n, epsilon, y);
}

CMDAI_AVX2 void SiluMultiply(const float* gate, const float* up, size_t n, float* out) {
  generic::SiluMultiply(gate, up, n, out);
}

CMDAI_AVX2 void Softmax(float* x, size_t n) { generic::Softmax(x, n); }

CMDAI_AVX2 void StoreKv(const float* x, size_t n, std::byte* out) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const __m128i half = _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * i), half);
  }
  for (; i < n; ++i) {
    const tensor::Half half = tensor::FloatToHalf(x[i]);
    std::memcpy(out + 2 * i, &half, sizeof(half));
  }
}

CMDAI_AVX2 inline __m256 LoadHalf8(const std::byte* p) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}

CMDAI_AVX2 void Scores(const float* query, const KvRows& keys, size_t head_dim, float scale,
                       float* scores) {
  for (size_t t = 0; t < keys.n_rows; ++t) {
    const std::byte* const key = keys.data + t * keys.stride_bytes;
    __m256 sum = _mm256_setzero_ps();
    for (size_t i = 0; i < head_dim; i += 8) {
      sum = _mm256_fmadd_ps(_mm256_loadu_ps(query + i), LoadHalf8(key + 2 * i), sum);
    }
    scores[t] = scale * SumLanes(sum);
  }
}

CMDAI_AVX2 void Accumulate(const float* weights, const KvRows& values, size_t head_dim,
                           float* out) {
  for (size_t i = 0; i < head_dim; i += 8) {
    __m256 sum = _mm256_loadu_ps(out + i);
    const std::byte* value = values.data + 2 * i;
    for (size_t t = 0; t < values.n_rows; ++t, value += values.stride_bytes) {
      sum = _mm256_fmadd_ps(_mm256_set1_ps(weights[t]), LoadHalf8(value), sum);
    }
    _mm256_storeu_ps(out + i, sum);
  }
}

}  // namespace

const KernelSet kAvx2Kernels = {
    .name = "avx2",
    .kv_type = KvType::kF16,
    .quantises_activations = true,
    .row_granularity = 1,
    .quantise = Quantise,
    .matmul = MatMulAvx2,
    .rms_norm = RmsNorm,
    .silu_multiply = SiluMultiply,
    .softmax = Softmax,
    .store_kv = StoreKv,
    .scores = Scores,
    .accumulate = Accumulate,
};

}  // namespace cmdai::engine::kernels
