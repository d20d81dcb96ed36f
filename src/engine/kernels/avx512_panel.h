#pragma once

#include <immintrin.h>

#include "engine/kernels/avx512_formats.h"

/// The matrix product for several rows of activations: the weights of 16 rows are unpacked once
/// into a panel in which a register holds 4 columns of all 16 rows. A dot product of 4 bytes
/// (vpdpbusd) with a broadcast of 4 activations then serves 16 outputs, and nothing has to be
/// summed across a register.
namespace cmdai::engine::kernels::avx512 {

inline constexpr size_t kPanelRows = 16;
inline constexpr size_t kPanelColumns = 1024;  // 16 KiB of quants: they stay in the first cache

struct Panel {
  alignas(64) uint8_t quants[kPanelColumns / 4][kPanelRows][4];
  alignas(64) float scale[kPanelColumns / 16][kPanelRows];
  alignas(64) float bias[kPanelColumns / 16][kPanelRows];
};

/// Transposes a 16 x 16 matrix of 32-bit words, given and returned as rows.
CMDAI_AVX512_INLINE void Transpose16(__m512i (&r)[16]) {
  __m512i t[16];
  for (size_t i = 0; i < 16; i += 4) {
    const __m512i a = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    const __m512i b = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    const __m512i c = _mm512_unpacklo_epi32(r[i + 2], r[i + 3]);
    const __m512i d = _mm512_unpackhi_epi32(r[i + 2], r[i + 3]);
    t[i] = _mm512_unpacklo_epi64(a, c);
    t[i + 1] = _mm512_unpackhi_epi64(a, c);
    t[i + 2] = _mm512_unpacklo_epi64(b, d);
    t[i + 3] = _mm512_unpackhi_epi64(b, d);
  }
  // t[4 i + k] holds column 4 l + k of rows 4 i .. 4 i + 3 in its 128-bit lane l.
  for (size_t k = 0; k < 4; ++k) {
    const __m512i low01 = _mm512_shuffle_i32x4(t[k], t[4 + k], 0x88);
    const __m512i high01 = _mm512_shuffle_i32x4(t[k], t[4 + k], 0xDD);
    const __m512i low23 = _mm512_shuffle_i32x4(t[8 + k], t[12 + k], 0x88);
    const __m512i high23 = _mm512_shuffle_i32x4(t[8 + k], t[12 + k], 0xDD);
    r[k] = _mm512_shuffle_i32x4(low01, low23, 0x88);
    r[8 + k] = _mm512_shuffle_i32x4(low01, low23, 0xDD);
    r[4 + k] = _mm512_shuffle_i32x4(high01, high23, 0x88);
    r[12 + k] = _mm512_shuffle_i32x4(high01, high23, 0xDD);
  }
}

/// Fills the panel's scales and biases from group `to` on: `n_groups` of the s-th 256 columns.
template <typename Block>
CMDAI_AVX512_INLINE void UnpackScales(const std::byte* const (&rows)[kPanelRows], size_t s,
                                      size_t n_groups, size_t to, Panel& panel) {
  __m512i a[kPanelRows];
  if constexpr (tensor::Affine<Block>::kGroup == 32) {
    for (size_t r = 0; r < kPanelRows; ++r) {
      a[r] = _mm512_castps_si512(Format<Block>::Scales(rows[r], s, n_groups).scale_bias);
    }
    Transpose16(a);
    for (size_t g = 0; g < n_groups; ++g) {
      _mm512_store_si512(panel.scale[to + g], a[2 * g]);
      _mm512_store_si512(panel.bias[to + g], a[2 * g + 1]);
    }
  } else {
    __m512i b[kPanelRows];
    for (size_t r = 0; r < kPanelRows; ++r) {
      const Groups16 w = Format<Block>::Scales(rows[r], s, n_groups);
      a[r] = _mm512_castps_si512(w.scale);
      b[r] = _mm512_castps_si512(w.bias);
    }
    Transpose16(a);
    Transpose16(b);
    for (size_t g = 0; g < n_groups; ++g) {
      _mm512_store_si512(panel.scale[to + g], a[g]);
      _mm512_store_si512(panel.bias[to + g], b[g]);
    }
  }
}

/// Fills the panel with columns [first, first + n) of 16 weight rows. REQUIRES: first is a
/// multiple of 256, n a multiple of 32 and at most kPanelColumns.
template <typename Block>
CMDAI_AVX512_INLINE void UnpackPanel(const std::byte* const (&rows)[kPanelRows], size_t n_cols,
                                     size_t first, size_t n, Panel& panel) {
  constexpr size_t kGroup = tensor::Affine<Block>::kGroup;
  for (size_t j = 0; j * 64 < n; ++j) {
    __m512i words[16];
    for (size_t r = 0; r < kPanelRows; ++r) {
      words[r] = QuantsOrTail<Block>(rows[r], first / 64 + j, n_cols);
    }
    Transpose16(words);
    for (size_t i = 0; i < 16; ++i) {
      _mm512_store_si512(panel.quants[j * 16 + i], words[i]);
    }
  }
  for (size_t s = 0; s * 256 < n; ++s) {
    const size_t n_groups = std::min<size_t>(256, n - s * 256) / kGroup;
    UnpackScales<Block>(rows, first / 256 + s, n_groups, s * (256 / kGroup), panel);
  }
}

/// Four activations, in all lanes.
CMDAI_AVX512_INLINE __m512i Broadcast4(const int8_t* p) {
  return _mm512_set1_epi32(LoadAs<int32_t>(p));
}

/// Adds the dot products of one group: 16 weight rows with kRows rows of activation bytes.
template <size_t kGroup, size_t kRows>
CMDAI_AVX512_INLINE void AddDots(const uint8_t (*quants)[kPanelRows][4], const int8_t* bytes,
                                 size_t stride, __m512i (&dots)[kRows]) {
  for (size_t word = 0; word < kGroup / 4; ++word) {
    const __m512i w = _mm512_load_si512(quants[word]);
    for (size_t i = 0; i < kRows; ++i) {
      dots[i] = _mm512_dpbusd_epi32(dots[i], w, Broadcast4(bytes + i * stride + 4 * word));
    }
  }
}

/// Products of the panel with kRows rows of activations from row m on.
template <size_t kGroup, size_t kRows>
CMDAI_AVX512_INLINE void MultiplyPanel(const Panel& panel, size_t first, size_t n,
                                       const Activations& x, size_t m, __m512 (&out)[kRows]) {
  const float* const sums = kGroup == 16 ? x.sums16 : x.sums32;
  const size_t n_groups_x = x.n_cols / kActivationGroup;
  const size_t n_groups_w = x.n_cols / kGroup;
  const int8_t* const high = x.high + m * x.n_cols + first;
  const int8_t* const low = x.low + m * x.n_cols + first;
  const float* const scales_x = x.scales + m * n_groups_x + first / kActivationGroup;
  const float* const sums_x = sums + m * n_groups_w + first / kGroup;
  for (size_t i = 0; i < kRows; ++i) out[i] = _mm512_setzero_ps();
  for (size_t g = 0; g < n / kGroup; ++g) {
    __m512i dots[kRows];
    for (size_t i = 0; i < kRows; ++i) dots[i] = _mm512_setzero_si512();
    AddDots<kGroup, kRows>(panel.quants + g * (kGroup / 4), high + g * kGroup, x.n_cols, dots);
    for (size_t i = 0; i < kRows; ++i) dots[i] = _mm512_slli_epi32(dots[i], kHighBits);
    AddDots<kGroup, kRows>(panel.quants + g * (kGroup / 4), low + g * kGroup, x.n_cols, dots);
    const __m512 scale = _mm512_load_ps(panel.scale[g]);
    const __m512 bias = _mm512_load_ps(panel.bias[g]);
    for (size_t i = 0; i < kRows; ++i) {
      const float scale_x = scales_x[i * n_groups_x + g * kGroup / kActivationGroup];
      const __m512 both = _mm512_mul_ps(scale, _mm512_set1_ps(scale_x));
      out[i] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[i]), both, out[i]);
      out[i] = _mm512_fmadd_ps(bias, _mm512_set1_ps(sums_x[i * n_groups_w + g]), out[i]);
    }
  }
}

/// Adds the products of columns from `first` on to the outputs of up to 16 weight rows.
CMDAI_AVX512_INLINE void StorePanel(const MatMul& call, size_t m, size_t row, __mmask16 valid,
                                    bool is_first, __m512 products) {
  float* const y = call.y + m * call.y_stride + row;
  __m512 sum = products;
  if (is_first && call.bias != nullptr) {
    sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(valid, call.bias + row));
  }
  if (!is_first || call.accumulate) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(valid, y));
  _mm512_mask_storeu_ps(y, valid, sum);
}

template <size_t kGroup, size_t kRows>
CMDAI_AVX512_INLINE void MultiplyAndStore(const Panel& panel, const MatMul& call, size_t row,
                                          __mmask16 valid, size_t first, size_t n, size_t& m) {
  for (; m + kRows <= call.x.n_rows; m += kRows) {
    __m512 products[kRows];
    MultiplyPanel<kGroup, kRows>(panel, first, n, call.x, m, products);
    for (size_t i = 0; i < kRows; ++i) {
      StorePanel(call, m + i, row, valid, first == 0, products[i]);
    }
  }
}

template <typename Block>
CMDAI_AVX512 void MatMulPanels(const MatMul& call) {
  constexpr size_t kGroup = tensor::Affine<Block>::kGroup;
  Panel panel;
  for (size_t row = call.first_row; row < call.last_row; row += kPanelRows) {
    const size_t n_rows = std::min(kPanelRows, call.last_row - row);
    const auto valid = static_cast<__mmask16>((1U << n_rows) - 1);
    const std::byte* rows[kPanelRows];
    for (size_t r = 0; r < kPanelRows; ++r) {
      rows[r] = call.weights.Row(row + std::min(r, n_rows - 1));
    }
    for (size_t first = 0; first < call.x.n_cols; first += kPanelColumns) {
      const size_t n = std::min(kPanelColumns, call.x.n_cols - first);
      UnpackPanel<Block>(rows, call.x.n_cols, first, n, panel);
      size_t m = 0;
      MultiplyAndStore<kGroup, 8>(panel, call, row, valid, first, n, m);
      MultiplyAndStore<kGroup, 4>(panel, call, row, valid, first, n, m);
      MultiplyAndStore<kGroup, 2>(panel, call, row, valid, first, n, m);
      MultiplyAndStore<kGroup, 1>(panel, call, row, valid, first, n, m);
    }
  }
}

}  // namespace cmdai::engine::kernels::avx512
