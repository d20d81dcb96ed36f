// The part of the parser that reads the tensor table and finds the tensors' data.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "gguf/limits.h"
#include "gguf/parser.h"
#include "gguf/tensor_type_names.h"

namespace cmdai::gguf {

Result<void> Parser::ReadTensorTable() {
  for (uint64_t i = 0; i < n_tensors_; ++i) {
    entry_kind_ = "tensor";
    entry_number_ = i + 1;
    entry_name_ = {};
    CMDAI_TRY(ReadTensor());
  }
  return {};
}

Result<void> Parser::ReadTensor() {
  TensorInfo tensor;
  const size_t name_offset = reader_.offset();
  CMDAI_ASSIGN(tensor.name, ReadName("the name", kMaxTensorNameBytes));
  if (file_.tensor_index_.contains(tensor.name)) {
    return CorruptAt(name_offset, "{} appears twice", Entry());
  }
  const size_t shape_offset = reader_.offset();
  CMDAI_ASSIGN(const uint64_t n_elements, ReadShape(tensor));
  CMDAI_ASSIGN(tensor.type, ReadTensorType());
  const tensor::DataTypeInfo& type = tensor::GetDataTypeInfo(tensor.type);
  if (tensor.shape[0] % type.block_elements != 0) {
    return CorruptAt(shape_offset, "{} has rows of {} elements; {} needs a multiple of {}", Entry(),
                     tensor.shape[0], type.name, type.block_elements);
  }

  Claim claim{.field_offset = reader_.offset(), .data_offset = 0, .n_bytes = 0};
  CMDAI_ASSIGN(claim.data_offset, Read<uint64_t>("the data offset"));
  if (claim.data_offset % file_.alignment_bytes_ != 0) {
    return CorruptAt(claim.field_offset,
                     "the data offset of {} is {}, no multiple of the alignment {}", Entry(),
                     claim.data_offset, file_.alignment_bytes_);
  }
  // No overflow: the limit on elements is far below 2^60.
  claim.n_bytes = n_elements / type.block_elements * type.block_bytes;
  claims_.push_back(claim);
  file_.tensor_index_.emplace(tensor.name, file_.tensors_.size());
  file_.tensors_.push_back(tensor);
  return {};
}

Result<uint64_t> Parser::ReadShape(TensorInfo& tensor) {
  const size_t offset = reader_.offset();
  CMDAI_ASSIGN(const auto n_dimensions, Read<uint32_t>("the number of dimensions"));
  if (n_dimensions == 0) return CorruptAt(offset, "{} has no dimensions", Entry());
  if (n_dimensions > kMaxDimensions) {
    return FailAt(ErrorCode::kLimit, file_.name_, offset,
                  "{} has {} dimensions, above the limit of {}", Entry(), n_dimensions,
                  kMaxDimensions);
  }
  tensor.n_dimensions = n_dimensions;
  uint64_t n_elements = 1;
  for (size_t i = 0; i < n_dimensions; ++i) {
    const size_t dimension_offset = reader_.offset();
    CMDAI_ASSIGN(const auto n, Read<uint64_t>("a dimension"));
    if (n == 0) return CorruptAt(dimension_offset, "dimension {} of {} is 0", i, Entry());
    if (n > kMaxElements / n_elements) {
      return FailAt(ErrorCode::kLimit, file_.name_, dimension_offset,
                    "dimension {} of {} is {}, which makes more than {} elements", i, Entry(), n,
                    kMaxElements);
    }
    tensor.shape[i] = n;
    n_elements *= n;
  }
  return n_elements;
}

Result<tensor::DataType> Parser::ReadTensorType() {
  const size_t offset = reader_.offset();
  CMDAI_ASSIGN(const auto id, Read<uint32_t>("the type"));
  if (const auto type = tensor::DataTypeFromId(id)) return *type;
  const std::string_view name = ForeignTensorTypeName(id);
  return FailAt(ErrorCode::kUnsupported, file_.name_, offset,
                "{} has type {} ({}), which is not supported; use a model in F32, F16, BF16, Q4_0, "
                "Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K or Q6_K",
                Entry(), id, name.empty() ? "unknown" : name);
}

Result<void> Parser::PlaceTensors() {
  if (claims_.empty()) return {};
  const uint64_t table_end = reader_.offset();
  const uint64_t alignment = file_.alignment_bytes_;
  const uint64_t start = table_end + (alignment - table_end % alignment) % alignment;
  if (start > bytes_.size()) {
    return CorruptAt(bytes_.size(),
                     "the file ends before its tensor data at offset {}: it is cut or damaged, "
                     "download it again",
                     start);
  }
  const uint64_t n_available = bytes_.size() - start;
  for (size_t i = 0; i < claims_.size(); ++i) {
    const Claim& claim = claims_[i];
    TensorInfo& tensor = file_.tensors_[i];
    if (claim.data_offset > n_available || claim.n_bytes > n_available - claim.data_offset) {
      return CorruptAt(claim.field_offset,
                       "tensor '{}' needs {} bytes from data offset {}, but the data have {} "
                       "bytes: the file is cut or damaged, download it again",
                       Shown(tensor.name), claim.n_bytes, claim.data_offset, n_available);
    }
    tensor.data = bytes_.subspan(static_cast<size_t>(start + claim.data_offset),
                                 static_cast<size_t>(claim.n_bytes));
  }
  return {};
}

Result<void> Parser::CheckOverlaps() const {
  std::vector<size_t> order(claims_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [this](size_t a, size_t b) { return claims_[a].data_offset < claims_[b].data_offset; });
  for (size_t i = 1; i < order.size(); ++i) {
    const size_t a = order[i - 1];
    const size_t b = order[i];
    // Both lie within the file by now, so the sum does not overflow.
    if (claims_[a].data_offset + claims_[a].n_bytes > claims_[b].data_offset) {
      return CorruptAt(claims_[b].field_offset,
                       "tensor '{}' at data offset {} overlaps tensor '{}', which has {} bytes "
                       "from {}",
                       Shown(file_.tensors_[b].name), claims_[b].data_offset,
                       Shown(file_.tensors_[a].name), claims_[a].n_bytes, claims_[a].data_offset);
    }
  }
  return {};
}

}  // namespace cmdai::gguf
