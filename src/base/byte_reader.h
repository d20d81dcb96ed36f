#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace cmdai {

/// Reads little-endian values from a span of bytes and never past its end. A read that does not
/// fit gives nullopt and leaves the position where it was. Not thread-safe; owns nothing.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  size_t offset() const { return offset_; }
  size_t remaining() const { return bytes_.size() - offset_; }

  /// The next sizeof(T) bytes as a number. All machines that we build for are little-endian.
  template <typename T>
  std::optional<T> Read() {
    static_assert(std::is_arithmetic_v<T> && std::endian::native == std::endian::little);
    if (remaining() < sizeof(T)) return std::nullopt;
    T value = {};
    std::memcpy(&value, bytes_.data() + offset_, sizeof(T));
    offset_ += sizeof(T);
    return value;
  }

  /// The next `n_bytes` bytes, without a copy.
  std::optional<std::span<const std::byte>> ReadBytes(uint64_t n_bytes) {
    if (remaining() < n_bytes) return std::nullopt;
    const auto taken = bytes_.subspan(offset_, static_cast<size_t>(n_bytes));
    offset_ += taken.size();
    return taken;
  }

  /// The next `n_bytes` bytes as text, without a copy and without a look at its encoding.
  std::optional<std::string_view> ReadText(uint64_t n_bytes) {
    const auto taken = ReadBytes(n_bytes);
    if (!taken) return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(taken->data()), taken->size());
  }

 private:
  std::span<const std::byte> bytes_;
  size_t offset_ = 0;
};

}  // namespace cmdai
