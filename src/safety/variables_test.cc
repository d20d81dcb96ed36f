#include "safety/variables.h"

#include <gtest/gtest.h>

#include <string>

#include "safety/judge.h"

namespace cmdai::safety {
namespace {

TEST(Variables, MeanWhatProgramsMakeOfThem) {
  struct Row {
    std::string_view name;
    Risk risk;
    Role role;
  };
  static constexpr Row kRows[] = {
      {"LD_PRELOAD", Risk::kHigh, Role::kText},
      {"DYLD_INSERT_LIBRARIES", Risk::kHigh, Role::kText},
      {"LD_LIBRARY_PATH", Risk::kCaution, Role::kText},
      {"PYTHONSTARTUP", Risk::kHigh, Role::kText},
      {"PERL5OPT", Risk::kHigh, Role::kText},
      {"NODE_OPTIONS", Risk::kCaution, Role::kText},
      {"BASH_ENV", Risk::kHigh, Role::kScript},
      {"PROMPT_COMMAND", Risk::kHigh, Role::kShell},
      {"PAGER", Risk::kSafe, Role::kShell},
      {"EDITOR", Risk::kSafe, Role::kShell},
      {"GIT_SSH_COMMAND", Risk::kCaution, Role::kShell},
      {"GIT_EXTERNAL_DIFF", Risk::kCaution, Role::kShell},
      {"LESSOPEN", Risk::kCaution, Role::kShell},
      {"HISTFILE", Risk::kCaution, Role::kText},
      {"DOCKER_HOST", Risk::kCaution, Role::kText},
      {"GIT_SSL_NO_VERIFY", Risk::kCaution, Role::kText},
  };
  for (const Row& row : kRows) {
    const auto meaning = MeaningOf(row.name);
    ASSERT_TRUE(meaning) << row.name;
    EXPECT_EQ(meaning->name, row.name);
    EXPECT_EQ(Name(meaning->risk), Name(row.risk)) << row.name;
    EXPECT_EQ(Name(meaning->role), Name(row.role)) << row.name;
    EXPECT_EQ(meaning->sentence.empty(), row.risk == Risk::kSafe) << row.name;
  }
}

TEST(Variables, OthersMeanNothing) {
  for (const std::string_view name :
       {"", "x", "FOO", "LANG", "LC_ALL", "TERM", "pager", "PAGER_", "LD_PRELOA", "ld_preload"}) {
    EXPECT_FALSE(MeaningOf(name)) << name;
  }
}

TEST(Variables, AreJudgedHoweverTheyAreSet) {
  struct Row {
    std::string_view command;
    Risk at_least;
  };
  static constexpr Row kRows[] = {
      {"LD_PRELOAD=./x.so ls", Risk::kHigh},
      {"export LD_PRELOAD=./x.so", Risk::kHigh},
      {"env LD_PRELOAD=./x.so ls", Risk::kHigh},
      {"declare -x LD_PRELOAD=./x.so", Risk::kHigh},
      {"PAGER='rm -rf /' git log", Risk::kCritical},
      {"export EDITOR='rm -rf ~'", Risk::kCritical},
      {"PROMPT_COMMAND=ls", Risk::kHigh},
      {"GIT_SSH_COMMAND='sh -c \"rm -rf /\"' git fetch", Risk::kCritical},
      {"PATH=/tmp:$PATH ls", Risk::kCaution},
      {"PS1='$(rm -rf /)'", Risk::kHigh},
      {"unset HISTFILE", Risk::kCaution},
  };
  for (const Row& row : kRows) EXPECT_GE(Judge(row.command, {}).risk, row.at_least) << row.command;
}

TEST(Variables, HarmlessOnesAreSafe) {
  for (const std::string_view command : {"FOO=bar ls", "LANG=C sort x", "PAGER=cat git log",
                                         "PAGER=less man ls", "x=1", "TZ=UTC date", "PS1='$ '"}) {
    EXPECT_EQ(Judge(command, {}).decision, Decision::kSafe) << command;
  }
}

}  // namespace
}  // namespace cmdai::safety
