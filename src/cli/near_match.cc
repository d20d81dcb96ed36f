#include "cli/near_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace cmdai::cli {
namespace {

constexpr size_t kMaxWordBytes = 64;  // longer words are slips of nothing that we have
constexpr size_t kMaxEdits = 3;

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  // rows[i][j] is the distance of the first i letters of `a` and the first j of `b`.
  std::vector<std::vector<size_t>> rows(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) rows[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitution = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, substitution});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

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
