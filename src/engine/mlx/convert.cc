#include "engine/mlx/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "engine/mlx/packed_matrix.h"
#include "tensor/affine.h"

namespace cmdai::engine::mlx {
namespace {

using model::ElementType;
using model::NamedArray;
using tensor::DataType;
using tensor::TensorView;

constexpr size_t kGroup = 32;  // in all of MLX's forms that are used here

/// The bits of MLX's form of a data type; 0: plain.
size_t PackedBits(DataType type) {
  switch (type) {
    case DataType::kF32:
    case DataType::kF16:
    case DataType::kBF16:
      return 0;
    case DataType::kQ4_0:
    case DataType::kQ4_1:
    case DataType::kQ4_K:
      return 4;
    case DataType::kQ5_0:
    case DataType::kQ5_1:
    case DataType::kQ5_K:
      return 5;
    case DataType::kQ8_0:
    case DataType::kQ6_K:
      return 8;
  }
  return 0;
}

/// A tensor of the model and the name of its arrays.
struct Source {
  std::string name = {};
  const TensorView* view = nullptr;
  bool is_vector = false;

  std::string WeightName() const {
    const bool has_part = name.ends_with(".bias");
    return has_part ? name : name + ".weight";
  }
};

std::vector<Source> SourcesOf(const model::ModelWeights& weights) {
  std::vector<Source> sources;
  const auto add = [&sources](std::string name, const TensorView& view, bool is_vector = false) {
    if (!view.empty()) sources.push_back({std::move(name), &view, is_vector});
  };
  add("token_embd", weights.token_embedding);
  for (size_t layer = 0; layer < weights.layers.size(); ++layer) {
    const model::LayerWeights& w = weights.layers[layer];
    const auto name = [layer](const char* part) { return fmt::format("blk.{}.{}", layer, part); };
    add(name("attn_norm"), w.attention_norm, true);
    add(name("attn_q"), w.query);
    add(name("attn_k"), w.key);
    add(name("attn_v"), w.value);
    add(name("attn_q.bias"), w.query_bias, true);
    add(name("attn_k.bias"), w.key_bias, true);
    add(name("attn_v.bias"), w.value_bias, true);
    add(name("attn_output"), w.attention_output);
    add(name("ffn_norm"), w.ffn_norm, true);
    add(name("ffn_gate"), w.gate);
    add(name("ffn_up"), w.up);
    add(name("ffn_down"), w.down);
  }
  add("output_norm", weights.output_norm, true);
  if (weights.output.data != weights.token_embedding.data) add("output", weights.output);
  add("rope_freqs", weights.rope_factors, true);
  return sources;
}

/// How a plain matrix is stored.
ElementType PlainType(DataType type, Precision precision) {
  if (precision == Precision::kSingle) return ElementType::kF32;
  return type == DataType::kBF16 ? ElementType::kBF16 : ElementType::kF16;
}

std::vector<NamedArray> ArraysOf(const std::vector<Source>& sources, Precision precision) {
  const ElementType scale_type =
      precision == Precision::kSingle ? ElementType::kF32 : ElementType::kF16;
  std::vector<NamedArray> arrays;
  for (const Source& source : sources) {
    const TensorView& view = *source.view;
    const size_t bits = PackedBits(view.type);
    if (source.is_vector) {
      arrays.push_back({source.WeightName(), ElementType::kF32, {view.n_cols}});
    } else if (bits == 0) {
      arrays.push_back(
          {source.WeightName(), PlainType(view.type, precision), {view.n_rows, view.n_cols}});
    } else {
      arrays.push_back(
          {source.WeightName(), ElementType::kU32, {view.n_rows, view.n_cols * bits / 32}});
      for (const char* part : {".scales", ".biases"}) {
        arrays.push_back({source.name + part, scale_type, {view.n_rows, view.n_cols / kGroup}});
      }
    }
  }
  return arrays;
}

template <typename Block>
void AddBlocks(const std::byte* row, size_t n_cols, PackedMatrix& matrix) {
  constexpr size_t kGroups = Block::kElements / tensor::Affine<Block>::kGroup;
  for (size_t b = 0; b < n_cols / Block::kElements; ++b) {
    Block block;
    std::memcpy(&block, row + b * sizeof(Block), sizeof(Block));
    uint8_t q[Block::kElements];
    float scale[kGroups];
    float bias[kGroups];
    tensor::Affine<Block>::Unpack(block, q, scale, bias);
    matrix.AddQuants(q, Block::kElements);
    for (size_t g = 0; g < kGroups; ++g) matrix.AddGroup(scale[g], bias[g]);
  }
}

/// Rounds each group of a row to 8 bits between its smallest and its largest value.
void AddRounded(std::span<const float> row, PackedMatrix& matrix) {
  for (size_t begin = 0; begin < row.size(); begin += kGroup) {
    const std::span<const float> values = row.subspan(begin, kGroup);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float bias = matrix.Stored(*low);
    const float scale = matrix.Stored((*high - bias) / 255.0F);
    uint8_t q[kGroup];
    std::transform(values.begin(), values.end(), q, [scale, bias](float value) {
      const float steps = scale == 0.0F ? 0.0F : std::round((value - bias) / scale);
      return static_cast<uint8_t>(std::clamp(steps, 0.0F, 255.0F));
    });
    matrix.AddQuants(q, kGroup);
    matrix.AddGroup(scale, bias);
  }
}

void AddRow(const TensorView& view, size_t row, PackedMatrix& matrix) {
  const std::byte* const data = view.Row(row);
  switch (view.type) {
    case DataType::kQ4_0:
      return AddBlocks<tensor::BlockQ4_0>(data, view.n_cols, matrix);
    case DataType::kQ4_1:
      return AddBlocks<tensor::BlockQ4_1>(data, view.n_cols, matrix);
    case DataType::kQ5_0:
      return AddBlocks<tensor::BlockQ5_0>(data, view.n_cols, matrix);
    case DataType::kQ5_1:
      return AddBlocks<tensor::BlockQ5_1>(data, view.n_cols, matrix);
    case DataType::kQ8_0:
      return AddBlocks<tensor::BlockQ8_0>(data, view.n_cols, matrix);
    case DataType::kQ4_K:
      return AddBlocks<tensor::BlockQ4_K>(data, view.n_cols, matrix);
    case DataType::kQ5_K:
      return AddBlocks<tensor::BlockQ5_K>(data, view.n_cols, matrix);
    case DataType::kQ6_K: {
      std::vector<float> values(view.n_cols);
      tensor::DequantizeRow(view.type, data, 0, view.n_cols, values.data());
      return AddRounded(values, matrix);
    }
    case DataType::kF32:
    case DataType::kF16:
    case DataType::kBF16:
      break;  // plain
  }
}

Result<void> WritePlain(const TensorView& view, ElementType type,
                        model::SafetensorsWriter& writer) {
  const bool is_as_stored = (type == ElementType::kF32 && view.type == DataType::kF32) ||
                            (type == ElementType::kF16 && view.type == DataType::kF16) ||
                            (type == ElementType::kBF16 && view.type == DataType::kBF16);
  std::vector<float> values(view.n_cols);
  std::vector<tensor::Half> halves(view.n_cols);
  for (size_t row = 0; row < view.n_rows; ++row) {
    std::span<const std::byte> bytes(view.Row(row), view.row_bytes);
    if (!is_as_stored) {
      tensor::DequantizeRow(view.type, view.Row(row), 0, view.n_cols, values.data());
      std::transform(values.begin(), values.end(), halves.begin(), tensor::FloatToHalf);
      bytes = type == ElementType::kF32 ? std::as_bytes(std::span(values))
                                        : std::as_bytes(std::span(halves));
    }
    CMDAI_TRY(writer.Append(bytes));
  }
  return {};
}

}  // namespace

Result<void> ConvertWeights(const model::Model& model, Precision precision,
                            const model::SafetensorsWriter::Sink& sink) {
  const std::vector<Source> sources = SourcesOf(model.weights());
  CMDAI_ASSIGN(model::SafetensorsWriter writer,
               model::SafetensorsWriter::Begin(ArraysOf(sources, precision), sink));
  for (const Source& source : sources) {
    const TensorView& view = *source.view;
    const size_t bits = PackedBits(view.type);
    if (source.is_vector) {
      CMDAI_TRY(WritePlain(view, ElementType::kF32, writer));
      continue;
    }
    if (bits == 0) {
      CMDAI_TRY(WritePlain(view, PlainType(view.type, precision), writer));
      continue;
    }
    PackedMatrix matrix(precision, bits);
    for (size_t row = 0; row < view.n_rows; ++row) AddRow(view, row, matrix);
    CMDAI_TRY(matrix.Write(writer));
  }
  return writer.End();
}

}  // namespace cmdai::engine::mlx
