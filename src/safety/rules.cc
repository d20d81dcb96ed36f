#include "safety/rules.h"

#include <algorithm>

#include "safety/evaluator.h"
#include "shell/limits.h"
#include "shell/parser.h"

namespace cmdai::safety {
namespace {

constexpr std::string_view kWords[] = {"allow", "confirm", "block"};
constexpr std::string_view kEffects[] = {
    "bomb",   "code",         "delete",  "device",      "download",  "environment", "execute",
    "kill",   "move",         "network", "permissions", "privilege", "program",     "read",
    "remote", "remote shell", "unknown", "upload",      "write"};

tl::unexpected<Error> Wrong(const UserRule& rule, std::string_view what) {
  return Fail(ErrorCode::kInvalidArgument, "[rules] {}: {}", rule.origin, what);
}

/// Adds what a part of a word stands for, where that does not depend on anything.
bool AddConstant(const shell::Part& part, bool first, std::string& word) {
  if (const auto* const quoted = std::get_if<shell::DoubleQuoted>(&part.value)) {
    return std::ranges::all_of(quoted->parts, [&](const shell::Part& inner) {
      const auto* const text = std::get_if<shell::Text>(&inner.value);
      if (text != nullptr) word += text->text;
      return text != nullptr;
    });
  }
  const auto* const text = std::get_if<shell::Text>(&part.value);
  if (text == nullptr) return false;
  const bool bare = text->quoting == shell::Quoting::kNone;
  if (bare && text->text.find_first_of("*?[{") != std::string::npos) return false;
  if (bare && first && text->text.starts_with('~')) return false;
  word += text->text;
  return true;
}

/// The words of a text that is one simple command and nothing else.
const shell::SimpleCommand* OnlyCommand(const shell::List& program) {
  if (program.items.size() != 1 || program.items[0].background) return nullptr;
  const std::vector<shell::Pipeline>& pipelines = program.items[0].pipelines;
  if (pipelines.size() != 1 || pipelines[0].commands.size() != 1 || pipelines[0].negations > 0 ||
      pipelines[0].timed) {
    return nullptr;
  }
  const shell::Command& command = pipelines[0].commands[0];
  const auto* const simple = std::get_if<shell::SimpleCommand>(&command.value);
  const bool plain = simple != nullptr && simple->assignments.empty() &&
                     command.redirections.empty() && !simple->words.empty();
  return plain ? simple : nullptr;
}

Result<std::vector<std::string>> WordsOf(const UserRule& rule) {
  const shell::ParseResult parsed = shell::Parse(rule.command);
  const shell::SimpleCommand* const simple = OnlyCommand(parsed.program);
  if (parsed.error || simple == nullptr) {
    return Wrong(rule, fmt::format("command '{}' is not one simple command", rule.command));
  }
  std::vector<std::string> words;
  for (const shell::Word& part_of : simple->words) {
    std::string word;
    for (const shell::Part& part : part_of.parts) {
      if (!AddConstant(part, &part == &part_of.parts.front(), word) || !IsConstant(word)) {
        return Wrong(rule, fmt::format("command '{}' holds what the shell would expand; quote it",
                                       rule.command));
      }
    }
    words.push_back(std::move(word));
  }
  if (words.size() > kMaxRuleWords || words[0].empty()) {
    return Wrong(rule, fmt::format("command '{}' needs a program and at most {} words",
                                   rule.command, kMaxRuleWords));
  }
  return words;
}

std::string NameOf(const UserRule& rule) {
  std::string name = rule.command.empty() ? std::string() : fmt::format("`{}`", rule.command);
  if (!rule.effect.empty()) name += fmt::format("{}{}", name.empty() ? "" : ", ", rule.effect);
  if (!rule.path.empty()) name += fmt::format("{}{}", name.empty() ? "" : " in ", rule.path);
  return name;
}

/// The glob with the links followed that its folders before the first `*` are; empty where that
/// makes no difference.
std::string Resolved(std::string_view glob, const Environment& environment) {
  std::string full(glob);
  if (glob == "~" || glob.starts_with("~/")) full.replace(0, 1, environment.home);
  if (environment.facts == nullptr || !full.starts_with('/')) return {};
  size_t end = std::min(full.find_first_of("*?["), full.size());
  if (end < full.size()) end = full.rfind('/', end);
  for (; end != std::string::npos && end > 0; end = full.rfind('/', end - 1)) {
    const std::string folder = full.substr(0, end);
    const std::optional<std::string> real = environment.facts->Resolve(folder);
    if (real) return *real == folder ? std::string() : *real + full.substr(end);
  }
  return {};
}

Result<std::vector<PathGlob>> GlobsOf(const UserRule& rule, const Environment& environment) {
  std::vector<PathGlob> globs;
  for (const std::string& text : {rule.path, Resolved(rule.path, environment)}) {
    if (text.empty()) continue;
    Result<PathGlob> glob = PathGlob::Parse(text, environment.home);
    if (!glob) return Wrong(rule, glob.error().message);
    globs.push_back(*std::move(glob));
  }
  return globs;
}

Result<Rule> Compile(const UserRule& rule, const Environment& environment) {
  if (rule.command.empty() && rule.effect.empty() && rule.path.empty()) {
    return Wrong(rule, "the rule needs a command, an effect or a path");
  }
  Rule compiled{.decision = rule.decision,
                .effect = rule.effect,
                .origin = rule.origin,
                .name = NameOf(rule)};
  if (!rule.effect.empty() && std::ranges::find(kEffects, rule.effect) == std::end(kEffects)) {
    return Wrong(rule, fmt::format("there is no effect '{}'; there are {}", rule.effect,
                                   fmt::join(kEffects, ", ")));
  }
  if (!rule.command.empty()) {
    CMDAI_ASSIGN(compiled.words, WordsOf(rule));
  }
  CMDAI_ASSIGN(compiled.paths, GlobsOf(rule, environment));
  return compiled;
}

/// How one rule sees one command.
struct Look {
  bool fits = false;
  bool is_critical = false;
};

Look LookAt(const Rule& rule, std::string_view command, const Environment& environment) {
  const ProgramTable& programs =
      environment.programs == nullptr ? ProgramTable::BuiltIn() : *environment.programs;
  Evaluator evaluator(environment, programs, {&rule, 1});
  evaluator.Run(command);
  return {.fits = evaluator.rules()->fitted(0), .is_critical = evaluator.rules()->was_critical(0)};
}

Result<void> Verify(const UserRule& rule, const Rule& compiled, const Environment& environment) {
  if (rule.examples.empty()) return Wrong(rule, "the rule needs examples: commands that it fits");
  for (const std::vector<std::string>* const list : {&rule.examples, &rule.counterexamples}) {
    for (const std::string& command : *list) {
      if (command.size() > shell::kMaxSourceBytes) return Wrong(rule, "an example is too long");
    }
  }
  for (const std::string& command : rule.examples) {
    const Look look = LookAt(compiled, command, environment);
    if (look.is_critical) {
      return Wrong(rule,
                   fmt::format("the example '{}' is critical, which no rule allows", command));
    }
    if (!look.fits) {
      return Wrong(rule, fmt::format("the rule ({} {}) does not fit its example '{}'",
                                     RuleWord(rule.decision), compiled.name, command));
    }
  }
  for (const std::string& command : rule.counterexamples) {
    const Look look = LookAt(compiled, command, environment);
    if (look.fits || look.is_critical) {
      return Wrong(rule, fmt::format("the rule ({} {}) fits its counterexample '{}'",
                                     RuleWord(rule.decision), compiled.name, command));
    }
  }
  return {};
}

}  // namespace

std::string_view RuleWord(Decision decision) { return kWords[static_cast<size_t>(decision)]; }
std::span<const std::string_view> RuleWords() { return kWords; }
std::span<const std::string_view> EffectNames() { return kEffects; }

Result<RuleSet> MakeRules(std::span<const UserRule> rules, const Environment& environment) {
  RuleSet set;
  if (rules.size() > kMaxRules) {
    return Fail(ErrorCode::kLimit, "[rules] {}: there are more than {} rules",
                rules[kMaxRules].origin, kMaxRules);
  }
  const Environment nowhere{.home = environment.home,
                            .cwd = environment.home,
                            .is_root = false,
                            .facts = nullptr,
                            .programs = environment.programs};
  for (const UserRule& rule : rules) {
    CMDAI_ASSIGN(Rule compiled, Compile(rule, environment));
    CMDAI_TRY(Verify(rule, compiled, nowhere));
    set.rules_.push_back(std::move(compiled));
  }
  return set;
}

}  // namespace cmdai::safety
