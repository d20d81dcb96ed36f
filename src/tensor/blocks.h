#pragma once

#include <cstddef>
#include <cstdint>

/// Blocks of the quantised GGUF tensor types as they lie in the file (ggml's format). All numbers
/// are little-endian; `Half` is an IEEE 754 binary16. Blocks have alignment 1 or 2 and may be read
/// in place from a mapped file.
namespace cmdai::tensor {

using Half = uint16_t;

/// w[i] = d * (q[i] - 8); the low nibbles of qs hold elements 0..15, the high ones 16..31.
struct BlockQ4_0 {
  static constexpr size_t kElements = 32;
  Half d;
  uint8_t qs[16];
};

/// w[i] = d * q[i] + m; nibbles as in Q4_0.
struct BlockQ4_1 {
  static constexpr size_t kElements = 32;
  Half d;
  Half m;
  uint8_t qs[16];
};

/// w[i] = d * (q[i] - 16); nibbles as in Q4_0, bit i of qh is bit 4 of element i.
struct BlockQ5_0 {
  static constexpr size_t kElements = 32;
  Half d;
  uint8_t qh[4];
  uint8_t qs[16];
};

/// w[i] = d * q[i] + m; bits as in Q5_0.
struct BlockQ5_1 {
  static constexpr size_t kElements = 32;
  Half d;
  Half m;
  uint8_t qh[4];
  uint8_t qs[16];
};

/// w[i] = d * qs[i].
struct BlockQ8_0 {
  static constexpr size_t kElements = 32;
  Half d;
  int8_t qs[32];
};

/// Eight groups of 32: w = d * scale[g] * q - dmin * min[g]. Scales and mins have 6 bits each,
/// packed into 12 bytes; 32 bytes of qs hold group 2k in the low and 2k + 1 in the high nibbles.
struct BlockQ4_K {
  static constexpr size_t kElements = 256;
  Half d;
  Half dmin;
  uint8_t scales[12];
  uint8_t qs[128];
};

/// As Q4_K, with bit g of qh[i] as bit 4 of element i of group g.
struct BlockQ5_K {
  static constexpr size_t kElements = 256;
  Half d;
  Half dmin;
  uint8_t scales[12];
  uint8_t qh[32];
  uint8_t qs[128];
};

/// Sixteen groups of 16: w = d * scales[g] * (q - 32). ql holds the low 4 bits, qh the upper 2.
struct BlockQ6_K {
  static constexpr size_t kElements = 256;
  uint8_t ql[128];
  uint8_t qh[64];
  int8_t scales[16];
  Half d;
};

static_assert(sizeof(BlockQ4_0) == 18 && sizeof(BlockQ4_1) == 20);
static_assert(sizeof(BlockQ5_0) == 22 && sizeof(BlockQ5_1) == 24 && sizeof(BlockQ8_0) == 34);
static_assert(sizeof(BlockQ4_K) == 144 && sizeof(BlockQ5_K) == 176 && sizeof(BlockQ6_K) == 210);

}  // namespace cmdai::tensor
