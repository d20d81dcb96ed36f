// Any bytes as a command to judge: a verdict that follows from its findings, and nothing that was
// not understood is called safe.

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/fuzz_target.h"
#include "safety/hidden.h"
#include "safety/judge.h"
#include "shell/parser.h"

namespace cmdai::fuzz {
namespace {

using safety::Decision;
using safety::Finding;
using safety::Policy;
using safety::Risk;
using safety::Verdict;

void CheckFinding(const Finding& finding, std::string_view text, Risk worst) {
  CMDAI_CHECK(finding.span.begin <= finding.span.end && finding.span.end <= text.size());
  CMDAI_CHECK(finding.risk != Risk::kSafe && finding.risk <= worst);
  CMDAI_CHECK(!finding.rule.empty() && !finding.effect.empty() && !finding.message.empty());
}

bool SameFindings(const Verdict& a, const Verdict& b) {
  return a.risk == b.risk &&
         std::ranges::equal(a.findings, b.findings, [](const Finding& x, const Finding& y) {
           return x.rule == y.rule && x.risk == y.risk && x.span == y.span &&
                  x.message == y.message && x.path == y.path;
         });
}

/// Judges under one policy. `understood`: the text parses and hides nothing.
Verdict CheckPolicy(std::string_view text, const safety::Environment& environment, Policy policy,
                    bool understood) {
  Verdict verdict = safety::Judge(text, environment, policy);
  CMDAI_CHECK(verdict.decision == safety::Decide(verdict.risk, policy));
  const Risk worst = verdict.findings.empty() ? Risk::kSafe : verdict.findings.front().risk;
  CMDAI_CHECK(verdict.risk == worst);
  for (const Finding& finding : verdict.findings) CheckFinding(finding, text, worst);
  CMDAI_CHECK(understood || verdict.decision != Decision::kSafe);
  return verdict;
}

}  // namespace

bool RunOne(std::span<const std::byte> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const safety::Environment user{.home = "/home/user", .cwd = "/home/user/proj"};
  const safety::Environment root{.home = "/root", .cwd = "/", .is_root = true};
  const bool understood = !shell::Parse(text).error && !safety::FindHidden(text);
  for (const safety::Environment& environment : {user, root}) {
    const Verdict strict = CheckPolicy(text, environment, Policy::kStrict, understood);
    const Verdict moderate = CheckPolicy(text, environment, Policy::kModerate, understood);
    const Verdict permissive = CheckPolicy(text, environment, Policy::kPermissive, understood);
    CMDAI_CHECK(SameFindings(strict, moderate) && SameFindings(moderate, permissive));
    CMDAI_CHECK(strict.decision >= moderate.decision);
    CMDAI_CHECK(moderate.decision >= permissive.decision);
  }
  return understood;
}

}  // namespace cmdai::fuzz
