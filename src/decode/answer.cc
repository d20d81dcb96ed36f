#include "decode/answer.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace cmdai::decode {

Answer::Answer(const tokenizer::Tokenizer& tokenizer, const SamplingOptions& sampling,
               const GenerateOptions& options, TextSink sink)
    : tokenizer_(tokenizer),
      options_(options),
      sink_(std::move(sink)),
      sampler_(sampling),
      decoder_(tokenizer),
      stops_(options.stop),
      constraint_(options.constraint == nullptr ? nullptr : options.constraint->Clone()) {}

bool Answer::IsEnd(TokenId token) const {
  const auto& stops = options_.stop_tokens;
  return tokenizer_.IsEndOfGeneration(token) ||
         std::find(stops.begin(), stops.end(), token) != stops.end();
}

/// Ids above the tokenizer's (padding of the embedding) and control tokens that don't end the
/// answer are never taken.
bool Answer::Allows(TokenId token) const {
  if (static_cast<size_t>(token) >= tokenizer_.size()) return false;
  if (IsEnd(token)) return constraint_ == nullptr || constraint_->CanEnd();
  const tokenizer::TokenType type = tokenizer_.type(token);
  if (type == tokenizer::TokenType::kControl || type == tokenizer::TokenType::kUnused ||
      type == tokenizer::TokenType::kUnknown) {
    return false;  // nothing of these is ever shown
  }
  return constraint_ == nullptr || constraint_->Allows(tokenizer_.TokenBytes(token));
}

void Answer::Draw(std::span<const float> logits) {
  CMDAI_CHECK(!finished_);
  const TokenId token = sampler_.Sample(logits, [this](TokenId id) { return Allows(id); });
  if (token < 0) return Finish(FinishReason::kConstraint);
  if (options_.log_probabilities) result_.log_probability += LogProbability(logits, token);
  if (IsEnd(token)) return Finish(FinishReason::kEnd);

  last_token_ = token;
  ++result_.n_tokens;
  if (constraint_ != nullptr) constraint_->Accept(tokenizer_.TokenBytes(token));
  Emit(stops_.Add(decoder_.Add(token)));
  if (stops_.matched()) return Finish(FinishReason::kStop);
  if (constraint_ != nullptr && constraint_->IsComplete()) Finish(FinishReason::kConstraint);
}

void Answer::Finish(FinishReason reason) {
  if (finished_) return;
  finished_ = true;
  result_.reason = reason;
  if (stops_.matched()) return;
  Emit(stops_.Add(decoder_.Flush()));
  Emit(stops_.Flush());
}

void Answer::Emit(std::string_view text) {
  if (text.empty()) return;
  result_.text += text;
  if (sink_) sink_(text);
}

}  // namespace cmdai::decode
