#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>

#include "engine/cpu/kv_cache.h"
#include "engine/cpu/rope.h"
#include "engine/cpu/thread_pool.h"
#include "engine/cpu/workspace.h"
#include "engine/kernels/kernels.h"
#include "engine/language_model.h"
#include "model/model.h"

namespace cmdai::engine::cpu {

/// One token of a pass: where it stands and what it attends to. It sees the whole of `prefix` and
/// the tokens of `tail` up to and including its own place there.
struct BatchRow {
  TokenId token = 0;
  const KvCache* prefix = nullptr;  // null: there is none before the tail
  KvCache* tail = nullptr;          // gets the token's key and value
  size_t place = 0;                 // index in `tail`

  size_t position() const { return (prefix == nullptr ? 0 : prefix->length()) + place; }
};

/// The decoder of Llama and Qwen2 (arXiv 2302.13971, 2407.10671): embedding, then per layer
/// attention and a gated feed-forward part, each behind an RMSNorm and added to the residual
/// stream, then a norm and the output head. Immutable; Forward may be called by several threads,
/// each with its own workspace and caches.
class Transformer {
 public:
  Transformer(std::shared_ptr<const model::Model> model, const kernels::KernelSet& kernels,
              size_t n_threads);

  /// Runs the rows through all layers and leaves the residual stream in work.x: [n_rows, d_model].
  /// The rows' caches have been resized to hold them. False when `should_stop` (may be empty),
  /// which is looked at before each layer, gave true.
  bool Forward(std::span<const BatchRow> rows, const std::function<bool()>& should_stop,
               Workspace& work) const;

  /// Logits of the given rows of work.x (indices, ascending), into out: [rows, vocabulary size].
  /// `vocabulary` empty: all tokens.
  void Head(std::span<const size_t> rows, std::span<const TokenId> vocabulary, Workspace& work,
            float* out) const;

  const model::Model& model() const { return *model_; }
  const kernels::KernelSet& kernels() const { return kernels_; }
  KvShape kv_shape() const;

 private:
  /// y = weights * x + bias, or y += weights * x, for rows of activations.
  struct Linear {
    const tensor::TensorView& weights;
    const tensor::TensorView& bias;
    float* y = nullptr;  // [n_rows, weights.n_rows]
    bool accumulate = false;
  };

  void Embed(std::span<const BatchRow> rows, Workspace& work) const;
  void Attention(size_t layer, std::span<const BatchRow> rows, Workspace& work) const;
  void AttendHead(size_t layer, const BatchRow& row, size_t head, const float* query,
                  Workspace::PerThread& scratch, float* out) const;
  void FeedForward(const model::LayerWeights& w, size_t n_rows, Workspace& work) const;

  /// work.quantised = RMSNorm(x) * weight.
  void Norm(const float* x, const tensor::TensorView& weight, size_t n_rows, Workspace& work) const;
  /// Calls `work(row)` for all rows; on all threads where there are enough of them.
  template <typename Work>
  void ForRows(size_t n_rows, const Work& work) const;
  /// Several products of the same activations in one parallel run.
  void Multiply(const kernels::Activations& x, std::initializer_list<Linear> products) const;

  std::shared_ptr<const model::Model> model_;
  const model::ModelConfig& config_;
  const model::ModelWeights& weights_;
  const kernels::KernelSet& kernels_;
  Rope rope_;
  mutable ThreadPool pool_;
};

}  // namespace cmdai::engine::cpu
