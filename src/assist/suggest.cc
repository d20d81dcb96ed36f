#include "assist/suggest.h"

#include <algorithm>
#include <utility>

#include "assist/prompt.h"
#include "assist/shell_constraint.h"

namespace cmdai::assist {
namespace {

backend::InferenceRequest ToInference(const SuggestRequest& request) {
  return {.messages = BuildPrompt(request.facts, request.text, request.form),
          .sampling = request.sampling,
          .form = request.form,
          .constraint = MakeAnswerConstraint(request.form, request.facts.shell),
          .n_candidates = request.n_candidates,
          .max_tokens = request.max_tokens,
          .log_probabilities = request.n_candidates > 1,
          .timeout = request.timeout};
}

bool IsKnown(const Suggestion& suggestion, const std::string& command) {
  const auto is_same = [&](const ProposedCommand& known) { return known.command == command; };
  return (suggestion.best && is_same(*suggestion.best)) ||
         std::any_of(suggestion.alternatives.begin(), suggestion.alternatives.end(), is_same);
}

void AddCandidate(Suggestion& suggestion, const backend::Candidate& candidate,
                  const SuggestRequest& request) {
  ParsedAnswer answer =
      ParseAnswer(candidate.text, candidate.reason, request.form, request.is_command);
  if (answer.command && IsCutOff(*answer.command, request.facts.shell)) {
    answer = {.refusal = "the model's answer is only the beginning of a command"};
  }
  if (!answer.command) {
    if (suggestion.refusal.empty()) suggestion.refusal = std::move(answer.refusal);
    return;
  }
  if (IsKnown(suggestion, *answer.command)) return;
  ProposedCommand proposed = {.command = *std::move(answer.command),
                              .score = candidate.log_probability};
  proposed.verdict =
      safety::Judge(proposed.command, request.environment, request.policy, request.rules);
  if (suggestion.best) {
    suggestion.alternatives.push_back(std::move(proposed));
  } else {
    suggestion.best = std::move(proposed);
  }
}

}  // namespace

Result<Suggestion> Suggest(backend::InferenceBackend& backend, const SuggestRequest& request,
                           const decode::TextSink& sink, std::stop_token stop_token) {
  CMDAI_ASSIGN(const backend::Completion completion,
               backend.Infer(ToInference(request), sink, std::move(stop_token)));
  Suggestion suggestion;
  for (const backend::Candidate& candidate : completion.candidates) {
    AddCandidate(suggestion, candidate, request);
  }
  if (suggestion.best) suggestion.refusal.clear();
  std::stable_sort(suggestion.alternatives.begin(), suggestion.alternatives.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  suggestion.first_answer = completion.candidates.front().text;
  suggestion.n_prompt_tokens = completion.n_prompt_tokens;
  suggestion.n_generated_tokens = completion.n_generated_tokens;
  suggestion.timings = completion.timings;
  return suggestion;
}

}  // namespace cmdai::assist
