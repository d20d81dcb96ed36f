#include "assist/suggest.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "assist/normal_form.h"
#include "assist/prompt.h"
#include "assist/request_values.h"
#include "assist/shell_constraint.h"
#include "assist/value_repair.h"
#include "shell/parser.h"

namespace cmdai::assist {
namespace {

backend::InferenceRequest ToInference(const SuggestRequest& request, bool is_bare) {
  const backend::AnswerForm form = is_bare ? backend::AnswerForm::kLine : request.form;
  return {.messages = is_bare ? BuildBarePrompt(request.facts, request.text)
                              : BuildPrompt(request.facts, request.text, form),
          .sampling = request.sampling,
          .form = form,
          .constraint = MakeAnswerConstraint(form, request.facts.shell),
          .n_candidates = std::max<size_t>(1, request.n_candidates),
          .max_tokens = request.max_tokens,
          .log_probabilities = true,
          .timeout = request.timeout};
}

/// Answers that come to the same: a command, or that there is none.
struct Group {
  std::optional<std::string> command = {};  // as the likeliest of them spells it
  std::string normal_form = {};
  std::string refusal = {};
  bool is_answer = true;  // a command, or the model's word that there is none
  size_t n_answers = 0;
  Evidence evidence = {};
  double score = 0.0;
};

bool IsLikelier(const backend::Candidate& candidate, const Evidence& than) {
  return candidate.log_probability && than.log_probability &&
         *candidate.log_probability > *than.log_probability;
}

/// Reads the answers; those in another spelling are put together.
class Grouping {
 public:
  Grouping(const SuggestRequest& request, backend::AnswerForm form)
      : request_(request), form_(form), values_(FindRequestValues(request.text)) {}

  void Add(const backend::Candidate& candidate) {
    ParsedAnswer answer =
        ParseAnswer(candidate.text, candidate.reason, form_, request_.tools.is_command);
    if (answer.command && IsCutOff(*answer.command, request_.facts.shell)) {
      answer = {.refusal = "the model's answer is only the beginning of a command"};
    }
    if (answer.command) Repair(*answer.command);
    const std::string form = answer.command ? NormalForm(*answer.command) : "";
    auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& known) {
      return known.normal_form == form && known.refusal == answer.refusal;
    });
    if (group == groups_.end()) {
      groups_.push_back({.normal_form = form,
                         .refusal = answer.refusal,
                         .is_answer = answer.command.has_value() || answer.says_none});
      group = groups_.end() - 1;
    }
    if (group->n_answers++ == 0 || IsLikelier(candidate, group->evidence)) {
      group->command = std::move(answer.command);
      group->evidence.log_probability = candidate.log_probability;
      group->evidence.n_tokens = candidate.n_tokens;
    }
  }

  /// The groups, the best first.
  std::vector<Group> Ranked(size_t n_answers) {
    for (Group& group : groups_) {
      group.evidence.agreement =
          static_cast<double>(group.n_answers) / static_cast<double>(n_answers);
      if (group.command) AddChecks(group);
      group.score = Score(group.evidence);
    }
    std::stable_sort(groups_.begin(), groups_.end(), [](const Group& a, const Group& b) {
      return std::pair(a.is_answer, a.score) > std::pair(b.is_answer, b.score);
    });
    return std::move(groups_);
  }

 private:
  void Repair(std::string& command) const {
    auto mended = RepairNames(values_, request_.text, command);
    if (mended && !shell::Parse(*mended).error) command = *std::move(mended);
  }

  void AddChecks(Group& group) const {
    const MissingValues missing = FindMissingValues(values_, *group.command);
    group.evidence.missing_names = missing.names;
    group.evidence.missing_numbers = missing.numbers;
    if (!request_.tools.options) return;
    const UnknownWords unknown =
        FindUnknownWords(shell::Parse(*group.command).program, request_.tools);
    group.evidence.unknown_programs = unknown.programs.size();
    group.evidence.unknown_options = unknown.options.size();
  }

  const SuggestRequest& request_;
  const backend::AnswerForm form_;
  const RequestValues values_;
  std::vector<Group> groups_;
};

ProposedCommand Propose(const Group& group, const SuggestRequest& request) {
  return {
      .command = *group.command,
      .verdict = safety::Judge(*group.command, request.environment, request.policy, request.rules),
      .evidence = group.evidence,
      .score = group.score};
}

std::vector<Group> ReadAnswers(const SuggestRequest& request, backend::AnswerForm form,
                               const backend::Completion& completion) {
  Grouping grouping(request, form);
  for (const backend::Candidate& candidate : completion.candidates) grouping.Add(candidate);
  return grouping.Ranked(completion.candidates.size());
}

bool IsSure(const std::vector<Group>& groups) {
  return groups.front().is_answer && groups.front().score >= kSureScore;
}

/// Draws more answers in the time that is left; the first of them is the one that is there.
/// nullopt where there is no time left.
Result<std::optional<backend::Completion>> DrawMore(backend::InferenceBackend& backend,
                                                    backend::InferenceRequest inference,
                                                    const backend::Completion& first,
                                                    std::stop_token stop_token) {
  inference.n_candidates = kCandidatesWhenUnsure;
  if (inference.timeout) {
    const auto used = std::chrono::milliseconds(std::llround(first.timings.total_ms));
    if (used >= *inference.timeout) return std::nullopt;
    *inference.timeout -= used;
  }
  auto more = backend.Infer(inference, {}, std::move(stop_token));
  if (!more) {
    if (more.error().code == ErrorCode::kDeadline) return std::nullopt;
    return tl::unexpected(more.error());
  }
  more->timings.load_ms = first.timings.load_ms;
  more->timings.first_token_ms = first.timings.first_token_ms;
  more->timings.prefill_ms += first.timings.prefill_ms;
  more->timings.decode_ms += first.timings.decode_ms;
  more->timings.total_ms += first.timings.total_ms;
  more->n_generated_tokens += first.n_generated_tokens;
  return std::optional(*std::move(more));
}

/// Why the first of the ranked groups is no answer; empty where it is one.
std::string RefusalOf(const std::vector<Group>& groups, bool is_bare) {
  const Group& first = groups.front();
  if (!first.command) return first.refusal;
  if (is_bare && first.score < kLeastScore) return "the model is not sure enough";
  return "";
}

}  // namespace

Result<Suggestion> Suggest(backend::InferenceBackend& backend, const SuggestRequest& request,
                           const decode::TextSink& sink, std::stop_token stop_token) {
  CMDAI_TRY(backend.Load());
  const bool is_bare = backend.info().takes_bare_requests;
  const backend::InferenceRequest inference = ToInference(request, is_bare);
  CMDAI_ASSIGN(backend::Completion completion, backend.Infer(inference, sink, stop_token));
  std::vector<Group> groups = ReadAnswers(request, inference.form, completion);
  if (request.n_candidates == 0 && is_bare && !IsSure(groups)) {
    CMDAI_ASSIGN(auto more, DrawMore(backend, inference, completion, std::move(stop_token)));
    if (more) {
      completion = *std::move(more);
      groups = ReadAnswers(request, inference.form, completion);
    }
  }

  Suggestion suggestion;
  suggestion.refusal = RefusalOf(groups, is_bare);
  for (const Group& group : groups) {
    if (!group.command) continue;
    if (suggestion.refusal.empty() && !suggestion.best) {
      suggestion.best = Propose(group, request);
    } else {
      suggestion.alternatives.push_back(Propose(group, request));
    }
  }
  suggestion.first_answer = completion.candidates.front().text;
  suggestion.n_prompt_tokens = completion.n_prompt_tokens;
  suggestion.n_generated_tokens = completion.n_generated_tokens;
  suggestion.timings = completion.timings;
  return suggestion;
}

}  // namespace cmdai::assist
