#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace cmdai::tokenizer {

/// Finds tokens that are written out in a text. Immutable after construction; safe to use from
/// several threads; borrows the names.
class SpecialMatcher {
 public:
  struct Entry {
    std::string_view name;
    TokenId id = 0;
  };
  struct Match {
    size_t begin = 0;
    size_t end = 0;
    TokenId id = 0;
  };

  SpecialMatcher() = default;
  /// Entries with an empty name are left out.
  explicit SpecialMatcher(std::vector<Entry> entries);

  /// The leftmost occurrence of a name from `begin` on, the longest where several begin at the same
  /// place. Time is that of a scan, plus O(longest name * log(number of names)) for each character
  /// with which a name begins.
  std::optional<Match> Find(std::string_view text, size_t begin) const;

 private:
  std::optional<Match> MatchAt(std::string_view text, size_t begin) const;

  std::vector<Entry> entries_;            // in the order of the names' bytes
  std::vector<bool> is_first_byte_ = {};  // [256]
};

}  // namespace cmdai::tokenizer
