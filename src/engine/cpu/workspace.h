#pragma once

#include <cstddef>
#include <vector>

#include "engine/kernels/kernels.h"
#include "model/config.h"

namespace cmdai::engine::cpu {

/// Activations in the form that the kernels want: quantised where the set quantises.
class QuantisedRows {
 public:
  /// Makes room for n_rows rows of n_cols columns.
  void Resize(size_t n_rows, size_t n_cols, bool quantised);

  /// Quantises row `row` of `values`, [n_rows, n_cols] f32. May run for several rows in parallel.
  void Fill(const kernels::KernelSet& set, const float* values, size_t row);

  /// A view of rows that were filled from `values`.
  kernels::Activations View(const float* values) const;

 private:
  size_t n_rows_ = 0;
  size_t n_cols_ = 0;
  bool quantised_ = false;
  std::vector<int8_t> high_;   // [n_rows, n_cols]
  std::vector<int8_t> low_;    // [n_rows, n_cols]
  std::vector<float> scales_;  // [n_rows, n_cols / 32]
  std::vector<float> sums32_;  // [n_rows, n_cols / 32]
  std::vector<float> sums16_;  // [n_rows, n_cols / 16]
};

/// The buffers of one pass of up to n_rows tokens, reused from layer to layer.
struct Workspace {
  void Resize(const model::ModelConfig& config, size_t n_rows, size_t n_threads);

  std::vector<float> x;          // [n_rows, d_model]    the residual stream
  std::vector<float> normed;     // [n_rows, d_model]    after RMSNorm
  std::vector<float> query;      // [n_rows, n_heads, head_dim]
  std::vector<float> key;        // [n_rows, n_kv_heads, head_dim]
  std::vector<float> value;      // [n_rows, n_kv_heads, head_dim]
  std::vector<float> attention;  // [n_rows, n_heads, head_dim]
  std::vector<float> gate;       // [n_rows, d_ffn]
  std::vector<float> up;         // [n_rows, d_ffn]
  std::vector<float> cosines;    // [n_rows, head_dim / 2]
  std::vector<float> sines;      // [n_rows, head_dim / 2]
  QuantisedRows quantised;       // of whatever is multiplied next

  /// Of one thread: attention scores over the positions, and where keys and values lie.
  struct PerThread {
    std::vector<float> scores;           // [n_positions]
    std::vector<kernels::KvRows> spans;  // pieces of the cache
  };
  std::vector<PerThread> threads;  // [n_threads]
};

}  // namespace cmdai::engine::cpu
