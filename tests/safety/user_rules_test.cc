#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "safety/rules.h"
#include "shell/parser.h"
#include "shell/quote.h"
#include "shell/walk.h"
#include "tests/safety/dev_rows.h"
#include "tests/safety/program_generator.h"
#include "tests/safety/property_tables.h"

/// What holds for every set of rules of the user's, on sets that are drawn from the commands' own
/// words.
namespace cmdai::safety {
namespace {

const Environment kHere{.home = "/home/user", .cwd = "/home/user/proj"};

Strings Programs() {
  Strings programs = DangerousCommands();
  for (const DevRow& row : DevRows()) programs.push_back(row.command);
  for (uint32_t seed = 1; seed <= 100; ++seed) programs.push_back(GenerateProgram(seed));
  return programs;
}

/// The constant words that each simple command of the program begins with.
std::vector<Strings> Beginnings(const std::string& program) {
  std::vector<Strings> beginnings;
  const shell::ParseResult parsed = shell::Parse(program);
  shell::Walk(parsed.program, [&](const shell::Command& command) {
    const auto* const simple = std::get_if<shell::SimpleCommand>(&command.value);
    if (simple == nullptr) return;
    Strings words;
    for (const shell::Word& word : simple->words) {
      if (word.parts.size() != 1) break;
      const auto* const text = std::get_if<shell::Text>(&word.parts[0].value);
      if (text == nullptr || words.size() == 6) break;
      const bool bare = text->quoting == shell::Quoting::kNone;
      if (bare && text->text.find_first_of("~*?[{") != std::string::npos) break;
      words.push_back(text->text);
    }
    if (!words.empty() && !words[0].empty()) beginnings.push_back(std::move(words));
  });
  return beginnings;
}

UserRule RuleOn(Decision decision, const Strings& words) {
  const std::string command = shell::QuoteAll(words);
  return {.decision = decision, .command = command, .examples = {command}, .origin = "rules:1"};
}

/// Allow rules on beginnings of the program's commands, of random lengths.
std::vector<UserRule> DrawAllows(const std::string& program, std::mt19937& random) {
  std::vector<UserRule> rules;
  for (Strings words : Beginnings(program)) {
    words.resize(1 + random() % words.size());
    for (; !words.empty(); words.pop_back()) {
      const UserRule rule = RuleOn(Decision::kSafe, words);
      if (!MakeRules(std::vector{rule}, kHere)) continue;  // critical as it stands
      rules.push_back(rule);
      break;
    }
  }
  if (rules.size() > 16) rules.resize(16);
  for (const std::string_view program_name : {"rm", "sudo", "sh", "bash", "curl", "find", "x"}) {
    if (random() % 2 == 0) rules.push_back(RuleOn(Decision::kSafe, {std::string(program_name)}));
  }
  std::ranges::shuffle(rules, random);
  return rules;
}

Verdict JudgeBy(const std::vector<UserRule>& rules, const std::string& command,
                Policy policy = Policy::kModerate) {
  const auto set = MakeRules(rules, kHere);
  EXPECT_TRUE(set) << (set ? "" : set.error().message);
  return Judge(command, kHere, policy, set ? &*set : nullptr);
}

TEST(UserRules, NoSetOfAllowsReleasesWhatIsCritical) {
  std::mt19937 random(1);
  size_t n_released = 0;
  for (const std::string& program : Programs()) {
    const Verdict without = JudgeRow(program);
    const Verdict verdict = JudgeBy(DrawAllows(program, random), program);
    EXPECT_LE(verdict.risk, without.risk) << Shown(program);
    EXPECT_EQ(verdict.risk == Risk::kCritical, without.risk == Risk::kCritical) << Shown(program);
    for (const Finding& finding : verdict.findings) {
      n_released += finding.allowed_by.empty() ? 0 : 1;
      EXPECT_TRUE(finding.risk < Risk::kCritical || finding.allowed_by.empty()) << Shown(program);
    }
  }
  std::printf("%zu findings released\n", n_released);
  EXPECT_GE(n_released, 300U);
}

TEST(UserRules, AnAllowedCommandHidesNothingBesideIt) {
  std::mt19937 random(2);
  const Strings programs = Programs();
  for (const std::string& dangerous : DangerousCommands()) {
    for (int i = 0; i < 8; ++i) {
      const std::string& allowed = programs[random() % programs.size()];
      if (shell::Parse(allowed).error) continue;
      const std::vector<UserRule> rules = DrawAllows(allowed, random);
      const Verdict alone = JudgeBy(rules, dangerous);
      for (const std::string& line : {allowed + "\n" + dangerous, dangerous + "\n" + allowed}) {
        const Verdict both = JudgeBy(rules, line);
        EXPECT_GE(both.decision, std::min(alone.decision, Decision::kConfirm)) << Shown(line);
        // Where a program is too long to be followed to its end, it is so without rules as well.
        const Risk followed = std::min(JudgeRow(line).risk, Risk::kHigh);
        EXPECT_GE(both.risk, std::min(alone.risk, followed)) << Shown(line);
      }
    }
  }
}

TEST(UserRules, DenyBeatsAllowInAnyOrder) {
  std::mt19937 random(3);
  size_t n_blocked = 0;
  for (const std::string& program : DangerousCommands()) {
    const std::vector<Strings> beginnings = Beginnings(program);
    if (beginnings.empty()) continue;
    for (const Decision decision : {Decision::kConfirm, Decision::kBlocked}) {
      std::vector<UserRule> rules = DrawAllows(program, random);
      rules.push_back(RuleOn(decision, beginnings[random() % beginnings.size()]));
      for (int i = 0; i < 8; ++i) {
        std::ranges::shuffle(rules, random);
        EXPECT_GE(JudgeBy(rules, program, Policy::kPermissive).decision, decision)
            << Shown(program);
        ++n_blocked;
      }
    }
  }
  EXPECT_GE(n_blocked, 400U);
}

TEST(UserRules, EveryEffectThatFindingsHaveCanBeNamed) {
  for (const std::string& program : Programs()) {
    for (const Finding& finding : JudgeRow(program).findings) {
      EXPECT_NE(std::ranges::find(EffectNames(), finding.effect), EffectNames().end())
          << finding.effect;
    }
  }
}

}  // namespace
}  // namespace cmdai::safety
