#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tensor/tensor_view.h"

/// The arithmetic of a transformer on CPU, one set of functions per instruction set. A set is
/// picked once, at run time; the code around it is built for the oldest CPU that we support.
namespace cmdai::engine::kernels {

/// How a set stores keys and values in the cache.
enum class KvType { kF16, kF32 };

/// Activations share one scale per group of this many columns when they are quantised.
inline constexpr size_t kActivationGroup = 32;
/// Sums of quantised activations are kept for groups of this many columns (Q6_K needs them).
inline constexpr size_t kSumGroup = 16;

/// What the high byte of a quantised activation counts.
inline constexpr int kHighStep = 128;

/// Rows of activations, as f32 and, for sets that multiply integers, also as 15-bit integers in two
/// signed bytes: x[m, k] ~ scales[m, k / 32] * (128 * high[m, k] + low[m, k]). One byte alone would
/// double the error that the quantised weights make; the second costs a second dot product per
/// weight, but no memory traffic.
struct Activations {
  size_t n_rows = 0;
  size_t n_cols = 0;
  const float* values = nullptr;  // [n_rows, n_cols]
  const int8_t* high = nullptr;   // [n_rows, n_cols], in -127..127
  const int8_t* low = nullptr;    // [n_rows, n_cols], in -64..63
  const float* scales = nullptr;  // [n_rows, n_cols / 32]
  const float* sums32 = nullptr;  // [n_rows, n_cols / 32], the sum of the group
  const float* sums16 = nullptr;  // [n_rows, n_cols / 16], the same for groups of 16
};

/// One row of the quantised form, to be written.
struct QuantisedRow {
  int8_t* high = nullptr;
  int8_t* low = nullptr;
  float* scales = nullptr;
  float* sums32 = nullptr;
  float* sums16 = nullptr;
};

/// One call of a matrix product: y[m, r] = (accumulate ? y[m, r] : 0) + bias[r]
///                                        + sum over k of weights[r, k] * x[m, k]
/// for all m and for the weight rows r in [first_row, last_row). Calls with disjoint ranges may
/// run in parallel; the result of a row does not depend on how the range is cut, as long as it is
/// cut at multiples of the set's row_granularity.
struct MatMul {
  tensor::TensorView weights = {};  // [n_out, n_in], in its GGUF form
  Activations x = {};               // [n, n_in]
  const float* bias = nullptr;      // [n_out] or none
  bool accumulate = false;
  float* y = nullptr;  // [n, y_stride] f32
  size_t y_stride = 0;
  size_t first_row = 0;
  size_t last_row = 0;
};

/// A position range of the keys or values of one head: row t lies at `data + t * stride_bytes` and
/// holds head_dim elements of the set's KvType.
struct KvRows {
  const std::byte* data = nullptr;
  size_t stride_bytes = 0;
  size_t n_rows = 0;
};

/// The functions of one instruction set. All are thread-safe and allocate nothing.
struct KernelSet {
  std::string_view name;
  KvType kv_type = KvType::kF16;
  bool quantises_activations = true;
  /// Ranges of weight rows should begin at multiples of this.
  size_t row_granularity = 1;

  /// Quantises one row of n columns (a multiple of 32).
  void (*quantise)(const float* x, size_t n, const QuantisedRow& out) = nullptr;
  void (*matmul)(const MatMul& call) = nullptr;

  /// y[i] = x[i] / sqrt(mean(x^2) + epsilon) * weight[i]
  void (*rms_norm)(const float* x, const float* weight, size_t n, float epsilon,
                   float* y) = nullptr;
  /// out[i] = gate[i] / (1 + exp(-gate[i])) * up[i]
  void (*silu_multiply)(const float* gate, const float* up, size_t n, float* out) = nullptr;
  /// x = exp(x - max(x)) / sum, in place; n > 0
  void (*softmax)(float* x, size_t n) = nullptr;

  /// Stores n f32 values as elements of the cache.
  void (*store_kv)(const float* x, size_t n, std::byte* out) = nullptr;
  /// scores[t] = scale * dot(query, keys[t]); query is [head_dim] f32
  void (*scores)(const float* query, const KvRows& keys, size_t head_dim, float scale,
                 float* scores) = nullptr;
  /// out += sum over t of weights[t] * values[t]; out is [head_dim] f32
  void (*accumulate)(const float* weights, const KvRows& values, size_t head_dim,
                     float* out) = nullptr;
};

/// Bytes of one element of the cache.
constexpr size_t KvElementBytes(KvType type) { return type == KvType::kF16 ? 2 : 4; }

/// The sets that this build contains and this CPU can run, best first. Never empty: the reference
/// set is always the last.
std::vector<const KernelSet*> AvailableKernels();

/// The best set, or the one called `forced` ("reference", "avx2", "avx512", "neon") if that is not
/// empty. A set that the CPU or the build lacks and an unknown name are errors that list what can
/// be chosen (kInvalidArgument).
Result<const KernelSet*> SelectKernels(std::string_view forced);

}  // namespace cmdai::engine::kernels
