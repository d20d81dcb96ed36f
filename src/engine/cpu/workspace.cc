#include "engine/cpu/workspace.h"

namespace cmdai::engine::cpu {

void QuantisedRows::Resize(size_t n_rows, size_t n_cols, bool quantised) {
  n_rows_ = n_rows;
  n_cols_ = n_cols;
  // Rows that are no multiple of a group meet float weights only, which need no quantisation.
  quantised_ = quantised && n_cols % kernels::kActivationGroup == 0;
  if (!quantised_) return;
  high_.resize(n_rows * n_cols);
  low_.resize(n_rows * n_cols);
  scales_.resize(n_rows * n_cols / kernels::kActivationGroup);
  sums32_.resize(scales_.size());
  sums16_.resize(n_rows * n_cols / kernels::kSumGroup);
}

void QuantisedRows::Fill(const kernels::KernelSet& set, const float* values, size_t row) {
  if (!quantised_) return;
  const size_t first = row * n_cols_;
  const size_t group = first / kernels::kActivationGroup;
  set.quantise(values + first, n_cols_,
               {.high = high_.data() + first,
                .low = low_.data() + first,
                .scales = scales_.data() + group,
                .sums32 = sums32_.data() + group,
                .sums16 = sums16_.data() + first / kernels::kSumGroup});
}

kernels::Activations QuantisedRows::View(const float* values) const {
  kernels::Activations view = {.n_rows = n_rows_, .n_cols = n_cols_, .values = values};
  if (quantised_) {
    view.high = high_.data();
    view.low = low_.data();
    view.scales = scales_.data();
    view.sums32 = sums32_.data();
    view.sums16 = sums16_.data();
  }
  return view;
}

void Workspace::Resize(const model::ModelConfig& config, size_t n_rows, size_t n_threads) {
  x.resize(n_rows * config.d_model);
  normed.resize(n_rows * config.d_model);
  query.resize(n_rows * config.q_dim());
  key.resize(n_rows * config.kv_dim());
  value.resize(n_rows * config.kv_dim());
  attention.resize(n_rows * config.q_dim());
  gate.resize(n_rows * config.d_ffn);
  up.resize(n_rows * config.d_ffn);
  cosines.resize(n_rows * config.head_dim / 2);
  sines.resize(n_rows * config.head_dim / 2);
  threads.resize(n_threads);
}

}  // namespace cmdai::engine::cpu
