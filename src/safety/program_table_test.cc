#include "safety/program_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <string>
#include <thread>

#include "safety/evaluator.h"

namespace cmdai::safety {
namespace {

/// All tables of the source tree, read as they are built in.
class TablesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator("src/safety/programs")) {
      if (entry.path().extension() == ".table") paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    ASSERT_FALSE(paths.empty());
    for (const std::filesystem::path& path : paths) {
      std::ifstream file(path);
      texts_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      const Result<void> added = table_.Add(path.filename().string(), texts_.back());
      EXPECT_TRUE(added) << (added ? "" : added.error().message);
    }
  }

  static std::string Where(const Row& row) {
    return row.file + ":" + std::to_string(row.line) + ": " + row.names.front();
  }

  std::list<std::string> texts_;
  ProgramTable table_;
};

TEST_F(TablesTest, EveryRowHasASummaryAndAnExample) {
  ASSERT_GT(table_.rows().size(), 1000U);
  for (const Row* const row : table_.rows()) {
    EXPECT_FALSE(row->summary.empty()) << Where(*row);
    EXPECT_FALSE(row->examples.empty()) << Where(*row);
  }
}

TEST_F(TablesTest, TheHandlersThatRowsNameExist) {
  for (const Row* const row : table_.rows()) {
    EXPECT_TRUE(row->handler.empty() || Evaluator::HasHandler(row->handler))
        << Where(*row) << ": " << row->handler;
  }
}

TEST_F(TablesTest, TheOutputsThatRowsNameExist) {
  static constexpr std::string_view kOutputs[] = {
      "",        "network",  "secret", "none",   "program",        "basename",
      "dirname", "realpath", "cwd",    "cat",    "same",           "rev",
      "tac",     "tr",       "base64", "base32", "openssl-base64", "xxd",
      "head",    "tail",     "cut",    "fold",   "sort",           "uniq",
      "grep",    "sed",      "awk"};
  for (const Row* const row : table_.rows()) {
    EXPECT_NE(std::ranges::find(kOutputs, row->standard_output), std::end(kOutputs))
        << Where(*row) << ": " << row->standard_output;
  }
}

TEST_F(TablesTest, TheBuiltInTablesHoldEveryRow) {
  const ProgramTable& built_in = ProgramTable::BuiltIn();
  for (const Row* const row : table_.rows()) {
    for (const std::string& name : row->names) {
      const auto subcommands = built_in.Subcommands(name);
      const bool found =
          row->subcommands.empty()
              ? built_in.Find(name) != nullptr && built_in.Find(name)->summary == row->summary
              : std::ranges::any_of(subcommands, [&](const Row* other) {
                  return other->subcommands == row->subcommands && other->summary == row->summary;
                });
      EXPECT_TRUE(found) << Where(*row);
    }
  }
}

TEST(ProgramTable, FindsRowsByEachOfTheirNames) {
  ProgramTable table;
  ASSERT_TRUE(
      table.Add("t", "program a, b : both\nprogram a sub : below\nprogram c one : alone\n"));
  ASSERT_NE(table.Find("a"), nullptr);
  EXPECT_EQ(table.Find("a"), table.Find("b"));
  EXPECT_EQ(table.Find("sub"), nullptr);
  EXPECT_EQ(table.Find("A"), nullptr);
  EXPECT_EQ(table.Find(""), nullptr);
  ASSERT_EQ(table.Subcommands("a").size(), 1U);
  EXPECT_EQ(table.Subcommands("a")[0]->summary, "below");
  EXPECT_TRUE(table.Subcommands("b").empty());
  EXPECT_EQ(table.Find("c"), nullptr);
  EXPECT_EQ(table.Subcommands("c").size(), 1U);
  EXPECT_EQ(table.rows().size(), 3U);
}

TEST(ProgramTable, ASecondRowForANameIsAnError) {
  struct BadRow {
    std::string_view first;
    std::string_view second;
  };
  static constexpr BadRow kRows[] = {{"program a : x\n", "\nprogram a : y\n"},
                                     {"program a : x\n", "\nprogram b, a : y\n"}};
  for (const BadRow& row : kRows) {
    ProgramTable table;
    ASSERT_TRUE(table.Add("one.table", row.first));
    const Result<void> second = table.Add("two.table", row.second);
    ASSERT_FALSE(second) << row.second;
    EXPECT_EQ(second.error().message,
              "[safety] two.table:2: a second row for `a` (the first: one.table:1)");
  }
}

TEST(ProgramTable, AnErrorNamesFileAndLine) {
  ProgramTable table;
  const Result<void> added = table.Add("t.table", "# words\nprogram a : x\n  flagg -a\n");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message, "[safety] t.table:3: unknown keyword `flagg`");
}

TEST(ProgramTable, BuiltInFindsPrograms) {
  const ProgramTable& table = ProgramTable::BuiltIn();
  for (const std::string_view name : {"ls", "rm", "git", "sh", "cd", "find", "docker", "kubectl",
                                      "aws", "systemctl", "psql", "apt-get", "curl", "["}) {
    ASSERT_NE(table.Find(name), nullptr) << name;
    EXPECT_FALSE(table.Find(name)->summary.empty()) << name;
    EXPECT_EQ(table.Find(name), table.Find(name)) << name;
  }
  EXPECT_FALSE(table.Subcommands("git").empty());
  EXPECT_EQ(table.Find("no-such-program"), nullptr);
  EXPECT_EQ(table.Find(""), nullptr);
  EXPECT_TRUE(table.Subcommands("no-such-program").empty());
}

TEST(ProgramTable, ManyThreadsFindTheSameRows) {
  const ProgramTable& table = ProgramTable::BuiltIn();
  std::vector<const Row*> found(4);
  std::vector<std::thread> threads;
  for (const Row*& row : found) {
    threads.emplace_back([&] {
      for (const char* const name : {"tar", "gzip", "zip", "xz", "cpio"}) row = table.Find(name);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Row* const row : found) EXPECT_EQ(row, table.Find("cpio"));
}

TEST(GlobMatches, FollowsGlobs) {
  struct GlobRow {
    std::string_view glob;
    std::string_view text;
    bool matches;
  };
  static constexpr GlobRow kRows[] = {
      {"", "", true},
      {"", "a", false},
      {"a", "", false},
      {"abc", "abc", true},
      {"abc", "abd", false},
      {"*", "", true},
      {"*", "a/b", true},
      {"a*", "abc", true},
      {"a*", "b", false},
      {"*c", "abc", true},
      {"*c", "abcd", false},
      {"a*c*e", "abcde", true},
      {"a*c*e", "abde", false},
      {"*.*", "a.b", true},
      {"*.*", "ab", false},
      {"**", "x", true},
      {"?", "a", true},
      {"?", "", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"[abc]", "b", true},
      {"[abc]", "d", false},
      {"[abc]x", "bx", true},
      {"*[0]", "a0", true},
      {"*[0]", "a1", false},
      {"[a", "[a", true},
      {"/dev/*", "/dev/sda", true},
      {"/dev/*", "/dev", false},
      {"-*r*", "-fr", true},
      {"*aab", "aaaab", true},
  };
  for (const GlobRow& row : kRows) {
    EXPECT_EQ(GlobMatches(row.glob, row.text), row.matches) << row.glob << " on " << row.text;
  }
}

TEST(GlobMatches, AnyOfSeveral) {
  EXPECT_TRUE(AnyGlobMatches("install|add|i", "add"));
  EXPECT_TRUE(AnyGlobMatches("install|add|i", "i"));
  EXPECT_FALSE(AnyGlobMatches("install|add|i", "ad"));
  EXPECT_FALSE(AnyGlobMatches("install|add|i", ""));
  EXPECT_TRUE(AnyGlobMatches("get-*|list", "get-x"));
  EXPECT_TRUE(AnyGlobMatches("a||b", ""));
}

}  // namespace
}  // namespace cmdai::safety
