#pragma once

#include <cstddef>

#include "tensor/data_type.h"

namespace cmdai::tensor {

/// A matrix (or, with one row, a vector) that lies in memory which somebody else keeps alive.
/// Row r begins at `data + r * row_bytes`; an element is found through its block's layout.
struct TensorView {
  DataType type = DataType::kF32;
  size_t n_rows = 0;  // the slow dimension: outputs of a linear layer
  size_t n_cols = 0;  // the fast dimension: inputs of a linear layer
  size_t row_bytes = 0;
  const std::byte* data = nullptr;

  bool empty() const { return data == nullptr; }
  const std::byte* Row(size_t row) const { return data + row * row_bytes; }
};

}  // namespace cmdai::tensor
