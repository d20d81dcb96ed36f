#include "safety/path_glob.h"

#include <gtest/gtest.h>

namespace cmdai::safety {
namespace {

using Fit = PathGlob::Fit;

const std::string kAny(1, kAnything);
const std::string kRun(1, kAnyRun);
const std::string kTree(1, kAnyDepth);

PathGlob Parse(std::string_view text) {
  auto glob = PathGlob::Parse(text, "/home/user");
  EXPECT_TRUE(glob) << text;
  return glob ? *std::move(glob) : PathGlob();
}

TEST(PathGlob, TakesPathsOfThisForm) {
  struct Row {
    std::string glob;
    std::string path;
    bool covers;
    Fit touches;
  };
  const std::vector<Row> rows = {
      {"~", "/home/user", true, Fit::kYes},
      {"~/a", "/home/user/a", true, Fit::kYes},
      {"~/a", "/home/user/b", false, Fit::kNo},
      {"~/a", "/home/user/a/b", false, Fit::kNo},
      {"/a/*", "/a/b", true, Fit::kYes},
      {"/a/*", "/a/b/c", false, Fit::kNo},
      {"/a/*.log", "/a/x.log", true, Fit::kYes},
      {"/a/?[0-9]", "/a/x7", true, Fit::kYes},
      {"/a/?[0-9]", "/a/xy", false, Fit::kNo},
      {"/a/**", "/a/b", true, Fit::kYes},
      {"/a/**", "/a/b/c/d", true, Fit::kYes},
      {"/a/**", "/a", false, Fit::kNo},
      {"/a/**", "/ab", false, Fit::kNo},
      {"/a/**/z", "/a/z", true, Fit::kYes},
      {"/a/**/z", "/a/b/c/z", true, Fit::kYes},
      {"/a/**/z", "/a/xz", false, Fit::kNo},
      {"**/.env", "/srv/app/.env", true, Fit::kYes},
      {"**/.env", "/.env", true, Fit::kYes},
      // Globs of the command.
      {"/a/*", "/a/" + kRun, true, Fit::kYes},
      {"/a/*.log", "/a/" + kRun + ".log", true, Fit::kYes},
      {"/a/*.log", "/a/" + kRun, false, Fit::kYes},
      {"/a/x", "/a/" + kRun, false, Fit::kYes},
      {"/a/*.log", "/a/" + kRun + ".txt", false, Fit::kMay},
      {"/a/**", "/" + kRun + "/b", false, Fit::kYes},
      // Folders with all below.
      {"/a/**", "/a/b" + kTree, true, Fit::kYes},
      {"/a/b/c", "/a" + kTree, false, Fit::kYes},
      {"/a/b/c", "/a", false, Fit::kNo},
      {"/a/b/c", "/x" + kTree, false, Fit::kNo},
      {"/a/b/c", "/" + kTree, false, Fit::kYes},
      {"/a/b/c", kTree, false, Fit::kYes},
      {"/a/b/c", "/a/" + kRun + kTree, false, Fit::kYes},
      // Unknown parts.
      {"/a/**", "/a/" + kAny, false, Fit::kMay},
      {"/a/b", "/a/b" + kAny, false, Fit::kMay},
      {"/a/**", "/x/" + kAny, false, Fit::kNo},
      {"/a/**", kAny + "/b", false, Fit::kMay},
      {"/a/**", kAny, false, Fit::kMay},
  };
  for (const Row& row : rows) {
    const PathGlob glob = Parse(row.glob);
    EXPECT_EQ(glob.Covers(row.path), row.covers) << row.glob << " " << ToText(row.path);
    EXPECT_EQ(glob.Touches(row.path), row.touches) << row.glob << " " << ToText(row.path);
  }
}

TEST(PathGlob, IsRefusedWhereItNamesNoPlace) {
  for (const std::string_view text :
       {"", "a/b", "./a", "/a/../b", "/a/./b", "~x/a", "*", "/a\x01"}) {
    EXPECT_FALSE(PathGlob::Parse(text, "/home/user")) << text;
  }
}

}  // namespace
}  // namespace cmdai::safety
