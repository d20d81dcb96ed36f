#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/mlx/device.h"
#include "model/safetensors.h"
#include "platform/file.h"

namespace cmdai::engine::mlx {

/// What an array holds: numbers in f32, f16 or bf16, or packed integers.
enum class ElementKind { kNumbers, kPacked };

/// A safetensors file as MLX arrays. The whole file is one array over the mapped bytes, where the
/// device can use them in place; the arrays are parts of it, and nothing is read before it is used.
/// A device that can't gets one copy, and the map is given back. Arrays that don't lie at whole
/// words of the file are copied one by one: MLX's own writer puts them anywhere.
class ArrayFile {
 public:
  /// Errors: of SafetensorsTable::Parse; MLX's exceptions.
  static Result<ArrayFile> Make(platform::MappedFile map);

  /// The same for bytes in memory.
  static Result<ArrayFile> Make(std::vector<std::byte> bytes, std::string name);

  const model::SafetensorsTable& table() const { return table_; }

  bool Has(const std::string& name) const { return table_.Find(name) != nullptr; }

  /// The array `name`, which must have this shape and hold this kind of elements. kCorrupt where it
  /// is missing or another one.
  Result<mx::array> Get(const std::string& name, ElementKind kind,
                        const std::vector<size_t>& shape) const;

 private:
  ArrayFile(model::SafetensorsTable table, std::span<const std::byte> bytes,
            std::shared_ptr<const void> owner)
      : table_(std::move(table)), bytes_(bytes), owner_(std::move(owner)) {}
  static Result<ArrayFile> Make(std::span<const std::byte> bytes, const std::string& name,
                                std::shared_ptr<const void> owner);

  model::SafetensorsTable table_;
  std::optional<mx::array> words_;    // [file size / 4] uint32; none where no array needs it
  std::span<const std::byte> bytes_;  // empty where no array is to be copied
  std::shared_ptr<const void> owner_;
};

}  // namespace cmdai::engine::mlx
