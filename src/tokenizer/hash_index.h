#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace cmdai::tokenizer {

/// Spreads the bits of `x` over the whole word.
inline uint64_t MixBits(uint64_t x) {
  x *= 0x9E3779B97F4A7C15U;
  return x ^ (x >> 32);
}

inline uint64_t HashText(std::string_view text) {
  const auto load = [&text](size_t offset, auto word) -> uint64_t {
    std::memcpy(&word, text.data() + offset, sizeof(word));
    return word;
  };
  const size_t size = text.size();
  uint64_t hash = size;
  for (size_t i = 0; i + 8 < size; i += 8) hash = MixBits(hash ^ load(i, uint64_t{}));
  uint64_t tail = 0;  // the last 8 bytes, or all
  if (size >= 8) {
    tail = load(size - 8, uint64_t{});
  } else if (size >= 4) {
    tail = load(0, uint32_t{}) << 32 | load(size - 4, uint32_t{});
  } else if (size > 0) {
    tail = load(0, uint8_t{}) << 16 | load(size / 2, uint8_t{}) << 8 | load(size - 1, uint8_t{});
  }
  return MixBits(MixBits(hash ^ tail));
}

/// A hash table from keys that lie elsewhere to their index there: it holds 32 bits of each key's
/// hash and the index, in open addressing. Chains of slots are kept short even for keys that are
/// chosen to collide: an insertion that would make a longer one fails. The callers' `is_key(index)`
/// says whether the key at `index` is the one looked for. Safe to read from several threads.
class HashIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMaxProbes = 512;  // chance keys need fewer than 100 at this load

  enum class Inserted { kNew, kPresent, kTooManyCollisions };

  HashIndex() : HashIndex(0) {}
  /// A table for up to `n_keys` keys, less than 2^31.
  explicit HashIndex(size_t n_keys)
      : slots_(std::bit_ceil(n_keys + n_keys / 2 + 2)), mask_(slots_.size() - 1) {}

  /// The index of the key, or kNone.
  template <typename IsKey>
  uint32_t Find(uint64_t hash, IsKey is_key) const {
    const uint32_t tag = Tag(hash);
    for (size_t i = hash & mask_;; i = (i + 1) & mask_) {
      const Slot slot = slots_[i];
      if (slot.index_plus_1 == 0) return kNone;
      if (slot.tag == tag && is_key(slot.index_plus_1 - 1)) return slot.index_plus_1 - 1;
    }
  }

  /// Adds `index` under its key's hash, if the key is not there yet.
  /// REQUIRES: fewer keys than announced are inside.
  template <typename IsKey>
  Inserted Insert(uint64_t hash, uint32_t index, IsKey is_key) {
    const uint32_t tag = Tag(hash);
    size_t i = hash & mask_;
    for (size_t probes = 0; probes < kMaxProbes; ++probes, i = (i + 1) & mask_) {
      Slot& slot = slots_[i];
      if (slot.index_plus_1 == 0) {
        slot = {tag, index + 1};
        return Inserted::kNew;
      }
      if (slot.tag == tag && is_key(slot.index_plus_1 - 1)) return Inserted::kPresent;
    }
    return Inserted::kTooManyCollisions;
  }

 private:
  struct Slot {
    uint32_t tag = 0;
    uint32_t index_plus_1 = 0;  // 0: empty
  };

  static uint32_t Tag(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

  std::vector<Slot> slots_;
  size_t mask_ = 0;
};

}  // namespace cmdai::tokenizer
