#include "decode/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cmdai::decode {
namespace {

/// How often a token that was refused is drawn again before all are filtered.
constexpr int kMaxRedraws = 16;

/// The most likely token that the filter takes. Looks for the next best one only when it refuses.
TokenId Greedy(std::span<const float> logits, const TokenFilter& allowed) {
  const auto better = [logits](size_t a, size_t b) {
    return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
  };
  const TokenId best = MostLikely(logits);
  if (allowed(best)) return best;

  // Refused: go through the others from the most likely one on, sorting them piece by piece.
  std::vector<size_t> order(logits.size());
  std::iota(order.begin(), order.end(), size_t{0});
  constexpr size_t kPiece = 256;
  for (size_t start = 0; start < order.size(); start += kPiece) {
    const size_t end = std::min(start + kPiece, order.size());
    const auto at = [&order](size_t i) { return order.begin() + static_cast<ptrdiff_t>(i); };
    std::partial_sort(at(start), at(end), order.end(), better);
    for (size_t i = start; i < end; ++i) {
      if (allowed(static_cast<TokenId>(order[i]))) return static_cast<TokenId>(order[i]);
    }
  }
  return -1;
}

}  // namespace

TokenId Sampler::Sample(std::span<const float> logits, const TokenFilter& allowed) {
  if (logits.empty()) return -1;
  if (options_.temperature <= 0.0F) return Greedy(logits, allowed);

  std::vector<Choice> choices;
  for (size_t i = 0; i < logits.size(); ++i) {
    choices.push_back({static_cast<TokenId>(i), logits[i]});
  }
  std::sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.token < b.token;
  });
  for (int n = 0; n < kMaxRedraws && !choices.empty(); ++n) {
    const TokenId token = Draw(choices);
    if (allowed(token)) return token;
    std::erase_if(choices, [token](const Choice& choice) { return choice.token == token; });
  }
  std::erase_if(choices, [&](const Choice& choice) { return !allowed(choice.token); });
  return choices.empty() ? -1 : Draw(std::move(choices));
}

/// One of `choices`, which hold logits, the most likely first.
TokenId Sampler::Draw(std::vector<Choice> choices) {
  KeepLikely(choices);
  double total = 0.0;
  for (const Choice& choice : choices) total += static_cast<double>(choice.weight);
  double left = NextUniform() * total;
  for (const Choice& choice : choices) {
    left -= static_cast<double>(choice.weight);
    if (left < 0.0) return choice.token;
  }
  return choices.back().token;
}

/// Turns logits, the highest first, into unnormalised probabilities, and cuts the tail off.
void Sampler::KeepLikely(std::vector<Choice>& choices) const {
  if (options_.top_k > 0) choices.resize(std::min(choices.size(), options_.top_k));

  const float maximum = choices.front().weight;
  double total = 0.0;
  for (Choice& choice : choices) {
    choice.weight = std::exp((choice.weight - maximum) / options_.temperature);
    total += static_cast<double>(choice.weight);
  }
  size_t n_kept = 0;
  double sum = 0.0;
  while (n_kept < choices.size() && choices[n_kept].weight >= options_.min_p) {
    sum += static_cast<double>(choices[n_kept++].weight);
    if (sum >= static_cast<double>(options_.top_p) * total) break;
  }
  choices.resize(std::max<size_t>(1, n_kept));
}

/// SplitMix64 (Steele, Lea, Flood 2014); the upper 53 bits as a fraction.
double Sampler::NextUniform() {
  state_ += 0x9E3779B97F4A7C15U;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

TokenId MostLikely(std::span<const float> logits) {
  // Two passes that the compiler vectorises are ten times as fast as one that carries an index.
  constexpr size_t kLanes = 16;
  float maxima[kLanes];
  std::fill(std::begin(maxima), std::end(maxima), logits[0]);
  size_t i = 0;
  for (; i + kLanes <= logits.size(); i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) maxima[j] = std::max(maxima[j], logits[i + j]);
  }
  float maximum = *std::max_element(std::begin(maxima), std::end(maxima));
  for (; i < logits.size(); ++i) maximum = std::max(maximum, logits[i]);
  const auto found = std::find(logits.begin(), logits.end(), maximum);
  return found == logits.end() ? 0 : static_cast<TokenId>(found - logits.begin());
}

double LogProbability(std::span<const float> logits, TokenId token) {
  const float maximum = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) sum += static_cast<double>(std::exp(logit - maximum));
  return static_cast<double>(logits[static_cast<size_t>(token)] - maximum) - std::log(sum);
}

}  // namespace cmdai::decode
