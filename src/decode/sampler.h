#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/language_model.h"

namespace cmdai::decode {

using engine::TokenId;

/// How the next token is drawn from its distribution. The steps apply in the order of the fields.
struct SamplingOptions {
  float temperature = 0.0F;  // 0: greedy, the most likely token; the rest is then unused
  size_t top_k = 0;          // keep only the k most likely tokens; 0: all
  float top_p = 1.0F;        // keep the fewest tokens whose probabilities sum to at least p
  float min_p = 0.0F;        // keep tokens at least min_p times as likely as the most likely one
  uint64_t seed = 0;         // the same seed and logits give the same tokens
};

/// Whether a token may come next.
using TokenFilter = std::function<bool(TokenId)>;

/// Draws tokens; holds the state of its random numbers. Not thread-safe.
class Sampler {
 public:
  explicit Sampler(const SamplingOptions& options) : options_(options), state_(options.seed) {}

  /// REQUIRES: all logits are finite.
  /// A token drawn from softmax(logits / temperature) among those that `allowed` takes, or -1 when
  /// it takes none. Top-k, top-p and min-p choose among the tokens that it has not refused: one
  /// that it refuses is drawn again without that one, and after some of these all are filtered
  /// first. The filter is thus asked about few tokens. Greedy sampling calls it only until it takes
  /// a token; equal logits: the lower id.
  TokenId Sample(std::span<const float> logits, const TokenFilter& allowed);

 private:
  struct Choice {
    TokenId token = 0;
    float weight = 0.0F;  // logit, then unnormalised probability
  };

  double NextUniform();  // in [0, 1)
  TokenId Draw(std::vector<Choice> choices);
  void KeepLikely(std::vector<Choice>& choices) const;

  SamplingOptions options_;
  uint64_t state_;
};

/// The most likely token; of equally likely ones the lowest id. REQUIRES: logits is not empty.
TokenId MostLikely(std::span<const float> logits);

/// log softmax(logits)[token], natural.
double LogProbability(std::span<const float> logits, TokenId token);

}  // namespace cmdai::decode
