#include "safety/judge.h"

#include <algorithm>

#include "base/utf8.h"
#include "safety/evaluator.h"
#include "safety/hidden.h"
#include "safety/rules.h"
#include "shell/limits.h"

namespace cmdai::safety {
namespace {

/// `command` with control characters other than \t and \n as one that stands for anything, which
/// keeps all positions.
std::string Readable(std::string_view command) {
  std::string text(command);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F) c = ' ';
  }
  return text;
}

/// What the findings amount to. `findings` come in the order in which they were made.
Verdict Sum(std::vector<Finding> findings, Policy policy) {
  const auto rank = [](const Finding& finding) {
    const int risk = finding.allowed_by.empty() ? 100 + static_cast<int>(finding.risk) : 0;
    return static_cast<int>(finding.demands) * 1000 + risk + static_cast<int>(finding.risk);
  };
  std::ranges::stable_sort(findings,
                           [&](const Finding& a, const Finding& b) { return rank(a) > rank(b); });
  Verdict verdict{
      .decision = Decision::kSafe, .risk = Risk::kSafe, .findings = std::move(findings)};
  for (const Finding& finding : verdict.findings) {
    if (finding.allowed_by.empty()) verdict.risk = std::max(verdict.risk, finding.risk);
    verdict.decision = std::max(verdict.decision, finding.demands);
  }
  verdict.decision = std::max(verdict.decision, Decide(verdict.risk, policy));
  return verdict;
}

}  // namespace

bool NeedsPerson(const Verdict& verdict) {
  return verdict.risk > Risk::kCaution ||
         std::ranges::any_of(verdict.findings, [](const Finding& finding) {
           return finding.demands != Decision::kSafe;
         });
}

Verdict Judge(std::string_view command, const Environment& environment, Policy policy,
              const RuleSet* rules) {
  const ProgramTable& programs =
      environment.programs == nullptr ? ProgramTable::BuiltIn() : *environment.programs;
  Evaluator evaluator(environment, programs,
                      rules == nullptr ? std::span<const Rule>() : rules->rules());
  if (const std::optional<HiddenText> hidden = FindHidden(command)) {
    evaluator.Note(Risk::kUnknown, "text.hidden", "unknown", hidden->span, hidden->message);
  }
  const auto length = static_cast<uint32_t>(std::min<size_t>(command.size(), UINT32_MAX));
  if (command.size() > shell::kMaxSourceBytes) {
    evaluator.Note(Risk::kUnknown, "limit", "unknown", {0, length}, "is too long to be understood");
  } else {
    evaluator.Run(Readable(command));
  }
  std::vector<Finding> findings = evaluator.Demands();
  for (Finding& finding : evaluator.TakeFindings()) findings.push_back(std::move(finding));
  return Sum(std::move(findings), policy);
}

}  // namespace cmdai::safety
