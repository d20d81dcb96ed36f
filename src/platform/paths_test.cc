#include "platform/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cmdai::platform {
namespace {

TEST(Paths, XdgFoldersIgnoreRelativeValues) {
  ::setenv("HOME", "/home/user", 1);
  ::setenv("XDG_CONFIG_HOME", "/elsewhere/", 1);
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(ConfigFolder(), "/elsewhere/cmdai");
  EXPECT_EQ(CacheFolder(), "/home/user/.cache/cmdai");
  EXPECT_EQ(ModelFolder(), "/home/user/.cache/cmdai/models");
  EXPECT_EQ(ConfigFiles().back(), "/elsewhere/cmdai/config.toml");
  EXPECT_EQ(ExpandHome("~/a b"), "/home/user/a b");
  EXPECT_EQ(ExpandHome("~other/a"), "~other/a");
  ::unsetenv("HOME");
  EXPECT_EQ(CacheFolder(), "");
  EXPECT_EQ(ModelFolder(), "");
}

TEST(Paths, ListEnvironmentGivesNamesAndValuesSorted) {
  ::setenv("CMDAI_LISTED_B", "x=y", 1);
  ::setenv("CMDAI_LISTED_A", "", 1);
  const std::vector<std::pair<std::string, std::string>> expected = {{"CMDAI_LISTED_A", ""},
                                                                     {"CMDAI_LISTED_B", "x=y"}};
  EXPECT_EQ(ListEnvironment("CMDAI_LISTED_"), expected);
  ::unsetenv("CMDAI_LISTED_A");
  ::unsetenv("CMDAI_LISTED_B");
}

TEST(Paths, JoinAndBaseName) {
  EXPECT_EQ(JoinPath("a/", "b"), "a/b");
  EXPECT_EQ(JoinPath("a", "/b"), "/b");
  EXPECT_EQ(JoinPath("", "b"), "b");
  EXPECT_EQ(BaseName("/x/y.gguf"), "y.gguf");
  EXPECT_EQ(BaseName("y"), "y");
}

TEST(Paths, ParentFolderIsWhatLiesBeforeTheLastSlash) {
  EXPECT_EQ(ParentFolder("/usr/bin/cmdai"), "/usr/bin");
  EXPECT_EQ(ParentFolder("bin/cmdai"), "bin");
  EXPECT_EQ(ParentFolder("/cmdai"), "/");
  EXPECT_EQ(ParentFolder("cmdai"), ".");
}

TEST(Paths, TheExecutableIsThisTest) {
  EXPECT_EQ(BaseName(ExecutablePath()), "cmdai_platform_test");
  EXPECT_EQ(ExecutablePath()[0], '/');
}

TEST(Paths, ListFilesOfAMissingFolderIsEmpty) {
  EXPECT_TRUE(ListFiles("/nonexistent", ".gguf").empty());
}

}  // namespace
}  // namespace cmdai::platform
