#include "safety/code_texts.h"
#include "safety/evaluator.h"

/// Program texts in the small languages: awk, sed, editors, SQL.
namespace cmdai::safety {

void Evaluator::RunCode(Role language, const Field& code, const Invocation& call) {
  const std::string program = Program(call);
  if (!Spend(1 + code.text.size() / 64)) return;
  const RuleTracker::Scope rules(rules_.get());
  if (rules_) rules_->LeaveBeyond(code);
  if (code.network) {
    Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", code.span,
         fmt::format("{} runs what comes from the network", program));
    return;
  }
  std::vector<CodeEffect> effects;
  switch (language) {
    case Role::kAwk:
      effects = EffectsOfAwk(code.text);
      if (code.text.find("/inet/") != Pattern::npos && code.text.find("getline") != Pattern::npos &&
          std::ranges::any_of(
              effects, [](const CodeEffect& effect) { return effect.risk == Risk::kUnknown; })) {
        Note(Risk::kCritical, "shell.remote", "remote shell", code.span,
             "runs commands that come from the network");
      }
      break;
    case Role::kSed:
      effects = EffectsOfSed(code.text);
      break;
    case Role::kEditor:
    case Role::kDebugger:
      effects = EffectsOfEditor(code.text);
      break;
    case Role::kSql:
      effects = EffectsOfSql(code.text);
      break;
    default:
      return RunProgramText(language, code, call);
  }
  if (HasUnknown(code.text) && language != Role::kSql) {
    Note(Risk::kUnknown, "code.unknown", "unknown", code.span,
         fmt::format("{} runs code with parts that are known only then", program));
  }
  for (const CodeEffect& effect : effects) {
    const Field value = PartOf(code, effect.text);
    if (effect.role == Role::kText) {
      Note(effect.risk, effect.rule, "code", code.span, effect.text);
    } else if (effect.fed) {
      const bool network = call.in.kind == Stream::Kind::kNetwork;
      RunText(value, fmt::format("{} runs", program),
              {.kind = network ? Stream::Kind::kNetwork : Stream::Kind::kData,
               .secret = call.in.secret});
    } else {
      Apply(effect.role, value, call, {});
    }
  }
}

}  // namespace cmdai::safety
