#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "safety/risk.h"
#include "shell/dump.h"
#include "shell/limits.h"
#include "shell/parser.h"
#include "shell/print.h"
#include "shell/quote.h"
#include "tests/safety/dev_rows.h"
#include "tests/safety/program_generator.h"
#include "tests/safety/program_text.h"
#include "tests/safety/property_tables.h"

/// What holds for every command, on tables that are put together from parts.
namespace cmdai::safety {
namespace {

void ExpectNeverSafe(const std::string& command) {
  EXPECT_NE(JudgeRow(command).decision, Decision::kSafe) << Shown(command);
  EXPECT_NE(JudgeRow(command, Policy::kPermissive).decision, Decision::kSafe) << Shown(command);
  EXPECT_EQ(JudgeRow(command, Policy::kStrict).decision, Decision::kBlocked) << Shown(command);
}

TEST(Properties, WhatDoesNotParseIsNeverSafe) {
  for (const std::string& fragment : NoPrograms()) {
    ASSERT_TRUE(shell::Parse(fragment).error) << fragment;
    ExpectNeverSafe(fragment);
    ExpectNeverSafe("ls\n" + fragment);
    ExpectNeverSafe("echo a; " + fragment);
    ExpectNeverSafe("{ ls; } && " + fragment);
    ExpectNeverSafe("sh -c " + shell::Quote(fragment));
    ExpectNeverSafe("eval " + shell::Quote(fragment));
    ExpectNeverSafe("bash <<< " + shell::Quote(fragment));
    ExpectNeverSafe("echo " + shell::Quote(fragment) + " | sh");
  }
}

TEST(Properties, WhatIsNotUnderstoodIsNeverSafe) {
  for (const std::string& command : UnknownConstructs()) {
    ExpectNeverSafe(command);
    ExpectNeverSafe("ls; " + command);
    ExpectNeverSafe(command + "\nls");
    ExpectNeverSafe("true && " + command);
    ExpectNeverSafe("{ " + command + "\n}");
    if (!shell::Parse(command).error) ExpectNeverSafe("sh -c " + shell::Quote(command));
  }
}

TEST(Properties, HiddenCharactersAreNeverSafe) {
  for (const std::string& hidden : HiddenCharacters()) {
    for (const std::string& command :
         {"ls" + hidden, hidden + "ls", "ls " + hidden + "x", "ls" + hidden + "-l",
          "echo '" + hidden + "'", "echo a # " + hidden, "cat <<E\n" + hidden + "\nE",
          "echo \"a" + hidden + "b\""}) {
      ExpectNeverSafe(command);
    }
  }
}

TEST(Properties, WhatIsBeyondTheLimitsIsNeverSafe) {
  const auto repeated = [](std::string_view text, size_t n) {
    std::string result;
    for (size_t i = 0; i < n; ++i) result += text;
    return result;
  };
  for (const std::string& command :
       Strings{"echo " + std::string(shell::kMaxSourceBytes, 'a'),
               repeated("ls; ", shell::kMaxSourceBytes / 4 + 1),
               repeated("$(", 100) + "echo" + repeated(")", 100),
               repeated("{ ", 100) + "ls" + repeated("; }", 100),
               repeated("( ", 200) + "ls" + repeated(" )", 200), "echo " + repeated("{a,b}", 30),
               "echo {1..100000000}", repeated("if ls; then ", 80) + "ls" + repeated("; fi", 80),
               "echo " + repeated("\"$(echo ", 80) + "x" + repeated(")\"", 80),
               "echo " + repeated("${x:-", 100) + repeated("}", 100)}) {
    ExpectNeverSafe(command);
  }
}

TEST(Properties, NothingBesideADangerousCommandLowersTheVerdict) {
  size_t n_programs = 0;
  for (const std::string& dangerous : DangerousCommands()) {
    const Decision decision = JudgeRow(dangerous).decision;
    const Risk risk = JudgeRow(dangerous).risk;
    ASSERT_GE(decision, Decision::kConfirm) << dangerous;
    for (const std::string& harmless : HarmlessCommands()) {
      ASSERT_EQ(JudgeRow(harmless).decision, Decision::kSafe) << harmless;
      for (const std::string& program :
           {harmless + "; " + dangerous, harmless + " && " + dangerous,
            harmless + " || " + dangerous, harmless + "\n" + dangerous,
            harmless + " | { " + dangerous + "\n}", harmless + " & " + dangerous,
            dangerous + "\n" + harmless, "{ " + dangerous + "\n} && " + harmless,
            "{ " + dangerous + "\n} | " + harmless, "{ " + dangerous + "\n} & " + harmless,
            harmless + "\n" + dangerous + "\n" + harmless}) {
        ++n_programs;
        const Verdict verdict = JudgeRow(program);
        EXPECT_GE(verdict.decision, decision) << Shown(program);
        EXPECT_GE(verdict.risk, std::min(risk, Risk::kHigh)) << Shown(program);
      }
    }
  }
  std::printf("%zu programs\n", n_programs);
  EXPECT_GE(n_programs, 20000U);
}

/// Development rows and generated programs.
Strings Programs() {
  Strings programs;
  for (const DevRow& row : DevRows()) programs.push_back(row.command);
  programs.insert(programs.end(), HarmlessCommands().begin(), HarmlessCommands().end());
  programs.insert(programs.end(), DangerousCommands().begin(), DangerousCommands().end());
  for (uint32_t seed = 1; seed <= 200; ++seed) programs.push_back(GenerateProgram(seed));
  return programs;
}

TEST(Properties, WhatIsPrintedParsesToTheSameTree) {
  size_t n_programs = 0;
  for (const std::string& text : Programs()) {
    const shell::ParseResult result = shell::Parse(text);
    if (result.error) continue;
    ++n_programs;
    const std::string printed = shell::Print(result.program);
    const shell::ParseResult again = shell::Parse(printed);
    EXPECT_FALSE(again.error) << Shown(text) << "\n" << Shown(printed);
    EXPECT_EQ(shell::Dump(again.program), shell::Dump(result.program)) << Shown(text) << "\n"
                                                                       << Shown(printed);
  }
  EXPECT_GE(n_programs, 700U);
}

TEST(Properties, GeneratedProgramsParse) {
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    const std::string text = GenerateProgram(seed);
    const shell::ParseResult result = shell::Parse(text);
    EXPECT_FALSE(result.error) << Shown(text) << ": " << result.error->message;
  }
}

TEST(Properties, WhatIsPrintedIsJudgedAlike) {
  for (const std::string& text : Programs()) {
    const shell::ParseResult result = shell::Parse(text);
    if (result.error || !ProgramText(text).is_printable) continue;
    const std::string printed = shell::Print(result.program);
    EXPECT_EQ(JudgeRow(printed).risk, JudgeRow(text).risk) << Shown(text) << "\n" << Shown(printed);
  }
}

TEST(Properties, AStricterPolicyNeverAllowsMore) {
  for (const std::string& text : Programs()) {
    const Verdict strict = JudgeRow(text, Policy::kStrict);
    const Verdict moderate = JudgeRow(text, Policy::kModerate);
    const Verdict permissive = JudgeRow(text, Policy::kPermissive);
    EXPECT_GE(strict.decision, moderate.decision) << Shown(text);
    EXPECT_GE(moderate.decision, permissive.decision) << Shown(text);
    EXPECT_EQ(strict.risk, permissive.risk) << Shown(text);
  }
}

TEST(Properties, TheSameTextIsJudgedTheSame) {
  for (const std::string& text : Programs()) {
    const Verdict first = JudgeRow(text);
    const Verdict second = JudgeRow(text);
    EXPECT_EQ(first.decision, second.decision) << Shown(text);
    ASSERT_EQ(first.findings.size(), second.findings.size()) << Shown(text);
    for (size_t i = 0; i < first.findings.size(); ++i) {
      EXPECT_EQ(first.findings[i].rule, second.findings[i].rule) << Shown(text);
      EXPECT_EQ(first.findings[i].span, second.findings[i].span) << Shown(text);
      EXPECT_EQ(first.findings[i].message, second.findings[i].message) << Shown(text);
    }
  }
}

TEST(Properties, FindingsLieWithinTheTextAndSayWhatTheyAre) {
  for (const std::string& text : Programs()) {
    const Verdict verdict = JudgeRow(text);
    EXPECT_EQ(verdict.risk == Risk::kSafe, verdict.findings.empty()) << Shown(text);
    for (const Finding& finding : verdict.findings) {
      EXPECT_LE(finding.span.begin, finding.span.end) << Shown(text);
      EXPECT_LE(finding.span.end, text.size()) << Shown(text);
      EXPECT_LE(finding.risk, verdict.risk) << Shown(text);
      EXPECT_FALSE(finding.rule.empty()) << Shown(text);
      EXPECT_FALSE(finding.effect.empty()) << Shown(text);
      EXPECT_FALSE(finding.message.empty()) << Shown(text);
    }
  }
}

}  // namespace
}  // namespace cmdai::safety
