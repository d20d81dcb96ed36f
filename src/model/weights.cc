#include "model/weights.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_set>

namespace cmdai::model {
namespace {

using tensor::TensorView;

class WeightReader {
 public:
  explicit WeightReader(const gguf::File& file) : file_(file) {}

  bool Has(std::string_view name) const { return file_.FindTensor(name) != nullptr; }

  Result<TensorView> Matrix(const std::string& name, size_t n_rows, size_t n_cols) {
    const gguf::TensorInfo* const info = file_.FindTensor(name);
    if (info == nullptr) {
      return Fail(ErrorCode::kCorrupt, "[model] {}: the tensor '{}' is missing", file_.name(),
                  name);
    }
    if (info->shape[0] != n_cols || info->shape[1] != n_rows || info->shape[2] != 1 ||
        info->shape[3] != 1) {
      return Fail(ErrorCode::kCorrupt,
                  "[model] {}: tensor '{}' has the shape [{}, {}, {}, {}], "
                  "expected [{}, {}, 1, 1]",
                  file_.name(), name, info->shape[0], info->shape[1], info->shape[2],
                  info->shape[3], n_cols, n_rows);
    }
    used_.insert(info->name);
    return TensorView{.type = info->type,
                      .n_rows = n_rows,
                      .n_cols = n_cols,
                      .row_bytes = tensor::RowBytes(info->type, n_cols),
                      .data = info->data.data()};
  }

  /// Norms, biases and rope factors: used as f32 in place, so they have to be f32 and aligned.
  Result<TensorView> Vector(const std::string& name, size_t n) {
    CMDAI_ASSIGN(const TensorView view, Matrix(name, 1, n));
    if (view.type != tensor::DataType::kF32) {
      return Fail(ErrorCode::kUnsupported, "[model] {}: tensor '{}' is {}, expected F32",
                  file_.name(), name, tensor::GetDataTypeInfo(view.type).name);
    }
    if (reinterpret_cast<uintptr_t>(view.data) % alignof(float) != 0) {
      return Fail(ErrorCode::kCorrupt, "[model] {}: tensor '{}' is not aligned to {} bytes",
                  file_.name(), name, alignof(float));
    }
    return view;
  }

  Result<TensorView> OptionalVector(const std::string& name, size_t n) {
    if (!Has(name)) return TensorView{};
    return Vector(name, n);
  }

  /// A tensor that nobody asked for would change the result if it were left out in silence.
  Result<void> CheckAllUsed() const {
    for (const gguf::TensorInfo& info : file_.tensors()) {
      if (used_.count(info.name) != 0) continue;
      return Fail(ErrorCode::kUnsupported,
                  "[model] {}: the tensor '{}' has no place in this architecture", file_.name(),
                  info.name);
    }
    return {};
  }

 private:
  const gguf::File& file_;
  std::unordered_set<std::string_view> used_;
};

Result<LayerWeights> ReadLayer(WeightReader& reader, const ModelConfig& config, size_t layer) {
  const auto name = [layer](const char* part) { return fmt::format("blk.{}.{}", layer, part); };
  const size_t d = config.d_model;
  LayerWeights w;
  CMDAI_ASSIGN(w.attention_norm, reader.Vector(name("attn_norm.weight"), d));
  CMDAI_ASSIGN(w.query, reader.Matrix(name("attn_q.weight"), config.q_dim(), d));
  CMDAI_ASSIGN(w.key, reader.Matrix(name("attn_k.weight"), config.kv_dim(), d));
  CMDAI_ASSIGN(w.value, reader.Matrix(name("attn_v.weight"), config.kv_dim(), d));
  // Qwen2 has these biases, some models of the llama architecture do: all three or none.
  if (config.architecture == Architecture::kQwen2 || reader.Has(name("attn_q.bias"))) {
    CMDAI_ASSIGN(w.query_bias, reader.Vector(name("attn_q.bias"), config.q_dim()));
    CMDAI_ASSIGN(w.key_bias, reader.Vector(name("attn_k.bias"), config.kv_dim()));
    CMDAI_ASSIGN(w.value_bias, reader.Vector(name("attn_v.bias"), config.kv_dim()));
  }
  CMDAI_ASSIGN(w.attention_output, reader.Matrix(name("attn_output.weight"), d, config.q_dim()));
  CMDAI_ASSIGN(w.ffn_norm, reader.Vector(name("ffn_norm.weight"), d));
  CMDAI_ASSIGN(w.gate, reader.Matrix(name("ffn_gate.weight"), config.d_ffn, d));
  CMDAI_ASSIGN(w.up, reader.Matrix(name("ffn_up.weight"), config.d_ffn, d));
  CMDAI_ASSIGN(w.down, reader.Matrix(name("ffn_down.weight"), d, config.d_ffn));
  return w;
}

}  // namespace

Result<ModelWeights> ReadWeights(const gguf::File& file, ModelConfig& config) {
  WeightReader reader(file);
  const gguf::TensorInfo* const embedding = file.FindTensor("token_embd.weight");
  config.n_vocab = embedding == nullptr ? 0 : static_cast<size_t>(embedding->shape[1]);
  ModelWeights weights;
  CMDAI_ASSIGN(weights.token_embedding,
               reader.Matrix("token_embd.weight", config.n_vocab, config.d_model));
  for (size_t layer = 0; layer < config.n_layers; ++layer) {
    CMDAI_ASSIGN(LayerWeights layer_weights, ReadLayer(reader, config, layer));
    weights.layers.push_back(layer_weights);
  }
  CMDAI_ASSIGN(weights.output_norm, reader.Vector("output_norm.weight", config.d_model));
  weights.output = weights.token_embedding;
  if (reader.Has("output.weight")) {
    CMDAI_ASSIGN(weights.output, reader.Matrix("output.weight", config.n_vocab, config.d_model));
  }
  CMDAI_ASSIGN(weights.rope_factors,
               reader.OptionalVector("rope_freqs.weight", config.head_dim / 2));
  CMDAI_TRY(reader.CheckAllUsed());
  return weights;
}

}  // namespace cmdai::model
