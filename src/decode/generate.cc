#include "decode/generate.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <utility>

#include "decode/answer.h"

namespace cmdai::decode {
namespace {

using engine::Logits;

Result<void> CheckInterruption(const GenerateOptions& options) {
  if (options.stop_token.stop_requested()) {
    return Fail(ErrorCode::kCancelled, "[decode] the request was cancelled");
  }
  if (options.deadline && Clock::now() >= *options.deadline) {
    return Fail(ErrorCode::kDeadline, "[decode] no answer within the time allowed; try --timeout");
  }
  return {};
}

Result<void> CheckPrompt(const engine::Context& context, std::span<const TokenId> prompt) {
  if (prompt.empty()) return Fail(ErrorCode::kInvalidArgument, "[decode] the prompt is empty");
  if (context.length() + prompt.size() >= context.max_length()) {
    return Fail(ErrorCode::kLimit,
                "[decode] the prompt has {} tokens, but the model takes no more than {} with its "
                "answer; shorten the request",
                prompt.size(), context.max_length());
  }
  return {};
}

/// The engine's result, with its stop explained: it only knows that it was to stop.
Result<Logits> Explain(Result<Logits> logits, const GenerateOptions& options) {
  if (!logits && logits.error().code == ErrorCode::kCancelled) {
    CMDAI_TRY(CheckInterruption(options));
  }
  return logits;
}

/// Damaged weights give infinities or NaNs, from which no token can be drawn.
Result<void> CheckFinite(const Logits& logits) {
  constexpr uint32_t kExponent = 0x7F800000;
  bool all_finite = true;
  for (const float logit : logits.values) {
    all_finite &= (std::bit_cast<uint32_t>(logit) & kExponent) != kExponent;
  }
  if (all_finite) return {};
  return Fail(ErrorCode::kBackend,
              "[decode] the model computes no numbers; its file may be damaged: fetch it again");
}

std::vector<Answer> MakeAnswers(const tokenizer::Tokenizer& tokenizer,
                                const GenerateOptions& options, const TextSink& sink) {
  std::vector<Answer> answers;
  answers.reserve(options.n_candidates);
  for (size_t i = 0; i < options.n_candidates; ++i) {
    SamplingOptions sampling = options.sampling;
    sampling.seed += i;
    if (i > 0 && sampling.temperature <= 0.0F) sampling.temperature = kCandidateTemperature;
    answers.emplace_back(tokenizer, sampling, options, i == 0 ? sink : TextSink());
  }
  return answers;
}

/// The logits after the newest token of each answer that is not finished, in their order.
Result<Logits> Step(engine::Context& context, const std::vector<Answer>& answers,
                    const engine::EvaluateOptions& evaluate) {
  if (answers.size() == 1) {
    const TokenId token = answers[0].last_token();
    return context.Evaluate(std::span(&token, 1), evaluate);
  }
  std::vector<std::vector<TokenId>> next(answers.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].finished()) next[i] = {answers[i].last_token()};
  }
  return context.EvaluateBranches(next, evaluate);
}

/// Forks the context for several answers, and joins it again however the scope is left.
class Branches {
 public:
  Branches(engine::Context& context, size_t n) : context_(n > 1 ? &context : nullptr) {
    if (context_ != nullptr) context_->Fork(n);
  }
  Branches(const Branches&) = delete;
  Branches& operator=(const Branches&) = delete;
  ~Branches() {
    if (context_ != nullptr) context_->Join(0);
  }

 private:
  engine::Context* context_;
};

}  // namespace

Result<Generated> Generate(engine::Context& context, const tokenizer::Tokenizer& tokenizer,
                           std::span<const TokenId> prompt, const GenerateOptions& options,
                           const TextSink& sink) {
  const Clock::time_point start = Clock::now();
  CMDAI_TRY(CheckPrompt(context, prompt));
  Generated result;
  result.n_prompt_tokens = prompt.size();
  const engine::EvaluateOptions evaluate = {
      .should_stop = [&options] { return !CheckInterruption(options).has_value(); }};
  CMDAI_ASSIGN(Logits logits, Explain(context.Evaluate(prompt, evaluate), options));
  CMDAI_TRY(CheckFinite(logits));
  result.prefill_ms = MillisecondsSince(start);

  std::vector<Answer> answers = MakeAnswers(tokenizer, options, sink);
  const Branches branches(context, answers.size());
  for (Answer& answer : answers) answer.Draw(logits.Row(0));
  result.first_token_ms = MillisecondsSince(start);

  const size_t room = context.max_length() - context.length();
  const size_t max_tokens = std::min(options.max_tokens, room);
  const auto finished = [](const Answer& answer) { return answer.finished(); };
  for (size_t n = 1; !std::all_of(answers.begin(), answers.end(), finished); ++n) {
    if (n >= max_tokens) {
      for (Answer& answer : answers) answer.Finish(FinishReason::kLength);
      break;
    }
    CMDAI_TRY(CheckInterruption(options));
    CMDAI_ASSIGN(logits, Explain(Step(context, answers, evaluate), options));
    CMDAI_TRY(CheckFinite(logits));
    size_t row = 0;
    for (Answer& answer : answers) {
      if (!answer.finished()) answer.Draw(logits.Row(row++));
    }
  }
  for (Answer& answer : answers) result.candidates.push_back(answer.Take());
  result.decode_ms = MillisecondsSince(start) - result.first_token_ms;
  return result;
}

}  // namespace cmdai::decode
