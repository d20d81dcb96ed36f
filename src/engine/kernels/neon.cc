#include <arm_neon.h>

#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

/// The set for arm64, for which NEON and its f16 conversions are part of the baseline.

namespace cmdai::engine::kernels {
namespace {

struct Neon {
  template <size_t kGroup, bool kWide>
  static float Dot(const generic::UnpackedRow& w, size_t n, const int8_t* high, const int8_t* low,
                   const float* scales) {
    float32x4_t sum = vdupq_n_f32(0.0F);
    for (size_t i = 0; i < n; i += 16) {
      const float scale = w.scale[i / kGroup] * scales[i / kActivationGroup];
      const uint8x16_t quants = vld1q_u8(w.quants + i);
      const int32x4_t highs = DotQuads<kWide>(quants, vld1q_s8(high + i));
      const int32x4_t lows = DotQuads<kWide>(quants, vld1q_s8(low + i));
      const int32x4_t products = vmlaq_n_s32(lows, highs, kHighStep);
      sum = vfmaq_n_f32(sum, vcvtq_f32_s32(products), scale);
    }
    return vaddvq_f32(sum);
  }

 private:
  /// Four sums of four products each, of 16 unsigned 8-bit values with 16 signed ones.
  template <bool kWide>
  static int32x4_t DotQuads(uint8x16_t w, int8x16_t x) {
    if constexpr (!kWide) {
      const int8x16_t s = vreinterpretq_s8_u8(w);
      int16x8_t products = vmull_s8(vget_low_s8(s), vget_low_s8(x));
      int32x4_t sums = vpaddlq_s16(products);
      products = vmull_s8(vget_high_s8(s), vget_high_s8(x));
      return vpadalq_s16(sums, products);
    } else {
      const int16x8_t w_low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(w)));
      const int16x8_t w_high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(w)));
      const int16x8_t x_low = vmovl_s8(vget_low_s8(x));
      const int16x8_t x_high = vmovl_s8(vget_high_s8(x));
      int32x4_t sums = vmull_s16(vget_low_s16(w_low), vget_low_s16(x_low));
      sums = vmlal_s16(sums, vget_high_s16(w_low), vget_high_s16(x_low));
      sums = vmlal_s16(sums, vget_low_s16(w_high), vget_low_s16(x_high));
      return vmlal_s16(sums, vget_high_s16(w_high), vget_high_s16(x_high));
    }
  }
};

struct ByWeightType {
  template <typename Block>
  static void Run(const MatMul& call) {
    generic::MatMulByRows<Block, Neon>(call);
  }
  static void RunFloat(const MatMul& call) { generic::MatMulFloat(call); }
};

void MatMulNeon(const MatMul& call) { generic::ForWeightType<ByWeightType>(call); }

void Quantise(const float* x, size_t n, const QuantisedRow& out) { generic::Quantise(x, n, out); }

void RmsNorm(const float* x, const float* weight, size_t n, float epsilon, float* y) {
  generic::RmsNorm(x, weight, n, epsilon, y);
}

void SiluMultiply(const float* gate, const float* up, size_t n, float* out) {
  generic::SiluMultiply(gate, up, n, out);
}

void Softmax(float* x, size_t n) { generic::Softmax(x, n); }

void StoreKv(const float* x, size_t n, std::byte* out) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const uint16x4_t half = vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(x + i)));
    vst1_u16(reinterpret_cast<uint16_t*>(out + 2 * i), half);
  }
  for (; i < n; ++i) {
    const tensor::Half half = tensor::FloatToHalf(x[i]);
    std::memcpy(out + 2 * i, &half, sizeof(half));
  }
}

float32x4_t LoadHalf4(const std::byte* p) {
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(reinterpret_cast<const uint16_t*>(p))));
}

void Scores(const float* query, const KvRows& keys, size_t head_dim, float scale, float* scores) {
  for (size_t t = 0; t < keys.n_rows; ++t) {
    const std::byte* const key = keys.data + t * keys.stride_bytes;
    float32x4_t sum = vdupq_n_f32(0.0F);
    for (size_t i = 0; i < head_dim; i += 4) {
      sum = vfmaq_f32(sum, vld1q_f32(query + i), LoadHalf4(key + 2 * i));
    }
    scores[t] = scale * vaddvq_f32(sum);
  }
}

void Accumulate(const float* weights, const KvRows& values, size_t head_dim, float* out) {
  for (size_t i = 0; i < head_dim; i += 4) {
    float32x4_t sum = vld1q_f32(out + i);
    const std::byte* value = values.data + 2 * i;
    for (size_t t = 0; t < values.n_rows; ++t, value += values.stride_bytes) {
      sum = vfmaq_n_f32(sum, LoadHalf4(value), weights[t]);
    }
    vst1q_f32(out + i, sum);
  }
}

}  // namespace

const KernelSet kNeonKernels = {
    .name = "neon",
    .kv_type = KvType::kF16,
    .quantises_activations = true,
    .row_granularity = 1,
    .quantise = Quantise,
    .matmul = MatMulNeon,
    .rms_norm = RmsNorm,
    .silu_multiply = SiluMultiply,
    .softmax = Softmax,
    .store_kv = StoreKv,
    .scores = Scores,
    .accumulate = Accumulate,
};

}  // namespace cmdai::engine::kernels
