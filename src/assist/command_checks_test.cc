#include "assist/command_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shell/parser.h"

namespace cmdai::assist {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<OptionSet> Options(const std::string& program, const std::string& subcommand) {
  if (program == "ls") return OptionSet{"-l", "-a", "--all", "--color"};
  if (program == "find") return OptionSet{"-name", "-exec", "-size", "-type"};
  if (program == "git" && subcommand == "log") return OptionSet{"--oneline", "-n"};
  if (program == "grep") return OptionSet{"-r", "-i"};
  return std::nullopt;
}

UnknownWords Find(const std::string& command) {
  const ToolLookup tools = {
      .is_command = [](std::string_view program) { return !program.starts_with("no-such"); },
      .options = Options};
  return FindUnknownWords(shell::Parse(command).program, tools);
}

TEST(FindUnknownWords, LooksUpEveryProgramOfALine) {
  EXPECT_THAT(Find("ls | no-such-a && b=$(no-such-b) || if c; then no-such-c; fi").programs,
              ElementsAre("no-such-a", "no-such-b", "no-such-c"));
  EXPECT_THAT(Find("sudo -u root no-such x; xargs -n 1 no-such; timeout 5 no-such").programs,
              ElementsAre("no-such", "no-such", "no-such"));
  EXPECT_THAT(Find("find . -exec no-such {} \\; -name x").programs, ElementsAre("no-such"));
  EXPECT_THAT(Find("no-such() { ls; }; no-such; ./no-such; $no_such; A=1").programs, IsEmpty());
}

TEST(FindUnknownWords, LooksUpOptionsWhereTheyAreDocumented) {
  EXPECT_THAT(Find("ls -la --color=auto --al dir").options, IsEmpty());
  EXPECT_THAT(Find("ls -z --colour x").options, ElementsAre("ls -z", "ls --colour"));
  EXPECT_THAT(Find("ls -- -z").options, IsEmpty());
  EXPECT_THAT(Find("find . -size -10k -nmae x").options, ElementsAre("find -nmae"));
  EXPECT_THAT(Find("find . -exec ls -z {} + -type f").options, ElementsAre("ls -z"));
  EXPECT_THAT(Find("git log --online; git push --what").options, ElementsAre("git log --online"));
  EXPECT_THAT(Find("sudo ls -z | xargs grep -q").options, ElementsAre("ls -z", "grep -q"));
  EXPECT_THAT(Find("unknown --anything; kill -HUP 1; echo -x; ls \"-$x\"").options, IsEmpty());
}

}  // namespace
}  // namespace cmdai::assist
