#include "assist/tool_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace cmdai::assist {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

/// A folder of manual pages, one of completions, and a cache.
class ToolDocumentsTest : public testing::Test {
 protected:
  ToolDocumentsTest() {
    std::string name = testing::TempDir() + "documents.XXXXXX";
    folder_ = ::mkdtemp(name.data());
    std::filesystem::create_directories(folder_ + "/man/man1");
    std::filesystem::create_directories(folder_ + "/completions");
    Write("tool", "the program");
  }
  ~ToolDocumentsTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + '/' + name) << text;
  }
  std::optional<OptionSet> Options(const std::string& program, const std::string& subcommand = "") {
    ToolDocuments documents({.man_folders = {folder_ + "/man"},
                             .completion_folders = {folder_ + "/completions"},
                             .cache_folder = folder_ + "/cache",
                             .may_run_help = false});
    return documents.Options(program, subcommand, folder_ + "/tool");
  }

  std::string folder_;
};

TEST_F(ToolDocumentsTest, ReadsTheManualPageOfAProgramOrOfItsSubcommand) {
  Write("man/man1/tool.1", "\\fB\\-a\\fP and \\-\\-all");
  Write("man/man1/tool-log.1", "\\-\\-oneline");
  EXPECT_THAT(Options("tool").value(), UnorderedElementsAre("-a", "--all"));
  EXPECT_THAT(Options("tool", "log").value(), UnorderedElementsAre("--oneline"));
  EXPECT_FALSE(Options("tool", "push").has_value());
  EXPECT_FALSE(Options("other").has_value());
}

TEST_F(ToolDocumentsTest, ReadsCompletionsWhereThereIsNoPage) {
  Write("completions/tool", "COMPREPLY=(-a --all --big --c --d)");
  EXPECT_THAT(Options("tool").value(), Contains("--big"));
}

TEST_F(ToolDocumentsTest, TheCacheHoldsUntilTheProgramChanges) {
  Write("man/man1/tool.1", "\\-a");
  EXPECT_THAT(Options("tool").value(), UnorderedElementsAre("-a"));
  Write("man/man1/tool.1", "\\-b");
  EXPECT_THAT(Options("tool").value(), UnorderedElementsAre("-a"));
  Write("tool", "the next version of the program");
  EXPECT_THAT(Options("tool").value(), UnorderedElementsAre("-b"));
}

TEST_F(ToolDocumentsTest, NamesThatArePathsAreNotLookedUp) {
  Write("man/man1/tool.1", "\\-a");
  for (const std::string name : {"../man1/tool", "", "-tool", ".tool", "a b"}) {
    EXPECT_FALSE(Options(name).has_value()) << name;
  }
}

TEST_F(ToolDocumentsTest, ADamagedCacheIsReadAnew) {
  Write("man/man1/tool.1", "\\-a");
  ASSERT_TRUE(Options("tool").has_value());
  Write("cache/tool", "nonsense");
  EXPECT_THAT(Options("tool").value(), UnorderedElementsAre("-a"));
}

TEST(ToolDocuments, AsksKnownToolsThemselves) {
  ToolDocuments documents(DocumentPlaces{});
  const auto options = documents.Options("sort", "", "");
  if (options) {  // not where sort is BSD's
    EXPECT_THAT(*options, Contains("-r"));
  }
  EXPECT_FALSE(documents.Options("cmdai-no-such-tool", "", "").has_value());
}

}  // namespace
}  // namespace cmdai::assist
