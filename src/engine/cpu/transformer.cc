#include "engine/cpu/transformer.h"

#include <algorithm>
#include <cmath>

#include "tensor/affine.h"

namespace cmdai::engine::cpu {
namespace {

const tensor::TensorView kNoBias = {};

const float* AsFloats(const tensor::TensorView& view) {
  return reinterpret_cast<const float*>(view.data);
}

/// Work of fewer rows than this isn't worth waking other threads for.
constexpr size_t kMinParallelRows = 4;

}  // namespace

Transformer::Transformer(std::shared_ptr<const model::Model> model,
                         const kernels::KernelSet& kernels, size_t n_threads)
    : model_(std::move(model)),
      config_(model_->config()),
      weights_(model_->weights()),
      kernels_(kernels),
      rope_(config_, weights_.rope_factors),
      pool_(n_threads) {}

KvShape Transformer::kv_shape() const {
  return {.n_layers = config_.n_layers,
          .kv_dim = config_.kv_dim(),
          .element_bytes = kernels::KvElementBytes(kernels_.kv_type)};
}

bool Transformer::Forward(std::span<const BatchRow> rows, const std::function<bool()>& should_stop,
                          Workspace& work) const {
  work.Resize(config_, rows.size(), pool_.n_threads());
  Embed(rows, work);
  for (size_t layer = 0; layer < config_.n_layers; ++layer) {
    if (should_stop && should_stop()) return false;
    const model::LayerWeights& w = weights_.layers[layer];
    Norm(work.x.data(), w.attention_norm, rows.size(), work);
    Multiply(work.quantised.View(work.normed.data()), {{w.query, w.query_bias, work.query.data()},
                                                       {w.key, w.key_bias, work.key.data()},
                                                       {w.value, w.value_bias, work.value.data()}});
    Attention(layer, rows, work);
    Multiply(work.quantised.View(work.attention.data()),
             {{w.attention_output, kNoBias, work.x.data(), /*accumulate=*/true}});
    Norm(work.x.data(), w.ffn_norm, rows.size(), work);
    FeedForward(w, rows.size(), work);
  }
  return true;
}

void Transformer::Embed(std::span<const BatchRow> rows, Workspace& work) const {
  const tensor::TensorView& table = weights_.token_embedding;
  const size_t n_pairs = config_.head_dim / 2;
  for (size_t r = 0; r < rows.size(); ++r) {
    tensor::DequantizeRow(table.type, table.Row(static_cast<size_t>(rows[r].token)), 0,
                          config_.d_model, work.x.data() + r * config_.d_model);
    rope_.Angles(rows[r].position(), work.cosines.data() + r * n_pairs,
                 work.sines.data() + r * n_pairs);
  }
}

/// Rotates queries and keys, stores keys and values, and leaves softmax(Q K^T / sqrt(d)) V of all
/// heads in work.attention, ready for the output projection.
void Transformer::Attention(size_t layer, std::span<const BatchRow> rows, Workspace& work) const {
  const size_t n_pairs = config_.head_dim / 2;
  ForRows(rows.size(), [&](size_t r) {
    const float* const cosines = work.cosines.data() + r * n_pairs;
    const float* const sines = work.sines.data() + r * n_pairs;
    float* const key = work.key.data() + r * config_.kv_dim();
    rope_.Rotate(work.query.data() + r * config_.q_dim(), config_.n_heads, cosines, sines);
    rope_.Rotate(key, config_.n_kv_heads, cosines, sines);
    kernels_.store_kv(key, config_.kv_dim(), rows[r].tail->Key(layer, rows[r].place));
    kernels_.store_kv(work.value.data() + r * config_.kv_dim(), config_.kv_dim(),
                      rows[r].tail->Value(layer, rows[r].place));
  });
  pool_.Run(rows.size() * config_.n_heads, [&](size_t task, size_t thread) {
    const size_t row = task / config_.n_heads;
    const size_t offset = task * config_.head_dim;  // [row, head, 0] of query and attention
    AttendHead(layer, rows[row], task % config_.n_heads, work.query.data() + offset,
               work.threads[thread], work.attention.data() + offset);
  });
  work.quantised.Resize(rows.size(), config_.q_dim(), kernels_.quantises_activations);
  ForRows(rows.size(), [&](size_t r) { work.quantised.Fill(kernels_, work.attention.data(), r); });
}

void Transformer::AttendHead(size_t layer, const BatchRow& row, size_t head, const float* query,
                             Workspace::PerThread& scratch, float* out) const {
  const size_t kv_head = head / (config_.n_heads / config_.n_kv_heads);
  const size_t head_offset = kv_head * config_.head_dim * kernels::KvElementBytes(kernels_.kv_type);
  const size_t n_prefix = row.prefix == nullptr ? 0 : row.prefix->length();
  const size_t n_tail = row.place + 1;
  const float scale = 1.0F / std::sqrt(static_cast<float>(config_.head_dim));

  scratch.scores.resize(n_prefix + n_tail);
  scratch.spans.clear();
  if (n_prefix > 0) row.prefix->AppendKeys(layer, head_offset, n_prefix, scratch.spans);
  row.tail->AppendKeys(layer, head_offset, n_tail, scratch.spans);
  float* scores = scratch.scores.data();
  for (const kernels::KvRows& keys : scratch.spans) {
    kernels_.scores(query, keys, config_.head_dim, scale, scores);
    scores += keys.n_rows;
  }
  kernels_.softmax(scratch.scores.data(), scratch.scores.size());

  scratch.spans.clear();
  if (n_prefix > 0) row.prefix->AppendValues(layer, head_offset, n_prefix, scratch.spans);
  row.tail->AppendValues(layer, head_offset, n_tail, scratch.spans);
  std::fill_n(out, config_.head_dim, 0.0F);
  const float* weights = scratch.scores.data();
  for (const kernels::KvRows& values : scratch.spans) {
    kernels_.accumulate(weights, values, config_.head_dim, out);
    weights += values.n_rows;
  }
}

/// x += down * (silu(gate * h) . (up * h)), where h are the normed rows.
void Transformer::FeedForward(const model::LayerWeights& w, size_t n_rows, Workspace& work) const {
  Multiply(work.quantised.View(work.normed.data()),
           {{w.gate, kNoBias, work.gate.data()}, {w.up, kNoBias, work.up.data()}});
  work.quantised.Resize(n_rows, config_.d_ffn, kernels_.quantises_activations);
  ForRows(n_rows, [&](size_t r) {
    float* const gate = work.gate.data() + r * config_.d_ffn;
    kernels_.silu_multiply(gate, work.up.data() + r * config_.d_ffn, config_.d_ffn, gate);
    work.quantised.Fill(kernels_, work.gate.data(), r);
  });
  Multiply(work.quantised.View(work.gate.data()),
           {{w.down, kNoBias, work.x.data(), /*accumulate=*/true}});
}

void Transformer::Head(std::span<const size_t> rows, std::span<const TokenId> vocabulary,
                       Workspace& work, float* out) const {
  const size_t d = config_.d_model;
  // The rows move to the front: work.x is not needed any more.
  for (size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(work.x.data() + rows[i] * d, d, work.x.data() + i * d);
  }
  Norm(work.x.data(), weights_.output_norm, rows.size(), work);
  const kernels::Activations x = work.quantised.View(work.normed.data());
  if (vocabulary.empty()) return Multiply(x, {{weights_.output, kNoBias, out}});
  pool_.Run(vocabulary.size(), [&](size_t i, size_t) {
    tensor::TensorView row = weights_.output;
    row.data = row.Row(static_cast<size_t>(vocabulary[i]));
    row.n_rows = 1;
    kernels_.matmul(
        {.weights = row, .x = x, .y = out + i, .y_stride = vocabulary.size(), .last_row = 1});
  });
}

void Transformer::Norm(const float* x, const tensor::TensorView& weight, size_t n_rows,
                       Workspace& work) const {
  const size_t d = config_.d_model;
  work.quantised.Resize(n_rows, d, kernels_.quantises_activations);
  ForRows(n_rows, [&](size_t r) {
    kernels_.rms_norm(x + r * d, AsFloats(weight), d, config_.rms_epsilon,
                      work.normed.data() + r * d);
    work.quantised.Fill(kernels_, work.normed.data(), r);
  });
}

template <typename Work>
void Transformer::ForRows(size_t n_rows, const Work& work) const {
  if (n_rows < kMinParallelRows) {
    for (size_t r = 0; r < n_rows; ++r) work(r);
    return;
  }
  pool_.Run(n_rows, [&work](size_t row, size_t) { work(row); });
}

void Transformer::Multiply(const kernels::Activations& x,
                           std::initializer_list<Linear> products) const {
  size_t total_rows = 0;
  for (const Linear& p : products) total_rows += p.weights.n_rows;
  // Enough chunks for a slow thread to be overtaken, few enough to cost nothing.
  const size_t wanted = total_rows / (pool_.n_threads() * 4) + 1;
  const size_t chunk_rows =
      (wanted + kernels_.row_granularity - 1) / kernels_.row_granularity * kernels_.row_granularity;
  const auto chunks_of = [chunk_rows](const Linear& p) {
    return (p.weights.n_rows + chunk_rows - 1) / chunk_rows;
  };
  size_t n_chunks = 0;
  for (const Linear& p : products) n_chunks += chunks_of(p);
  pool_.Run(n_chunks, [&](size_t chunk, size_t) {
    const Linear* p = products.begin();
    for (; chunk >= chunks_of(*p); ++p) chunk -= chunks_of(*p);
    kernels_.matmul({.weights = p->weights,
                     .x = x,
                     .bias = AsFloats(p->bias),
                     .accumulate = p->accumulate,
                     .y = p->y,
                     .y_stride = p->weights.n_rows,
                     .first_row = chunk * chunk_rows,
                     .last_row = std::min((chunk + 1) * chunk_rows, p->weights.n_rows)});
  });
}

}  // namespace cmdai::engine::cpu
