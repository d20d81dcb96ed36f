#include "assist/platform_facts.h"

#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

TEST(DistributionName, IsThePrettyNameOrElseTheName) {
  const struct {
    std::string_view text;
    std::string_view name;
  } rows[] = {
      {"NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
       "Debian GNU/Linux 12 (bookworm)"},
      {"PRETTY_NAME='Alpine Linux v3.20'", "Alpine Linux v3.20"},
      {"NAME=Fedora\nVERSION=40\n", "Fedora"},
      {"MY_PRETTY_NAME=x\nVERSION=1\n", ""},
      {"", ""},
      {"PRETTY_NAME=\"a\tb\"\n", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(DistributionName(row.text), row.name) << row.text;
}

TEST(FlavourFromLsVersion, FollowsTheAnswerOfTheTool) {
  const struct {
    int exit_status;
    std::string_view output;
    ToolFlavour flavour;
  } rows[] = {
      {0, "ls (GNU coreutils) 9.1\nCopyright", ToolFlavour::kGnu},
      {0, "ls (uutils coreutils) 0.2.2\n", ToolFlavour::kGnu},
      {1, "ls: unrecognized option '--version'\nBusyBox v1.35.0 multi-call binary.\n",
       ToolFlavour::kBusybox},
      {1, "ls: unrecognized option `--version'\nusage: ls [-@ABC] [file ...]\n", ToolFlavour::kBsd},
      {1, "ls: illegal option -- -\nusage: ls [-ABC] [file ...]\n", ToolFlavour::kBsd},
      {0, "something else 1.0\n", ToolFlavour::kUnknown},
      {139, "", ToolFlavour::kUnknown},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(FlavourFromLsVersion(row.exit_status, row.output), row.flavour) << row.output;
  }
}

TEST(ShellName, IsTheBaseNameOfAPlausibleProgram) {
  EXPECT_EQ(ShellName("/usr/bin/zsh"), "zsh");
  EXPECT_EQ(ShellName("fish"), "fish");
  EXPECT_EQ(ShellName(""), "");
  EXPECT_EQ(ShellName("/bin/"), "");
  EXPECT_EQ(ShellName("two words"), "");
  EXPECT_EQ(ShellName("b\x1b"), "");
}

TEST(ProbePlatform, TellsSystemAndShell) {
  const PlatformFacts facts = ProbePlatform("/opt/bin/fish");
  EXPECT_EQ(facts.shell, "fish");
  EXPECT_NE(facts.system, "");
  EXPECT_NE(ProbePlatform("").shell, "");
}

}  // namespace
}  // namespace cmdai::assist
