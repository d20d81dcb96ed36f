#include "engine/cpu/kv_cache.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace cmdai::engine::cpu {

void KvCache::Resize(size_t length) {
  const size_t n_pages = (length + kPageTokens - 1) / kPageTokens;
  while (pages_.size() < n_pages) {
    // Not initialised: a page of memory is used only once it is written.
    pages_.push_back(
        std::make_unique_for_overwrite<std::byte[]>(shape_.token_bytes() * kPageTokens));
  }
  length_ = length;
}

const std::byte* KvCache::Row(size_t layer, size_t which, size_t token) const {
  const size_t row = (2 * layer + which) * kPageTokens + token % kPageTokens;
  return pages_[token / kPageTokens].get() + row * shape_.row_bytes();
}

std::byte* KvCache::Row(size_t layer, size_t which, size_t token) {
  return const_cast<std::byte*>(std::as_const(*this).Row(layer, which, token));
}

void KvCache::AppendRows(size_t layer, size_t which, size_t head_offset_bytes, size_t n_tokens,
                         std::vector<kernels::KvRows>& out) const {
  CMDAI_CHECK(n_tokens <= length_);
  for (size_t token = 0; token < n_tokens; token += kPageTokens) {
    out.push_back({.data = Row(layer, which, token) + head_offset_bytes,
                   .stride_bytes = shape_.row_bytes(),
                   .n_rows = std::min(kPageTokens, n_tokens - token)});
  }
}

void KvCache::Append(const KvCache& other) {
  const size_t start = length_;
  Resize(start + other.length_);
  for (size_t token = 0; token < other.length_; ++token) {
    for (size_t layer = 0; layer < shape_.n_layers; ++layer) {
      for (const size_t which : {0, 1}) {
        std::memcpy(Row(layer, which, start + token), other.Row(layer, which, token),
                    shape_.row_bytes());
      }
    }
  }
}

std::vector<std::byte> KvCache::ToBytes(size_t length) const {
  CMDAI_CHECK(length <= length_);
  std::vector<std::byte> bytes(length * shape_.token_bytes());
  std::byte* out = bytes.data();
  for (size_t token = 0; token < length; ++token) {
    for (size_t layer = 0; layer < shape_.n_layers; ++layer) {
      for (const size_t which : {0, 1}) {
        std::memcpy(out, Row(layer, which, token), shape_.row_bytes());
        out += shape_.row_bytes();
      }
    }
  }
  return bytes;
}

void KvCache::FromBytes(std::span<const std::byte> bytes) {
  CMDAI_CHECK(bytes.size() % shape_.token_bytes() == 0);
  Resize(bytes.size() / shape_.token_bytes());
  const std::byte* in = bytes.data();
  for (size_t token = 0; token < length_; ++token) {
    for (size_t layer = 0; layer < shape_.n_layers; ++layer) {
      for (const size_t which : {0, 1}) {
        std::memcpy(Row(layer, which, token), in, shape_.row_bytes());
        in += shape_.row_bytes();
      }
    }
  }
}

}  // namespace cmdai::engine::cpu
