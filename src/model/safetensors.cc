#include "model/safetensors.h"

#include <array>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/byte_reader.h"

namespace cmdai::model {
namespace {

using nlohmann::json;

constexpr uint64_t kMaxTableBytes = 100'000'000;  // the format's own limit
constexpr size_t kMaxDimensions = 8;

struct TypeRow {
  ElementType type;
  const char* name;
  size_t bytes;
};
constexpr std::array kTypes = {
    TypeRow{ElementType::kF32, "F32", 4}, TypeRow{ElementType::kF16, "F16", 2},
    TypeRow{ElementType::kBF16, "BF16", 2}, TypeRow{ElementType::kU32, "U32", 4},
    TypeRow{ElementType::kU8, "U8", 1}};

const TypeRow& RowOf(ElementType type) { return kTypes[static_cast<size_t>(type)]; }

/// a * b, or nullopt where that is more than `limit`.
std::optional<uint64_t> Product(uint64_t a, uint64_t b, uint64_t limit) {
  if (a != 0 && b > limit / a) return std::nullopt;
  return a * b;
}

/// Reads single entries, with messages that name file and array.
class EntryReader {
 public:
  EntryReader(const std::string& file, const std::string& array, size_t data_begin,
              size_t file_bytes)
      : file_(file), array_(array), data_begin_(data_begin), data_bytes_(file_bytes - data_begin) {}

  Result<ArrayInfo> Read(const json& entry) const {
    ArrayInfo info;
    if (!entry.is_object()) return Corrupt("its entry is no object");
    CMDAI_ASSIGN(info.type, Type(entry));
    const auto shape = entry.find("shape");
    if (shape == entry.end() || !shape->is_array() || shape->size() > kMaxDimensions) {
      return Corrupt("its shape is missing or no shape");
    }
    std::optional<uint64_t> n_bytes = ElementBytes(info.type);
    for (const json& dimension : *shape) {
      if (!dimension.is_number_unsigned()) return Corrupt("its shape is no shape");
      info.shape.push_back(dimension.get<size_t>());
      n_bytes = Product(*n_bytes, info.shape.back(), data_bytes_);
      if (!n_bytes) return Corrupt("it is larger than the file");
    }
    const auto offsets = entry.find("data_offsets");
    if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 ||
        !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
      return Corrupt("its data_offsets are missing or no pair of numbers");
    }
    const auto begin = (*offsets)[0].get<uint64_t>();
    const auto end = (*offsets)[1].get<uint64_t>();
    if (begin > end || end > data_bytes_) return Corrupt("it does not lie within the file");
    if (end - begin != *n_bytes) return Corrupt("its size does not match its shape");
    info.offset = data_begin_ + begin;
    info.n_bytes = *n_bytes;
    return info;
  }

 private:
  Result<ElementType> Type(const json& entry) const {
    const auto type = entry.find("dtype");
    if (type == entry.end() || !type->is_string()) return Corrupt("its dtype is missing");
    const auto& name = type->get_ref<const std::string&>();
    for (const TypeRow& row : kTypes) {
      if (name == row.name) return row.type;
    }
    return Fail(ErrorCode::kUnsupported, "[model] {}: the array '{}' has the dtype {}", file_,
                array_, name);
  }

  tl::unexpected<Error> Corrupt(const char* what) const {
    return Fail(ErrorCode::kCorrupt, "[model] {}: the array '{}' is not right: {}", file_, array_,
                what);
  }

  const std::string& file_;
  const std::string& array_;
  size_t data_begin_;
  size_t data_bytes_;
};

}  // namespace

const char* ElementTypeName(ElementType type) { return RowOf(type).name; }
size_t ElementBytes(ElementType type) { return RowOf(type).bytes; }

Result<SafetensorsTable> SafetensorsTable::Parse(std::span<const std::byte> bytes,
                                                 std::string name) {
  SafetensorsTable table(std::move(name));
  ByteReader file(bytes);
  const auto n_table = file.Read<uint64_t>();
  if (!n_table) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: too short for a safetensors file", table.name_);
  }
  const auto text = file.ReadText(*n_table);
  if (!text) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: the file ends within its table", table.name_);
  }
  if (*n_table > kMaxTableBytes) {
    return Fail(ErrorCode::kLimit, "[model] {}: the table has {} bytes, more than {}", table.name_,
                *n_table, kMaxTableBytes);
  }
  const json root = json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object()) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: the table is no JSON object", table.name_);
  }
  for (const auto& [array, entry] : root.items()) {
    if (array == "__metadata__") continue;
    const EntryReader reader(table.name_, array, file.offset(), bytes.size());
    CMDAI_ASSIGN(ArrayInfo info, reader.Read(entry));
    table.arrays_.emplace(array, std::move(info));
  }
  return table;
}

const ArrayInfo* SafetensorsTable::Find(std::string_view array) const {
  const auto found = arrays_.find(array);
  return found == arrays_.end() ? nullptr : &found->second;
}

}  // namespace cmdai::model
