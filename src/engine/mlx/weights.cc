#include "engine/mlx/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cmdai::engine::mlx {
namespace {

struct Names {
  const char* token_embedding;
  const char* output_norm;
  const char* output;
  const char* rope_factors;
  const char* layer;  // with {} for its number
  const char* attention_norm;
  const char* query;
  const char* key;
  const char* value;
  const char* attention_output;
  const char* ffn_norm;
  const char* gate;
  const char* up;
  const char* down;
};

constexpr Names kGgufNames = {"token_embd", "output_norm", "output", "rope_freqs", "blk.{}.",
                              "attn_norm",  "attn_q",      "attn_k", "attn_v",     "attn_output",
                              "ffn_norm",   "ffn_gate",    "ffn_up", "ffn_down"};
constexpr Names kTransformersNames = {"model.embed_tokens",
                                      "model.norm",
                                      "lm_head",
                                      "rope_freqs",
                                      "model.layers.{}.",
                                      "input_layernorm",
                                      "self_attn.q_proj",
                                      "self_attn.k_proj",
                                      "self_attn.v_proj",
                                      "self_attn.o_proj",
                                      "post_attention_layernorm",
                                      "mlp.gate_proj",
                                      "mlp.up_proj",
                                      "mlp.down_proj"};

class WeightReader {
 public:
  WeightReader(std::span<const ArrayFile> files, mx::Dtype compute_type)
      : files_(files), compute_type_(compute_type) {}

  bool Has(const std::string& name) const { return FileWith(name) != nullptr; }

  Result<mx::array> Vector(const std::string& name, size_t n) {
    return Numbers(name + ".weight", {n});
  }

  Result<Linear> Matrix(const std::string& name, size_t n_rows, size_t n_cols) {
    Result<Linear> linear =
        Has(name + ".scales") ? Quantised(name, n_rows, n_cols) : Plain(name, n_rows, n_cols);
    if (linear && Has(name + ".bias")) {
      CMDAI_ASSIGN(linear->offset, Numbers(name + ".bias", {n_rows}));
    }
    return linear;
  }

  /// An array that nobody asked for would change the result if it were left out in silence. Fills
  /// and tables of angles would not; `ignored` is one more.
  Result<void> CheckAllUsed(const std::string& ignored) const {
    for (const ArrayFile& file : files_) {
      for (const auto& [name, info] : file.table().arrays()) {
        const bool is_harmless = name.rfind("fill.", 0) == 0 ||
                                 name.ends_with("rotary_emb.inv_freq") ||
                                 name.rfind(ignored + '.', 0) == 0;
        if (is_harmless || used_.contains(name)) continue;
        return Fail(ErrorCode::kUnsupported,
                    "[mlx] {}: the array '{}' has no place in this architecture",
                    file.table().name(), name);
      }
    }
    return {};
  }

 private:
  const ArrayFile* FileWith(const std::string& name) const {
    const auto has = [&name](const ArrayFile& file) { return file.Has(name); };
    const auto found = std::find_if(files_.begin(), files_.end(), has);
    return found == files_.end() ? nullptr : &*found;
  }

  Result<mx::array> Array(const std::string& name, ElementKind kind,
                          const std::vector<size_t>& shape) {
    const ArrayFile* const file = FileWith(name);
    used_.insert(name);
    return (file == nullptr ? files_.front() : *file).Get(name, kind, shape);
  }

  Result<Linear> Plain(const std::string& name, size_t n_rows, size_t n_cols) {
    CMDAI_ASSIGN(mx::array weight, Numbers(name + ".weight", {n_rows, n_cols}));
    return Linear{.weight = std::move(weight)};
  }

  /// Numbers in a type that the device computes well in: MLX's CPU device knows f32 only.
  Result<mx::array> Numbers(const std::string& name, const std::vector<size_t>& shape) {
    CMDAI_ASSIGN(mx::array numbers, Array(name, ElementKind::kNumbers, shape));
    return compute_type_ == mx::float32 ? mx::astype(numbers, mx::float32) : numbers;
  }

  /// Bits and group follow from the shapes.
  Result<Linear> Quantised(const std::string& name, size_t n_rows, size_t n_cols) {
    const auto columns = [&](const char* part) -> size_t {
      const ArrayFile* const file = FileWith(name + part);
      if (file == nullptr) return 0;
      const std::vector<size_t>& shape = file->table().Find(name + part)->shape;
      return shape.empty() ? 0 : shape.back();
    };
    const size_t n_packed = columns(".weight");
    const size_t n_groups = columns(".scales");
    const size_t bits = n_packed * 32 / n_cols;
    const size_t group = n_groups == 0 ? 0 : n_cols / n_groups;
    const bool is_affine =
        (bits == 2 || bits == 3 || bits == 4 || bits == 5 || bits == 6 || bits == 8) &&
        (group == 32 || group == 64 || group == 128) && n_cols % group == 0 &&
        Has(name + ".biases");
    if (!is_affine) {
      return Fail(ErrorCode::kUnsupported,
                  "[mlx] {}: '{}' is quantised in another way than MLX's affine groups of 32, 64 "
                  "or 128 with 2, 3, 4, 5, 6 or 8 bits",
                  FileWith(name + ".scales")->table().name(), name);
    }
    CMDAI_ASSIGN(mx::array weight,
                 Array(name + ".weight", ElementKind::kPacked, {n_rows, n_cols * bits / 32}));
    CMDAI_ASSIGN(mx::array scales, Numbers(name + ".scales", {n_rows, n_cols / group}));
    CMDAI_ASSIGN(mx::array biases, Numbers(name + ".biases", {n_rows, n_cols / group}));
    return Linear{.weight = std::move(weight),
                  .scales = std::move(scales),
                  .biases = std::move(biases),
                  .group = static_cast<int>(group),
                  .bits = static_cast<int>(bits)};
  }

  std::span<const ArrayFile> files_;
  mx::Dtype compute_type_;
  std::set<std::string> used_;
};

Result<LayerWeights> ReadLayer(WeightReader& reader, const Names& names,
                               const model::ModelConfig& config, size_t layer) {
  const std::string prefix = fmt::format(fmt::runtime(names.layer), layer);
  const auto vector = [&](const char* name) {
    return reader.Vector(prefix + name, config.d_model);
  };
  const auto matrix = [&](const char* name, size_t n_rows, size_t n_cols) {
    return reader.Matrix(prefix + name, n_rows, n_cols);
  };
  const size_t d = config.d_model;
  CMDAI_ASSIGN(mx::array attention_norm, vector(names.attention_norm));
  CMDAI_ASSIGN(Linear query, matrix(names.query, config.q_dim(), d));
  CMDAI_ASSIGN(Linear key, matrix(names.key, config.kv_dim(), d));
  CMDAI_ASSIGN(Linear value, matrix(names.value, config.kv_dim(), d));
  CMDAI_ASSIGN(Linear attention_output, matrix(names.attention_output, d, config.q_dim()));
  CMDAI_ASSIGN(mx::array ffn_norm, vector(names.ffn_norm));
  CMDAI_ASSIGN(Linear gate, matrix(names.gate, config.d_ffn, d));
  CMDAI_ASSIGN(Linear up, matrix(names.up, config.d_ffn, d));
  CMDAI_ASSIGN(Linear down, matrix(names.down, d, config.d_ffn));
  return LayerWeights{.attention_norm = std::move(attention_norm),
                      .query = std::move(query),
                      .key = std::move(key),
                      .value = std::move(value),
                      .attention_output = std::move(attention_output),
                      .ffn_norm = std::move(ffn_norm),
                      .gate = std::move(gate),
                      .up = std::move(up),
                      .down = std::move(down)};
}

/// base^(2i / head_dim), times the factors of Llama 3's scaling where the model has some.
Result<std::optional<mx::array>> RopePeriods(WeightReader& reader, const Names& names,
                                             const model::ModelConfig& config) {
  const size_t n_pairs = config.head_dim / 2;
  std::optional<mx::array> factors;
  if (!config.rope.factors.empty()) {
    factors = mx::array(config.rope.factors.data(), mx::Shape{static_cast<int>(n_pairs)});
  } else if (reader.Has(std::string(names.rope_factors) + ".weight")) {
    CMDAI_ASSIGN(factors, reader.Vector(names.rope_factors, n_pairs));
  }
  if (!factors) return factors;
  const mx::array exponents =
      mx::arange(0, static_cast<int>(n_pairs)) / static_cast<float>(n_pairs);
  return std::optional(mx::power(mx::array(config.rope.base), exponents) * *factors);
}

}  // namespace

mx::array Linear::operator()(const mx::array& x) const {
  const mx::array input = mx::astype(x, type());
  const mx::array product =
      scales ? mx::quantized_matmul(input, weight, *scales, biases, /*transpose=*/true, group, bits)
             : mx::matmul(input, mx::transpose(weight));
  return offset ? product + mx::astype(*offset, product.dtype()) : product;
}

mx::array Linear::Rows(const mx::array& ids) const {
  const mx::array rows = mx::take(weight, ids, 0);
  if (!scales) return rows;
  return mx::dequantize(rows, mx::take(*scales, ids, 0), mx::take(*biases, ids, 0), group, bits);
}

Linear Linear::OfRows(const mx::array& ids) const {
  const auto rows = [&ids](const std::optional<mx::array>& x) {
    return x ? std::optional(mx::take(*x, ids, 0)) : std::nullopt;
  };
  return {.weight = mx::take(weight, ids, 0),
          .scales = rows(scales),
          .biases = rows(biases),
          .offset = rows(offset),
          .group = group,
          .bits = bits};
}

std::vector<mx::array> Weights::All() const {
  std::vector<mx::array> all;
  const auto add = [&all](const Linear& linear) {
    all.push_back(linear.weight);
    for (const auto* part : {&linear.scales, &linear.biases, &linear.offset}) {
      if (*part) all.push_back(**part);
    }
  };
  add(token_embedding);
  for (const LayerWeights& w : layers) {
    all.push_back(w.attention_norm);
    all.push_back(w.ffn_norm);
    for (const Linear* linear :
         {&w.query, &w.key, &w.value, &w.attention_output, &w.gate, &w.up, &w.down}) {
      add(*linear);
    }
  }
  all.push_back(output_norm);
  add(output);
  if (rope_periods) all.push_back(*rope_periods);
  return all;
}

Result<Weights> ReadWeights(std::span<const ArrayFile> files, Naming naming,
                            const model::ModelConfig& config, mx::Dtype compute_type) {
  const Names& names = naming == Naming::kGguf ? kGgufNames : kTransformersNames;
  WeightReader reader(files, compute_type);
  CMDAI_ASSIGN(Linear token_embedding,
               reader.Matrix(names.token_embedding, config.n_vocab, config.d_model));
  std::vector<LayerWeights> layers;
  for (size_t layer = 0; layer < config.n_layers; ++layer) {
    CMDAI_ASSIGN(LayerWeights weights, ReadLayer(reader, names, config, layer));
    layers.push_back(std::move(weights));
  }
  CMDAI_ASSIGN(mx::array output_norm, reader.Vector(names.output_norm, config.d_model));
  Linear output = token_embedding;
  const bool is_tied =
      config.has_tied_output.value_or(!reader.Has(std::string(names.output) + ".weight"));
  if (!is_tied) {
    CMDAI_ASSIGN(output, reader.Matrix(names.output, config.n_vocab, config.d_model));
  }
  CMDAI_ASSIGN(std::optional<mx::array> rope_periods, RopePeriods(reader, names, config));
  CMDAI_TRY(reader.CheckAllUsed(names.output));
  return Weights{.token_embedding = std::move(token_embedding),
                 .layers = std::move(layers),
                 .output_norm = std::move(output_norm),
                 .output = std::move(output),
                 .rope_periods = std::move(rope_periods)};
}

}  // namespace cmdai::engine::mlx
