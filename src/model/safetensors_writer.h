#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/safetensors.h"

namespace cmdai::model {

struct NamedArray {
  std::string name = {};
  ElementType type = ElementType::kF32;
  std::vector<size_t> shape = {};
};

/// Writes a safetensors file piece by piece. Arrays begin at multiples of kArrayAlignment, and the
/// file's size is a multiple of kFileMultiple (whole pages on every system), so that it can be
/// mapped and used in place; what lies between is arrays of zeros named `fill.0` and so on, for the
/// format allows no gaps.
class SafetensorsWriter {
 public:
  static constexpr size_t kArrayAlignment = 64;
  static constexpr size_t kFileMultiple = 16384;
  using Sink = std::function<Result<void>(std::span<const std::byte>)>;

  /// Gives the table to the sink. Errors, here and below: the sink's.
  static Result<SafetensorsWriter> Begin(std::vector<NamedArray> arrays, Sink sink);

  /// The next bytes of the arrays, which follow in the order of Begin. REQUIRES: no bytes of two
  /// arrays in one call, and of each array as many as its shape says.
  Result<void> Append(std::span<const std::byte> bytes);

  /// REQUIRES: all arrays are written; nothing after this.
  Result<void> End();

 private:
  struct Piece {
    size_t n_bytes = 0;
    bool is_fill = false;
  };

  explicit SafetensorsWriter(Sink sink) : sink_(std::move(sink)) {}
  /// Gives the zeros that come next to the sink.
  Result<void> Fill();

  Sink sink_;
  std::vector<Piece> pieces_;
  size_t next_ = 0;       // index of the piece that is being written
  size_t n_written_ = 0;  // of its bytes
};

}  // namespace cmdai::model
