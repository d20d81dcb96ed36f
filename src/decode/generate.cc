#include "decode/generate.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "decode/answer.h"

namespace cmdai::decode {
namespace {

using engine::Logits;

// The prompt is evaluated in parts of this size, so that cancelling takes effect between them.
constexpr size_t kPromptPartTokens = 256;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

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

/// Evaluates the prompt; the result is the row of logits after its last token.
Result<Logits> Prefill(engine::Context& context, std::span<const TokenId> prompt,
                       const GenerateOptions& options) {
  Logits logits;
  while (!prompt.empty()) {
    CMDAI_TRY(CheckInterruption(options));
    const size_t n = std::min(kPromptPartTokens, prompt.size());
    const auto rows = n == prompt.size() ? engine::LogitRows::kLast : engine::LogitRows::kNone;
    CMDAI_ASSIGN(logits, context.Evaluate(prompt.first(n), {.rows = rows}));
    prompt = prompt.subspan(n);
  }
  return logits;
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
Result<Logits> Step(engine::Context& context, const std::vector<Answer>& answers) {
  if (answers.size() == 1) {
    const TokenId token = answers[0].last_token();
    return context.Evaluate(std::span(&token, 1), {});
  }
  std::vector<std::vector<TokenId>> next(answers.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].finished()) next[i] = {answers[i].last_token()};
  }
  return context.EvaluateBranches(next, {});
}

}  // namespace

Result<Generated> Generate(engine::Context& context, const tokenizer::Tokenizer& tokenizer,
                           std::span<const TokenId> prompt, const GenerateOptions& options,
                           const TextSink& sink) {
  const Clock::time_point start = Clock::now();
  CMDAI_TRY(CheckPrompt(context, prompt));
  Generated result;
  result.n_prompt_tokens = prompt.size();
  CMDAI_ASSIGN(Logits logits, Prefill(context, prompt, options));
  result.prefill_ms = MillisecondsSince(start);

  std::vector<Answer> answers = MakeAnswers(tokenizer, options, sink);
  if (answers.size() > 1) context.Fork(answers.size());
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
    CMDAI_ASSIGN(logits, Step(context, answers));
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
