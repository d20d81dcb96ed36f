#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/kernels/kernels.h"
#include "tensor/affine.h"

/// Kernel bodies without intrinsics. They are forced inline and carry no target of their own: each
/// set wraps them in functions with its target attribute, and the compiler vectorises them for it.
/// Sums run in a fixed number of lanes, because the compiler may not reorder f32 additions.
namespace cmdai::engine::kernels::generic {

inline constexpr size_t kLanes = 16;

CMDAI_ALWAYS_INLINE float SumLanes(const float* lanes) {
  float sum[kLanes];
  for (size_t i = 0; i < kLanes; ++i) sum[i] = lanes[i];
  for (size_t width = kLanes / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) sum[i] += sum[i + width];
  }
  return sum[0];
}

/// Sum of a[i] * b[i].
CMDAI_ALWAYS_INLINE float Dot(const float* a, const float* b, size_t n) {
  float lanes[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) lanes[j] += a[i + j] * b[i + j];
  }
  float sum = SumLanes(lanes);
  for (; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

CMDAI_ALWAYS_INLINE void RmsNorm(const float* x, const float* weight, size_t n, float epsilon,
                                 float* y) {
  const float mean_square = Dot(x, x, n) / static_cast<float>(n);
  const float scale = 1.0F / std::sqrt(mean_square + epsilon);
  for (size_t i = 0; i < n; ++i) y[i] = x[i] * scale * weight[i];
}

/// exp(x), relative error below 2e-7: exp(x) = 2^k * exp(r) with |r| <= ln(2)/2 and a polynomial of
/// degree 6 for exp(r) (Taylor's). Below -87 the result is 2^-126 or 0, above 88 it is clamped.
CMDAI_ALWAYS_INLINE float Exp(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
  const float clamped = std::min(std::max(x, -87.3F), 88.3F);
  const float shifted = clamped * kLog2E + kRound;
  const float k = shifted - kRound;
  const float r = (clamped - k * kLn2High) - k * kLn2Low;
  float p = 1.0F / 720.0F;
  p = p * r + 1.0F / 120.0F;
  p = p * r + 1.0F / 24.0F;
  p = p * r + 1.0F / 6.0F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  const auto exponent = std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(kRound);
  return p * std::bit_cast<float>((exponent + 127) << 23);
}

CMDAI_ALWAYS_INLINE void SiluMultiply(const float* gate, const float* up, size_t n, float* out) {
  for (size_t i = 0; i < n; ++i) out[i] = gate[i] / (1.0F + Exp(-gate[i])) * up[i];
}

CMDAI_ALWAYS_INLINE void Softmax(float* x, size_t n) {
  float maximum = x[0];
  for (size_t i = 1; i < n; ++i) maximum = std::max(maximum, x[i]);
  float lanes[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) {
      x[i + j] = Exp(x[i + j] - maximum);
      lanes[j] += x[i + j];
    }
  }
  float sum = SumLanes(lanes);
  for (; i < n; ++i) {
    x[i] = Exp(x[i] - maximum);
    sum += x[i];
  }
  const float scale = 1.0F / sum;
  for (i = 0; i < n; ++i) x[i] *= scale;
}

/// Symmetric quantisation in groups of 32 to 128 * high + low, rounded to nearest even: the largest
/// magnitude becomes 127 * 128.
CMDAI_ALWAYS_INLINE void Quantise(const float* x, size_t n, const QuantisedRow& out) {
  constexpr float kRound = 12582912.0F;
  constexpr float kMaxQuant = 127.0F * kHighStep;
  for (size_t g = 0; g < n / kActivationGroup; ++g) {
    const float* const group = x + g * kActivationGroup;
    float maximum[kLanes] = {};
    for (size_t i = 0; i < kActivationGroup; ++i) {
      maximum[i % kLanes] = std::max(maximum[i % kLanes], std::fabs(group[i]));
    }
    for (size_t i = 1; i < kLanes; ++i) maximum[0] = std::max(maximum[0], maximum[i]);
    const float scale = maximum[0] / kMaxQuant;
    const float inverse = maximum[0] > 0.0F ? kMaxQuant / maximum[0] : 0.0F;
    uint32_t sums[2] = {};  // unsigned: what comes of a NaN may not overflow
    for (size_t half = 0; half < 2; ++half) {
      for (size_t i = half * kSumGroup; i < (half + 1) * kSumGroup; ++i) {
        const float rounded = group[i] * inverse + kRound;
        const auto value = static_cast<int32_t>(std::bit_cast<uint32_t>(rounded) -
                                                std::bit_cast<uint32_t>(kRound));
        const int32_t high = (value + kHighStep / 2) >> 7;
        out.high[g * kActivationGroup + i] = static_cast<int8_t>(high);
        out.low[g * kActivationGroup + i] = static_cast<int8_t>(value - high * kHighStep);
        sums[half] += static_cast<uint32_t>(value);
      }
    }
    out.scales[g] = scale;
    out.sums16[2 * g] = scale * static_cast<float>(static_cast<int32_t>(sums[0]));
    out.sums16[2 * g + 1] = scale * static_cast<float>(static_cast<int32_t>(sums[1]));
    out.sums32[g] = out.sums16[2 * g] + out.sums16[2 * g + 1];
  }
}

/// Where the products of a call go: applies bias and accumulation.
CMDAI_ALWAYS_INLINE void StoreOutput(const MatMul& call, size_t m, size_t row, float product) {
  float* const y = call.y + m * call.y_stride + row;
  const float bias = call.bias != nullptr ? call.bias[row] : 0.0F;
  *y = (call.accumulate ? *y : 0.0F) + (bias + product);
}

/// Weights of one row, taken apart: up to kMaxColumns columns at a time.
struct UnpackedRow {
  static constexpr size_t kMaxColumns = 1024;
  alignas(64) uint8_t quants[kMaxColumns];
  alignas(64) float scale[kMaxColumns / 16];
  alignas(64) float bias[kMaxColumns / 16];
};

/// Unpacks the blocks that hold columns [first, first + n) of a row. REQUIRES: n <= kMaxColumns,
/// both multiples of the block.
template <typename Block>
CMDAI_ALWAYS_INLINE void UnpackColumns(const std::byte* row, size_t first, size_t n,
                                       UnpackedRow& out) {
  constexpr size_t kGroups = Block::kElements / tensor::Affine<Block>::kGroup;
  const std::byte* data = row + first / Block::kElements * sizeof(Block);
  for (size_t b = 0; b < n / Block::kElements; ++b, data += sizeof(Block)) {
    Block block;
    std::memcpy(&block, data, sizeof(Block));
    tensor::Affine<Block>::Unpack(block, out.quants + b * Block::kElements, out.scale + b * kGroups,
                                  out.bias + b * kGroups);
  }
}

/// The matrix product of quantised weights, row by row: a piece of the row is unpacked once and
/// multiplied with all activation rows. `Isa` supplies the integer part:
///   template <size_t kGroup, bool kWide> static float Isa::Dot(const UnpackedRow&, size_t n,
///       const int8_t* high, const int8_t* low, const float* scales)
///     = sum over groups g of scale[g] * scales[g'] * sum over i in g of q[i] * (128 high[i] +
///     low[i])
///   where kWide says that quants of the weights may exceed 127.
template <typename Block, typename Isa>
CMDAI_ALWAYS_INLINE void MatMulByRows(const MatMul& call) {
  using Format = tensor::Affine<Block>;
  constexpr bool kWide = Format::kMaxQuant > 127;
  const Activations& x = call.x;
  const float* const sums = Format::kGroup == 16 ? x.sums16 : x.sums32;
  const size_t groups_per_row = x.n_cols / Format::kGroup;
  UnpackedRow unpacked;
  for (size_t row = call.first_row; row < call.last_row; ++row) {
    for (size_t first = 0; first < x.n_cols; first += UnpackedRow::kMaxColumns) {
      const size_t n = std::min(UnpackedRow::kMaxColumns, x.n_cols - first);
      UnpackColumns<Block>(call.weights.Row(row), first, n, unpacked);
      for (size_t m = 0; m < x.n_rows; ++m) {
        const float product =
            Isa::template Dot<Format::kGroup, kWide>(
                unpacked, n, x.high + m * x.n_cols + first, x.low + m * x.n_cols + first,
                x.scales + (m * x.n_cols + first) / kActivationGroup) +
            Dot(unpacked.bias, sums + m * groups_per_row + first / Format::kGroup,
                n / Format::kGroup);
        if (first == 0) {
          StoreOutput(call, m, row, product);
        } else {
          call.y[m * call.y_stride + row] += product;
        }
      }
    }
  }
}

/// The matrix product in f32: pieces of weight rows are converted to f32 once and multiplied with
/// all activation rows.
CMDAI_ALWAYS_INLINE void MatMulFloat(const MatMul& call) {
  constexpr size_t kPiece = 1024;
  const Activations& x = call.x;
  alignas(64) float weights[kPiece];
  for (size_t row = call.first_row; row < call.last_row; ++row) {
    for (size_t first = 0; first < x.n_cols; first += kPiece) {
      const size_t n = std::min(kPiece, x.n_cols - first);
      tensor::DequantizeRow(call.weights.type, call.weights.Row(row), first, n, weights);
      for (size_t m = 0; m < x.n_rows; ++m) {
        const float product = Dot(weights, x.values + m * x.n_cols + first, n);
        if (first == 0) {
          StoreOutput(call, m, row, product);
        } else {
          call.y[m * call.y_stride + row] += product;
        }
      }
    }
  }
}

/// Calls `Visitor::template Run<Block>(call)` for the block type of quantised weights and
/// `Visitor::RunFloat(call)` for the float types.
template <typename Visitor>
CMDAI_ALWAYS_INLINE void ForWeightType(const MatMul& call) {
  using tensor::DataType;
  switch (call.weights.type) {
    case DataType::kQ4_0:
      return Visitor::template Run<tensor::BlockQ4_0>(call);
    case DataType::kQ4_1:
      return Visitor::template Run<tensor::BlockQ4_1>(call);
    case DataType::kQ5_0:
      return Visitor::template Run<tensor::BlockQ5_0>(call);
    case DataType::kQ5_1:
      return Visitor::template Run<tensor::BlockQ5_1>(call);
    case DataType::kQ8_0:
      return Visitor::template Run<tensor::BlockQ8_0>(call);
    case DataType::kQ4_K:
      return Visitor::template Run<tensor::BlockQ4_K>(call);
    case DataType::kQ5_K:
      return Visitor::template Run<tensor::BlockQ5_K>(call);
    case DataType::kQ6_K:
      return Visitor::template Run<tensor::BlockQ6_K>(call);
    case DataType::kF32:
    case DataType::kF16:
    case DataType::kBF16:
      return Visitor::RunFloat(call);
  }
}

}  // namespace cmdai::engine::kernels::generic
