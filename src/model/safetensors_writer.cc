#include "model/safetensors_writer.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/check.h"

namespace cmdai::model {
namespace {

constexpr size_t kLengthBytes = 8;

size_t UpTo(size_t size, size_t multiple) { return (size + multiple - 1) / multiple * multiple; }

size_t ArrayBytes(const NamedArray& array) {
  size_t n_bytes = ElementBytes(array.type);
  for (const size_t dimension : array.shape) n_bytes *= dimension;
  return n_bytes;
}

/// The length of the table and the table, which spaces make `n_begin` bytes long in all.
std::string BeginOfFile(std::string table, size_t n_begin) {
  CMDAI_CHECK(kLengthBytes + table.size() <= n_begin);
  table.resize(n_begin - kLengthBytes, ' ');
  std::string begin;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    begin += static_cast<char>((uint64_t{table.size()} >> (8 * i)) & 0xFF);
  }
  return begin + table;
}

}  // namespace

Result<SafetensorsWriter> SafetensorsWriter::Begin(std::vector<NamedArray> arrays, Sink sink) {
  SafetensorsWriter writer(std::move(sink));
  nlohmann::json root = nlohmann::json::object();
  size_t offset = 0;
  const auto add = [&](const std::string& name, ElementType type, const std::vector<size_t>& shape,
                       Piece piece) {
    root[name] = {{"dtype", ElementTypeName(type)},
                  {"shape", shape},
                  {"data_offsets", {offset, offset + piece.n_bytes}}};
    offset += piece.n_bytes;
    writer.pieces_.push_back(piece);
  };
  size_t n_fills = 0;
  const auto fill_to = [&](size_t end) {
    if (end == offset) return;
    add("fill." + std::to_string(n_fills++), ElementType::kU8, {end - offset},
        {.n_bytes = end - offset, .is_fill = true});
  };
  for (const NamedArray& array : arrays) {
    add(array.name, array.type, array.shape, {.n_bytes = ArrayBytes(array)});
    fill_to(UpTo(offset, kArrayAlignment));
  }
  // With room for the entry of the last fill, whose size depends on where the arrays begin.
  constexpr size_t kMaxEntry = 128;
  const size_t n_begin = UpTo(kLengthBytes + root.dump().size() + kMaxEntry, kArrayAlignment);
  fill_to(UpTo(n_begin + offset, kFileMultiple) - n_begin);
  const std::string begin = BeginOfFile(root.dump(), n_begin);
  CMDAI_TRY(writer.sink_(std::as_bytes(std::span(begin))));
  CMDAI_TRY(writer.Fill());
  return writer;
}

Result<void> SafetensorsWriter::Append(std::span<const std::byte> bytes) {
  CMDAI_CHECK(next_ < pieces_.size() && bytes.size() <= pieces_[next_].n_bytes - n_written_);
  CMDAI_TRY(sink_(bytes));
  n_written_ += bytes.size();
  return Fill();
}

Result<void> SafetensorsWriter::Fill() {
  while (next_ < pieces_.size()) {
    if (pieces_[next_].is_fill) {
      CMDAI_TRY(sink_(std::vector<std::byte>(pieces_[next_].n_bytes)));
    } else if (n_written_ < pieces_[next_].n_bytes) {
      return {};
    }
    ++next_;
    n_written_ = 0;
  }
  return {};
}

Result<void> SafetensorsWriter::End() {
  CMDAI_CHECK(next_ == pieces_.size());
  return {};
}

}  // namespace cmdai::model
