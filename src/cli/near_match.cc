#include "cli/near_match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/edit_distance.h"

namespace cmdai::cli {
namespace {

constexpr size_t kMaxWordBytes = 64;  // longer words are slips of nothing that we have
constexpr size_t kMaxEdits = 3;

}  // namespace

std::string_view NearMatch(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.size() > kMaxWordBytes) return {};
  std::string_view best;
  size_t best_distance = kMaxEdits + 1;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    const size_t allowed = (std::max(word.size(), candidate.size()) + 2) / 3;
    if (distance > allowed || distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view match = NearMatch(word, candidates);
  return match.empty() ? "" : fmt::format(" (did you mean '{}'?)", match);
}

}  // namespace cmdai::cli
