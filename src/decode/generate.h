#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/constraint.h"
#include "decode/sampler.h"
#include "engine/language_model.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::decode {

using Clock = std::chrono::steady_clock;

/// Milliseconds from `start` to now.
inline double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Why an answer ended.
enum class FinishReason {
  kEnd,         // the model said so
  kStop,        // a stop string came
  kConstraint,  // the constraint was fulfilled, or nothing was left that it allows
  kLength,      // max_tokens, or the context is full
};

struct GenerateOptions {
  SamplingOptions sampling = {};
  size_t max_tokens = 128;                 // at least 1
  std::vector<std::string> stop = {};      // the answer ends before the first of these
  std::vector<TokenId> stop_tokens = {};   // end the answer, besides the tokenizer's own
  const Constraint* constraint = nullptr;  // in its first state; copied for each candidate
  /// Answers that are decoded as one batch. The first is drawn as `sampling` says, number i with
  /// seed + i and, where that is greedy, with the temperature kCandidateTemperature.
  size_t n_candidates = 1;
  bool log_probabilities = false;  // costs a pass over the vocabulary per token
  std::stop_token stop_token = {};
  std::optional<Clock::time_point> deadline = std::nullopt;
};

/// Where all candidates after a greedy first one are drawn.
inline constexpr float kCandidateTemperature = 0.8F;

struct GeneratedText {
  std::string text = {};         // valid UTF-8 as far as the model's bytes are
  size_t n_tokens = 0;           // without the one that ended it
  double log_probability = 0.0;  // sum over the tokens, natural; 0 unless asked for
  FinishReason reason = FinishReason::kEnd;
};

struct Generated {
  std::vector<GeneratedText> candidates;
  size_t n_prompt_tokens = 0;
  double prefill_ms = 0.0;      // until the first logits
  double first_token_ms = 0.0;  // until the first token was drawn, from the start
  double decode_ms = 0.0;       // after that
};

/// Called with each new piece of the first candidate's text; never splits a UTF-8 character.
using TextSink = std::function<void(std::string_view)>;

/// Appends `prompt` to the context and draws answers to it. Errors: kCancelled and kDeadline,
/// looked at in every layer of every evaluation, kLimit when the prompt leaves no room for an
/// answer, kInvalidArgument for an empty prompt, kBackend when the model gives no finite logits.
/// The context is left with the prompt and parts of an answer: rewind it or drop it.
Result<Generated> Generate(engine::Context& context, const tokenizer::Tokenizer& tokenizer,
                           std::span<const TokenId> prompt, const GenerateOptions& options,
                           const TextSink& sink);

}  // namespace cmdai::decode
