#include "tokenizer/special_matcher.h"

#include <algorithm>

namespace cmdai::tokenizer {

SpecialMatcher::SpecialMatcher(std::vector<Entry> entries)
    : entries_(std::move(entries)), is_first_byte_(256) {
  std::erase_if(entries_, [](const Entry& entry) { return entry.name.empty(); });
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  for (const Entry& entry : entries_) is_first_byte_[static_cast<uint8_t>(entry.name[0])] = true;
}

std::optional<SpecialMatcher::Match> SpecialMatcher::Find(std::string_view text,
                                                          size_t begin) const {
  if (entries_.empty()) return std::nullopt;
  for (; begin < text.size(); ++begin) {
    if (!is_first_byte_[static_cast<uint8_t>(text[begin])]) continue;
    if (auto match = MatchAt(text, begin)) return match;
  }
  return std::nullopt;
}

std::optional<SpecialMatcher::Match> SpecialMatcher::MatchAt(std::string_view text,
                                                             size_t begin) const {
  // [low, high) are the entries that agree with the text so far; as they are in order, the one that
  // ends here, if any, is the first of them.
  auto low = entries_.begin();
  auto high = entries_.end();
  std::optional<Match> longest;
  for (size_t i = begin; i < text.size() && low != high; ++i) {
    const size_t depth = i - begin;
    const auto byte = static_cast<uint8_t>(text[i]);
    const auto byte_of = [depth](const Entry& entry) {
      return static_cast<uint8_t>(entry.name[depth]);
    };
    if (low->name.size() == depth) ++low;
    low = std::lower_bound(low, high, byte,
                           [&](const Entry& entry, uint8_t b) { return byte_of(entry) < b; });
    high = std::upper_bound(low, high, byte,
                            [&](uint8_t b, const Entry& entry) { return b < byte_of(entry); });
    if (low != high && low->name.size() == depth + 1) longest = Match{begin, i + 1, low->id};
  }
  return longest;
}

}  // namespace cmdai::tokenizer
