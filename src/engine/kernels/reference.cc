#include <cstring>

#include "engine/kernels/generic.h"
#include "engine/kernels/sets.h"

namespace cmdai::engine::kernels {
namespace {

void RmsNorm(const float* x, const float* weight, size_t n, float epsilon, float* y) {
  generic::RmsNorm(x, weight, n, epsilon, y);
}

void SiluMultiply(const float* gate, const float* up, size_t n, float* out) {
  for (size_t i = 0; i < n; ++i) out[i] = gate[i] / (1.0F + std::exp(-gate[i])) * up[i];
}

void Softmax(float* x, size_t n) {
  const float maximum = *std::max_element(x, x + n);
  double sum = 0.0;
  for (size_t i = 0; i < n; ++i) {
    x[i] = std::exp(x[i] - maximum);
    sum += static_cast<double>(x[i]);
  }
  for (size_t i = 0; i < n; ++i) x[i] = static_cast<float>(static_cast<double>(x[i]) / sum);
}

void StoreKv(const float* x, size_t n, std::byte* out) { std::memcpy(out, x, n * sizeof(float)); }

const float* KvRow(const KvRows& rows, size_t t) {
  return reinterpret_cast<const float*>(rows.data + t * rows.stride_bytes);
}

void Scores(const float* query, const KvRows& keys, size_t head_dim, float scale, float* scores) {
  for (size_t t = 0; t < keys.n_rows; ++t) {
    scores[t] = scale * generic::Dot(query, KvRow(keys, t), head_dim);
  }
}

void Accumulate(const float* weights, const KvRows& values, size_t head_dim, float* out) {
  for (size_t t = 0; t < values.n_rows; ++t) {
    const float* const value = KvRow(values, t);
    for (size_t i = 0; i < head_dim; ++i) out[i] += weights[t] * value[i];
  }
}

void MatMulReference(const MatMul& call) { generic::MatMulFloat(call); }

}  // namespace

const KernelSet kReferenceKernels = {
    .name = "reference",
    .kv_type = KvType::kF32,
    .quantises_activations = false,
    .row_granularity = 1,
    .quantise = nullptr,
    .matmul = MatMulReference,
    .rms_norm = RmsNorm,
    .silu_multiply = SiluMultiply,
    .softmax = Softmax,
    .store_kv = StoreKv,
    .scores = Scores,
    .accumulate = Accumulate,
};

}  // namespace cmdai::engine::kernels
