#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <list>
#include <set>
#include <string>
#include <vector>

#include "safety/judge.h"
#include "safety/program_table.h"

/// Runs the examples that the rows of programs/*.table carry.
namespace cmdai::safety {
namespace {

/// What a user who runs the examples has.
const Environment kEnvironment{.home = "/home/user", .cwd = "/home/user/proj"};

class ProgramExamplesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator("src/safety/programs")) {
      if (entry.path().extension() == ".table") paths.insert(entry.path());
    }
    for (const std::filesystem::path& path : paths) {
      std::ifstream file(path);
      texts_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
      const Result<void> added = table_.Add(path.filename().string(), texts_.back());
      ASSERT_TRUE(added) << (added ? "" : added.error().message);
    }
  }

  std::list<std::string> texts_;
  ProgramTable table_;
};

std::string Reasons(const Verdict& verdict) {
  std::string text;
  for (const Finding& finding : verdict.findings) {
    text +=
        "\n    " + std::string(Name(finding.risk)) + " [" + finding.rule + "] " + finding.message;
  }
  return text;
}

TEST_F(ProgramExamplesTest, EveryExampleIsJudgedAsItsRowSays) {
  size_t n_hits = 0;
  size_t n_misses = 0;
  for (const Row* const row : table_.rows()) {
    for (const Example& example : row->examples) {
      const Verdict verdict = Judge(example.command, kEnvironment);
      if (example.at_least) {
        ++n_hits;
        EXPECT_GE(verdict.risk, *example.at_least)
            << row->file << ':' << row->line << ": `" << example.command << "` is "
            << Name(verdict.risk) << ", not " << Name(*example.at_least) << Reasons(verdict);
      } else {
        ++n_misses;
        EXPECT_EQ(verdict.decision, Decision::kSafe)
            << row->file << ':' << row->line << ": `" << example.command << "` is "
            << Name(verdict.risk) << ", not safe" << Reasons(verdict);
      }
    }
  }
  std::cout << table_.rows().size() << " rows, " << n_hits << " hits, " << n_misses << " misses\n";
  EXPECT_GT(n_hits, 1000U);
  EXPECT_GT(n_misses, 1000U);
}

TEST_F(ProgramExamplesTest, EveryRowHasAnExample) {
  for (const Row* const row : table_.rows()) {
    EXPECT_FALSE(row->examples.empty()) << row->file << ':' << row->line;
  }
}

TEST_F(ProgramExamplesTest, NoProgramOrSubcommandHasTwoRows) {
  std::set<std::vector<std::string>> seen;
  for (const Row* const row : table_.rows()) {
    for (const std::string& name : row->names) {
      std::vector<std::string> words = row->subcommands;
      words.insert(words.begin(), name);
      EXPECT_TRUE(seen.insert(words).second) << row->file << ':' << row->line << ": " << name;
    }
  }
}

TEST_F(ProgramExamplesTest, TheTablesCoverAtLeast450Programs) {
  std::set<std::string> names;
  std::set<std::string> rows;
  for (const Row* const row : table_.rows()) {
    names.insert(row->names.begin(), row->names.end());
    rows.insert(row->names.front());
  }
  std::cout << rows.size() << " programs, " << names.size() << " names\n";
  EXPECT_GE(rows.size(), 450U);
}

}  // namespace
}  // namespace cmdai::safety
