#include "engine/mlx/array_file.h"

#include <fmt/ranges.h>

#include <cstring>
#include <limits>
#include <utility>

namespace cmdai::engine::mlx {
namespace {

using model::ElementType;

constexpr size_t kWordBytes = sizeof(uint32_t);

mx::Dtype TypeOf(ElementType type) {
  switch (type) {
    case ElementType::kF32:
      return mx::float32;
    case ElementType::kF16:
      return mx::float16;
    case ElementType::kBF16:
      return mx::bfloat16;
    case ElementType::kU32:
      return mx::uint32;
    case ElementType::kU8:
      break;
  }
  return mx::uint8;
}

mx::Shape ShapeOf(const std::vector<size_t>& shape) {
  mx::Shape result;
  for (const size_t dimension : shape) result.push_back(static_cast<int>(dimension));
  return result;
}

bool LiesAtWords(const model::ArrayInfo& info) {
  return info.offset % kWordBytes == 0 && info.n_bytes % kWordBytes == 0;
}

}  // namespace

Result<ArrayFile> ArrayFile::Make(platform::MappedFile map) {
  const auto owner = std::make_shared<platform::MappedFile>(std::move(map));
  return Make(owner->bytes(), owner->path(), owner);
}

Result<ArrayFile> ArrayFile::Make(std::vector<std::byte> bytes, std::string name) {
  const auto owner = std::make_shared<std::vector<std::byte>>(std::move(bytes));
  return Make(*owner, name, owner);
}

Result<ArrayFile> ArrayFile::Make(std::span<const std::byte> bytes, const std::string& name,
                                  std::shared_ptr<const void> owner) {
  CMDAI_ASSIGN(model::SafetensorsTable table, model::SafetensorsTable::Parse(bytes, name));
  size_t n_in_place = 0, n_copied = 0;
  for (const auto& [array, info] : table.arrays()) {
    if (info.type == ElementType::kU8) continue;  // fills
    ++(LiesAtWords(info) ? n_in_place : n_copied);
  }
  ArrayFile file(std::move(table), n_copied > 0 ? bytes : std::span<const std::byte>(), owner);
  if (n_copied == 0) file.owner_.reset();
  if (n_in_place == 0) return file;
  const size_t n_words = bytes.size() / kWordBytes;
  if (n_words > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return Fail(ErrorCode::kLimit, "[mlx] {}: {} bytes are too many for one file", name,
                bytes.size());
  }
  // MLX calls the deleter when it is done with the bytes: at once where it has to copy them.
  file.words_ =
      mx::array(const_cast<std::byte*>(bytes.data()), mx::Shape{static_cast<int>(n_words)},
                mx::uint32, [owner = std::move(owner)](void*) mutable { owner.reset(); });
  return file;
}

Result<mx::array> ArrayFile::Get(const std::string& name, ElementKind kind,
                                 const std::vector<size_t>& shape) const {
  const model::ArrayInfo* const info = table_.Find(name);
  if (info == nullptr) {
    return Fail(ErrorCode::kCorrupt, "[mlx] {}: the array '{}' is missing", table_.name(), name);
  }
  if (info->shape != shape) {
    return Fail(ErrorCode::kCorrupt, "[mlx] {}: the array '{}' has the shape [{}], expected [{}]",
                table_.name(), name, fmt::join(info->shape, ", "), fmt::join(shape, ", "));
  }
  const bool is_packed = info->type == ElementType::kU32;
  if (info->type == ElementType::kU8 || is_packed != (kind == ElementKind::kPacked)) {
    return Fail(ErrorCode::kCorrupt, "[mlx] {}: the array '{}' has elements of type {}",
                table_.name(), name, model::ElementTypeName(info->type));
  }
  if (!LiesAtWords(*info)) {
    mx::array copy(mx::allocator::malloc(info->n_bytes), ShapeOf(shape), TypeOf(info->type));
    std::memcpy(copy.data<std::byte>(), bytes_.data() + info->offset, info->n_bytes);
    return copy;
  }
  const auto begin = static_cast<int>(info->offset / kWordBytes);
  const auto end = static_cast<int>((info->offset + info->n_bytes) / kWordBytes);
  const mx::array words = mx::slice(*words_, mx::Shape{begin}, mx::Shape{end});
  return mx::reshape(mx::view(words, TypeOf(info->type)), ShapeOf(shape));
}

}  // namespace cmdai::engine::mlx
