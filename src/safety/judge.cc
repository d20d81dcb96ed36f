#include "safety/judge.h"

#include <algorithm>

#include "base/utf8.h"
#include "safety/evaluator.h"
#include "safety/hidden.h"
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

}  // namespace

Verdict Judge(std::string_view command, const Environment& environment, Policy policy) {
  const ProgramTable& programs =
      environment.programs == nullptr ? ProgramTable::BuiltIn() : *environment.programs;
  Evaluator evaluator(environment, programs);
  if (const std::optional<HiddenText> hidden = FindHidden(command)) {
    evaluator.Note(Risk::kUnknown, "text.hidden", "unknown", hidden->span, hidden->message);
  }
  const auto length = static_cast<uint32_t>(std::min<size_t>(command.size(), UINT32_MAX));
  if (command.size() > shell::kMaxSourceBytes) {
    evaluator.Note(Risk::kUnknown, "limit", "unknown", {0, length}, "is too long to be understood");
  } else {
    evaluator.Run(Readable(command));
  }
  Verdict verdict{
      .decision = Decision::kSafe, .risk = Risk::kSafe, .findings = evaluator.TakeFindings()};
  std::ranges::stable_sort(verdict.findings,
                           [](const Finding& a, const Finding& b) { return a.risk > b.risk; });
  if (!verdict.findings.empty()) verdict.risk = verdict.findings.front().risk;
  verdict.decision = Decide(verdict.risk, policy);
  return verdict;
}

}  // namespace cmdai::safety
