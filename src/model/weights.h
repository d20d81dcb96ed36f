#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "gguf/gguf.h"
#include "model/config.h"
#include "tensor/tensor_view.h"

namespace cmdai::model {

/// The weights of one layer. A matrix is [outputs, inputs] in the file's own data type; vectors
/// (norms, biases) are F32 with one row. All point into the mapped file.
struct LayerWeights {
  tensor::TensorView attention_norm;    // [d_model]
  tensor::TensorView query;             // [q_dim, d_model]
  tensor::TensorView key;               // [kv_dim, d_model]
  tensor::TensorView value;             // [kv_dim, d_model]
  tensor::TensorView query_bias;        // [q_dim] or empty
  tensor::TensorView key_bias;          // [kv_dim] or empty
  tensor::TensorView value_bias;        // [kv_dim] or empty
  tensor::TensorView attention_output;  // [d_model, q_dim]
  tensor::TensorView ffn_norm;          // [d_model]
  tensor::TensorView gate;              // [d_ffn, d_model]
  tensor::TensorView up;                // [d_ffn, d_model]
  tensor::TensorView down;              // [d_model, d_ffn]
};

struct ModelWeights {
  tensor::TensorView token_embedding;  // [n_vocab, d_model]
  std::vector<LayerWeights> layers;    // [n_layers]
  tensor::TensorView output_norm;      // [d_model]
  tensor::TensorView output;           // [n_vocab, d_model]; tied models: token_embedding
  tensor::TensorView rope_factors;     // [head_dim / 2] or empty
};

/// Finds the weights by name and checks their shapes against the configuration. The number of rows
/// of the token embedding becomes config.n_vocab. Errors name file and tensor: kCorrupt for a
/// missing tensor or a wrong shape, kUnsupported for a tensor that the engines would ignore
/// although it matters (a bias where none is expected).
Result<ModelWeights> ReadWeights(const gguf::File& file, ModelConfig& config);

}  // namespace cmdai::model
