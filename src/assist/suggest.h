#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "assist/answer.h"
#include "assist/command_checks.h"
#include "assist/platform_facts.h"
#include "assist/ranking.h"
#include "backend/inference_backend.h"
#include "base/result.h"
#include "safety/judge.h"

/// The main job: a request in English becomes a command, or the reason why there is none.
namespace cmdai::assist {

inline constexpr size_t kCandidatesWhenUnsure = 8;

struct SuggestRequest {
  std::string text = {};  // in plain English, without control characters
  PlatformFacts facts = {};
  backend::AnswerForm form = backend::AnswerForm::kLine;
  decode::SamplingOptions sampling = {};
  /// 0: as many as it takes. A model of our own gives one answer first; where it is not sure of it,
  /// kCandidatesWhenUnsure are drawn. Other models give one.
  size_t n_candidates = 1;
  size_t max_tokens = 128;
  std::optional<std::chrono::milliseconds> timeout = std::nullopt;  // without loading
  /// The tools of the machine that the command is for; without options nothing is looked up.
  ToolLookup tools = {.is_command = IsCommandHere};
  safety::Environment environment = {};  // where the command would run
  safety::Policy policy = safety::Policy::kModerate;
  const safety::RuleSet* rules = nullptr;  // of the user; nullptr: none
};

struct ProposedCommand {
  std::string command = {};
  safety::Verdict verdict = {};
  Evidence evidence = {};
  double score = 0.0;  // see Score()
};

struct Suggestion {
  std::optional<ProposedCommand> best = std::nullopt;
  std::string refusal = {};  // why there is no command; empty where there is one
  /// Other commands, the best first. Where there is no command: guesses, which are no answers.
  std::vector<ProposedCommand> alternatives = {};
  std::string first_answer = {};  // of the model, as it came: untrusted
  size_t n_prompt_tokens = 0;
  size_t n_generated_tokens = 0;
  backend::Timings timings = {};
};

/// Asks the backend (loading it first if need be), reads its answers, checks, judges and ranks the
/// commands among them: those that agree in their normal form count as one. There is no command
/// where no answer is one, where `none` ranks first, or where a model of our own is not sure
/// enough. That is a Suggestion, not an error; errors are those of InferenceBackend::Infer. The
/// sink gets the raw text of the first answer as it comes: untrusted.
Result<Suggestion> Suggest(backend::InferenceBackend& backend, const SuggestRequest& request,
                           const decode::TextSink& sink, std::stop_token stop_token);

}  // namespace cmdai::assist
