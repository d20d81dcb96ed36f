#pragma once

#include <algorithm>
#include <iterator>

namespace cmdai::tokenizer {

struct CodePointRange {
  char32_t first = 0;
  char32_t last = 0;
};

/// Whether `code_point` lies in one of the ranges, which are in rising order.
template <size_t kSize>
bool IsInRanges(const CodePointRange (&ranges)[kSize], char32_t code_point) {
  const auto* range =
      std::lower_bound(std::begin(ranges), std::end(ranges), code_point,
                       [](const CodePointRange& r, char32_t c) { return r.last < c; });
  return range != std::end(ranges) && range->first <= code_point;
}

}  // namespace cmdai::tokenizer
