#include "cli/rules_file.h"

#include <algorithm>

#include "cli/near_match.h"
#include "cli/toml_file.h"

namespace cmdai::cli {
namespace {

using safety::UserRule;

/// A key of a rule: a text or a list of texts.
struct RuleKey {
  std::string_view name;
  std::string UserRule::*text = nullptr;
  std::vector<std::string> UserRule::*list = nullptr;
};

constexpr std::string_view kDecision = "decision";
constexpr RuleKey kKeys[] = {
    {.name = kDecision},
    {.name = "command", .text = &UserRule::command},
    {.name = "effect", .text = &UserRule::effect},
    {.name = "path", .text = &UserRule::path},
    {.name = "examples", .list = &UserRule::examples},
    {.name = "counterexamples", .list = &UserRule::counterexamples},
};

Result<void> SetDecision(UserRule& rule, const std::string& word, std::string_view origin) {
  for (const auto decision :
       {safety::Decision::kSafe, safety::Decision::kConfirm, safety::Decision::kBlocked}) {
    rule.decision = decision;
    if (safety::RuleWord(decision) == word) return {};
  }
  return Fail(ErrorCode::kInvalidArgument, "[rules] {}: '{}' is not one of {}{}", origin, word,
              fmt::join(safety::RuleWords(), ", "), DidYouMean(word, safety::RuleWords()));
}

Result<void> SetKey(UserRule& rule, const RuleKey& key, const TomlEntry& entry,
                    std::string_view origin) {
  const TomlType wanted = key.list != nullptr ? TomlType::kTexts : TomlType::kString;
  if (entry.type != wanted) {
    return Fail(ErrorCode::kInvalidArgument, "[rules] {}: {} is expected here, not {}", origin,
                TomlTypeName(wanted), TomlTypeName(entry.type));
  }
  if (key.list != nullptr) {
    rule.*key.list = entry.items;
    return {};
  }
  if (entry.text.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "[rules] {}: is empty; leave the key out", origin);
  }
  if (key.text == nullptr) return SetDecision(rule, entry.text, origin);
  if (key.name == "effect") {
    const auto effects = safety::EffectNames();
    if (std::ranges::find(effects, entry.text) == effects.end()) {
      return Fail(ErrorCode::kInvalidArgument, "[rules] {}: '{}' is not one of {}{}", origin,
                  entry.text, fmt::join(effects, ", "), DidYouMean(entry.text, effects));
    }
  }
  rule.*key.text = entry.text;
  return {};
}

Result<UserRule> ReadRule(const std::string& path, const TomlTable& table) {
  UserRule rule{.origin = fmt::format("{}:{}", path, table.line)};
  std::vector<std::string_view> names;
  for (const RuleKey& key : kKeys) names.push_back(key.name);
  bool has_decision = false;
  for (const TomlEntry& entry : table.entries) {
    const std::string origin = fmt::format("{}:{}: {}", path, entry.line, entry.key);
    const auto* const key = std::ranges::find(kKeys, entry.key, &RuleKey::name);
    if (key == std::end(kKeys)) {
      return Fail(ErrorCode::kInvalidArgument, "[rules] {}: rules have no such key{}", origin,
                  DidYouMean(entry.key, names));
    }
    CMDAI_TRY(SetKey(rule, *key, entry, origin));
    has_decision |= key->name == kDecision;
  }
  if (!has_decision) {
    return Fail(ErrorCode::kInvalidArgument, "[rules] {}: the rule has no decision; say one of {}",
                rule.origin, fmt::join(safety::RuleWords(), ", "));
  }
  return rule;
}

}  // namespace

Result<std::vector<UserRule>> ReadRules(std::span<const std::string> paths) {
  std::vector<UserRule> rules;
  for (const std::string& path : paths) {
    CMDAI_ASSIGN(const std::vector<TomlTable> tables, ReadTomlTables(path, kRulesKey));
    for (const TomlTable& table : tables) {
      CMDAI_ASSIGN(UserRule rule, ReadRule(path, table));
      rules.push_back(std::move(rule));
    }
  }
  return rules;
}

Result<safety::RuleSet> LoadRules(std::span<const std::string> paths,
                                  const safety::Environment& environment) {
  CMDAI_ASSIGN(const std::vector<UserRule> rules, ReadRules(paths));
  return safety::MakeRules(rules, environment);
}

}  // namespace cmdai::cli
