#include "safety/evaluator.h"

/// Where the evaluator and the user's rules meet.
namespace cmdai::safety {

/// Tells the rules that an invocation begins.
void Evaluator::EnterRules(Invocation& call) {
  if (!rules_) return;
  for (size_t i = 0; i < call.argv.size(); ++i) call.argv[i].position = static_cast<uint32_t>(i);
  rules_->Enter(call.argv, WordsSpan(call), RuleTrust());
}

RuleTracker::Trust Evaluator::RuleTrust() const {
  return {.here = !elsewhere_ && !away_,
          .same_path = !state_.path_changed,
          .same_folder = state_.cwds.size() == 1 && state_.cwds[0] == FromText(environment_.cwd)};
}

/// From the program to the last argument.
shell::Span Evaluator::WordsSpan(const Invocation& call) const {
  if (call.argv.empty()) return Here(call.span);
  shell::Span span = call.argv.front().span;
  for (const Field& field : call.argv) span.end = std::max(span.end, field.span.end);
  return Here(span);
}

/// Marks the finding where a rule releases it.
void Evaluator::ApplyRules(Finding& finding, const Pattern& path, bool critical) {
  Pattern full = path;
  if (!path.empty() && !path.starts_with('/') && !path.starts_with(kAnything)) {
    full = Normalise(path, {environment_.home, state_.cwds.front()}).front();
  }
  const std::optional<size_t> rule =
      rules_->Look({.finding = finding, .path = full, .critical = critical});
  if (rule) finding.allowed_by = rules_->rule(*rule).origin;
}

/// What confirm and block rules ask for, as findings.
std::vector<Finding> Evaluator::Demands() const {
  std::vector<Finding> findings;
  if (!rules_) return findings;
  for (const RuleTracker::Demand& demand : rules_->demands()) {
    const Rule& rule = rules_->rule(demand.rule);
    const bool blocks = rule.decision == Decision::kBlocked;
    const std::string_view what = !demand.certain ? "may be what your rule is for, "
                                  : blocks        ? "is blocked by your rule for "
                                                  : "has to be confirmed by your rule for ";
    findings.push_back({.rule = "rule.user",
                        .effect = "rule",
                        .path = {},
                        .span = demand.span,
                        .message = fmt::format("{}{} ({})", what, rule.name, rule.origin),
                        .demands = demand.certain ? rule.decision : Decision::kConfirm});
  }
  return findings;
}

}  // namespace cmdai::safety
