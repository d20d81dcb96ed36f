#include "tokenizer/nfc.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"
#include "tokenizer/code_point_ranges.h"

namespace cmdai::tokenizer {
namespace {

// All code points below are normalised: neither combining nor decomposed for good.
constexpr char32_t kFirstOfInterest = 0x300;

// Combining marks, and characters with parts, that Unicode 10 to 17 added (UCD, UnicodeData.txt:
// canonical combining class not 0, or part of a canonical decomposition).
constexpr CodePointRange kAddedSinceUnicode9[] = {
    {0x05C8, 0x05C9},   {0x07FD, 0x07FD},   {0x0897, 0x089F},   {0x08CA, 0x08D3},
    {0x09FE, 0x09FE},   {0x0C3C, 0x0C3C},   {0x0D3B, 0x0D3C},   {0x0EBA, 0x0EBA},
    {0x1715, 0x1715},   {0x1ABF, 0x1AF0},   {0x1DF6, 0x1DFA},   {0xA82C, 0xA82C},
    {0x10D24, 0x10D27}, {0x10D69, 0x10D6D}, {0x10EAB, 0x10EAC}, {0x10ECB, 0x10ECF},
    {0x10EF0, 0x10EFB}, {0x10EFD, 0x10EFF}, {0x10F46, 0x10F50}, {0x10F82, 0x10F85},
    {0x11070, 0x11070}, {0x1133B, 0x1133B}, {0x11382, 0x11391}, {0x113B8, 0x113D0},
    {0x1145E, 0x1145E}, {0x11839, 0x1183A}, {0x11930, 0x11943}, {0x119E0, 0x119E0},
    {0x11A34, 0x11A34}, {0x11A47, 0x11A47}, {0x11A99, 0x11A99}, {0x11D42, 0x11D45},
    {0x11D97, 0x11D97}, {0x11F41, 0x11F42}, {0x1611E, 0x1612F}, {0x16D63, 0x16D6A},
    {0x16FF0, 0x16FF1}, {0x1D127, 0x1D128}, {0x1D250, 0x1D252}, {0x1D25B, 0x1D25C},
    {0x1D25F, 0x1D25F}, {0x1D280, 0x1D281}, {0x1E08F, 0x1E08F}, {0x1E130, 0x1E136},
    {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF}, {0x1E4EC, 0x1E4EF}, {0x1E5EE, 0x1E5EF},
    {0x1E6E3, 0x1E6E3}, {0x1E6E6, 0x1E6E6}, {0x1E6EE, 0x1E6EF}, {0x1E6F5, 0x1E6F5},
};

bool IsPlainlyNfc(std::string_view text) {
  // Lead bytes from 0xCC on begin U+0300 and above; all bytes below belong to smaller ones.
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<uint8_t>(c) >= 0xCC; });
}

utf8proc_propval_t CombiningClass(utf8proc_int32_t code_point) {
  return utf8proc_get_property(code_point)->combining_class;
}

/// Normalises stretches of code points, each on its own.
class Normaliser {
 public:
  explicit Normaliser(std::string& out) : out_(out) {}

  void Add(char32_t code_point) {
    if (code_point < kFirstOfInterest && code_points_.size() > kLongStretch) Finish();
    std::array<utf8proc_int32_t, 32> parts = {};
    int last_boundclass = 0;
    const auto n_parts = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(code_point), parts.data(),
        static_cast<utf8proc_ssize_t>(parts.size()), UTF8PROC_DECOMPOSE, &last_boundclass);
    if (n_parts < 1 || static_cast<size_t>(n_parts) > parts.size()) {
      code_points_.push_back(static_cast<utf8proc_int32_t>(code_point));  // has no parts
    } else {
      code_points_.insert(code_points_.end(), parts.begin(), parts.begin() + n_parts);
    }
  }

  void Finish() {
    if (code_points_.empty()) return;
    SortMarks();
    const auto n_composed = utf8proc_normalize_utf32(
        code_points_.data(), static_cast<utf8proc_ssize_t>(code_points_.size()),
        static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    if (n_composed > 0) code_points_.resize(static_cast<size_t>(n_composed));
    for (const utf8proc_int32_t c : code_points_) AppendUtf8(static_cast<char32_t>(c), out_);
    code_points_.clear();
  }

 private:
  /// A character below U+0300 begins anew, whatever comes before: a good place to stop and so to
  /// keep the working memory small.
  static constexpr size_t kLongStretch = 4096;

  /// Canonical ordering. Ours because utf8proc's own sorts in quadratic time.
  void SortMarks() {
    const auto is_mark = [](utf8proc_int32_t c) { return CombiningClass(c) != 0; };
    const auto by_class = [](utf8proc_int32_t a, utf8proc_int32_t b) {
      return CombiningClass(a) < CombiningClass(b);
    };
    auto begin = code_points_.begin();
    while (begin != code_points_.end()) {
      begin = std::find_if(begin, code_points_.end(), is_mark);
      const auto end = std::find_if_not(begin, code_points_.end(), is_mark);
      if (end - begin > 1) std::stable_sort(begin, end, by_class);
      begin = end;
    }
  }

  std::string& out_;
  std::vector<utf8proc_int32_t> code_points_;
};

}  // namespace

std::string_view NormaliseToNfc(std::string_view text, std::string& storage) {
  if (IsPlainlyNfc(text)) return text;
  storage.clear();
  storage.reserve(text.size());
  Normaliser normaliser(storage);
  while (!text.empty()) {
    const Utf8Char c = DecodeUtf8(text);
    if (c.valid && !IsInRanges(kAddedSinceUnicode9, c.code_point)) {
      normaliser.Add(c.code_point);
    } else {
      normaliser.Finish();
      storage += text.substr(0, c.n_bytes);
    }
    text.remove_prefix(c.n_bytes);
  }
  normaliser.Finish();
  return storage;
}

}  // namespace cmdai::tokenizer
