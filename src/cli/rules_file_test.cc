#include "cli/rules_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace cmdai::cli {
namespace {

using safety::Decision;
using testing::ElementsAre;
using testing::HasSubstr;

std::string WriteFile(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "rules_file_" + name;
  std::ofstream(path) << text;
  return path;
}

TEST(RulesFile, RulesOfAllFilesAreRead) {
  const std::string first = WriteFile("first.toml", R"(
threads = 2
[[rules]]
decision = "block"
command = "git push"
examples = ["git push origin", "git -C x push"]
counterexamples = ["git pull"]
)");
  const std::string second = WriteFile("second.toml", R"([[rules]]
decision = "allow"
effect = "delete"
path = "~/scratch/**"
examples = ["rm ~/scratch/x"]
[[rules]]
decision = "confirm"
command = "make"
examples = ["make"]
)");
  const auto rules = ReadRules(std::vector<std::string>{first, "/nonexistent/config.toml", second});
  ASSERT_TRUE(rules) << rules.error().message;
  ASSERT_EQ(rules->size(), 3U);
  EXPECT_EQ((*rules)[0].decision, Decision::kBlocked);
  EXPECT_EQ((*rules)[0].command, "git push");
  EXPECT_THAT((*rules)[0].examples, ElementsAre("git push origin", "git -C x push"));
  EXPECT_THAT((*rules)[0].counterexamples, ElementsAre("git pull"));
  EXPECT_EQ((*rules)[0].origin, first + ":3");
  EXPECT_EQ((*rules)[1].decision, Decision::kSafe);
  EXPECT_EQ((*rules)[1].effect, "delete");
  EXPECT_EQ((*rules)[1].path, "~/scratch/**");
  EXPECT_EQ((*rules)[2].decision, Decision::kConfirm);
  EXPECT_EQ((*rules)[2].origin, second + ":6");
  EXPECT_TRUE(LoadRules(std::vector<std::string>{first, second}, {}));
}

TEST(RulesFile, WhatIsWrongIsNamedWithItsLine) {
  struct Row {
    std::string text;
    std::string message;
  };
  const std::vector<Row> rows = {
      {"[[rules]]\ncomand = 'x'\n", ":2: comand: rules have no such key (did you mean 'command'?)"},
      {"[[rules]]\ndecision = 'alow'\n",
       ":2: decision: 'alow' is not one of allow, confirm, block (did you mean 'allow'?)"},
      {"[[rules]]\neffect = 'delte'\n", "(did you mean 'delete'?)"},
      {"[[rules]]\nexamples = 'x'\n", ":2: examples: a list of texts is expected here, not text"},
      {"[[rules]]\nexamples = ['x', 1]\n",
       ":2: examples: a list of texts is expected here, not an"},
      {"[[rules]]\ncommand = ['x']\n", ":2: command: text is expected here, not a list of texts"},
      {"[[rules]]\ncommand = ''\n", ":2: command: is empty; leave the key out"},
      {"\n[[rules]]\ncommand = 'x'\nexamples = ['x']\n", ":2: the rule has no decision"},
      {"rules = 3\n", ":1: rules: write each one as a table [[rules]]"},
      {"[rules]\ncommand = 'x'\n", ":1: rules: write each one as a table [[rules]]"},
      {"rules = ['x']\n", ":1: rules: write each one as a table [[rules]]"},
      {"[[rules]]\ndecision = 'allow'\ncommand = 'x'\nexamples = ['y']\n",
       ":1: the rule (allow `x`) does not fit its example 'y'"},
      {"[[rules]\n", "is not TOML"},
  };
  for (const Row& row : rows) {
    const std::string path = WriteFile("wrong.toml", row.text);
    const auto rules = LoadRules(std::vector<std::string>{path}, {});
    ASSERT_FALSE(rules) << row.text;
    EXPECT_EQ(rules.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(rules.error().message, HasSubstr(path));
    EXPECT_THAT(rules.error().message, HasSubstr(row.message));
  }
}

}  // namespace
}  // namespace cmdai::cli
