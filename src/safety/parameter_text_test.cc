#include "safety/parameter_text.h"

#include <gtest/gtest.h>

namespace cmdai::safety {
namespace {

Glob Bare(std::string_view text) {
  Glob glob;
  glob.AddBare(text);
  return glob;
}

TEST(ParameterText, TakesMatchesOffTheEnds) {
  struct Row {
    std::string_view text;
    std::string_view op;
    std::string_view glob;
    std::string_view left;
  };
  static constexpr Row kRows[] = {
      {"a/b/c", "#", "*/", "b/c"}, {"a/b/c", "##", "*/", "c"},  {"a/b/c", "%", "/*", "a/b"},
      {"a/b/c", "%%", "/*", "a"},  {"abc", "#", "x", "abc"},    {"abc", "##", "*", ""},
      {"abc", "#", "", "abc"},     {"abc", "%", "[a-c]", "ab"}, {"", "#", "*", ""},
  };
  for (const Row& row : kRows) {
    Glob glob = Bare(row.glob);
    EXPECT_EQ(RemoveMatch(row.text, row.op, glob), row.left) << row.text << row.op << row.glob;
  }
}

TEST(ParameterText, ReplacesMatches) {
  struct Row {
    std::string_view text;
    std::string_view op;
    std::string_view glob;
    std::vector<std::string> pieces;
    std::string_view result;
  };
  const Row rows[] = {
      {"abab", "/", "b", {"c"}, "acab"},
      {"abab", "//", "b", {"c"}, "acac"},
      {"abab", "//", "b", {""}, "aa"},
      {"abab", "/#", "a", {"c"}, "cbab"},
      {"abab", "/#", "b", {"c"}, "abab"},
      {"abab", "/%", "b", {"c"}, "abac"},
      {"abab", "/", "b*", {"c"}, "ac"},
      {"ab", "/#", "", {"c"}, "cab"},
      {"ab", "/%", "", {"c"}, "abc"},
      {"ab", "/", "", {"c"}, "ab"},
      {"ab", "//", "?", {"<", ">"}, "<a><b>"},
      {"", "/", "*", {"c"}, "c"},
      {"", "/", "a", {"c"}, ""},
  };
  for (const Row& row : rows) {
    Glob glob = Bare(row.glob);
    EXPECT_EQ(ReplaceMatch(row.text, row.op, glob, row.pieces), row.result)
        << row.text << row.op << row.glob;
  }
}

TEST(ParameterText, ChangesTheCaseOfWhatMatches) {
  const auto change = [](std::string_view text, std::string_view op, std::string_view pattern) {
    Glob glob = Bare(pattern);
    return ChangeCase(std::string(text), op, glob);
  };
  EXPECT_EQ(change("rm", "^", ""), "Rm");
  EXPECT_EQ(change("rm", "^^", ""), "RM");
  EXPECT_EQ(change("RM", ",", ""), "rM");
  EXPECT_EQ(change("RM", ",,", ""), "rm");
  EXPECT_EQ(change("abc", "^^", "[ac]"), "AbC");
  EXPECT_EQ(change("abc", "^", "b"), "abc");
  EXPECT_EQ(change("", "^", ""), "");
}

TEST(ParameterText, CutsFromTheStartAndFromTheEnd) {
  struct Row {
    int64_t offset;
    std::optional<int64_t> length;
    size_t begin;
    size_t end;
  };
  const Row rows[] = {
      {0, {}, 0, 5},  {2, {}, 2, 5}, {1, 2, 1, 3},         {-2, {}, 3, 5},
      {-2, 1, 3, 4},  {1, -1, 1, 4}, {5, {}, 5, 5},        {9, {}, 0, 0},
      {-9, {}, 0, 0}, {2, 99, 2, 5}, {2, INT64_MAX, 2, 5},
  };
  for (const Row& row : rows) {
    const auto slice = SliceOf(5, row.offset, row.length, false);
    ASSERT_TRUE(slice.has_value()) << row.offset;
    EXPECT_EQ(slice->begin, row.begin) << row.offset;
    EXPECT_EQ(slice->end, row.end) << row.offset;
  }
  EXPECT_FALSE(SliceOf(5, 3, -4, false).has_value());
  EXPECT_FALSE(SliceOf(5, 1, -1, true).has_value());
}

TEST(ParameterText, CountsCharacters) {
  EXPECT_EQ(CountCharacters(""), 0U);
  EXPECT_EQ(CountCharacters("abc"), 3U);
  EXPECT_EQ(CountCharacters("\u00e9\u20ac"), 2U);
}

TEST(RemoveKnownMatch, TakesOffWhatIsKnown) {
  struct Row {
    std::string pattern;
    std::string_view op;
    std::string_view glob;
    std::optional<std::string> left;
  };
  const std::string run(1, kAnyRun);
  const std::string any(1, kAnything);
  const Row rows[] = {
      {run + ".txt", "%", ".txt", run},
      {run + ".txt", "%", ".*", run},
      {run + ".tar.gz", "%", ".*", run + ".tar"},
      {run + ".txt", "%%", ".txt", run},
      {run + ".txt", "%%", ".*", {}},  // there may be more dots
      {run + ".txt", "%", ".md", {}},
      {run + ".txt", "%", "*", run + ".txt"},
      {"src/" + run, "#", "src/", run},
      {"src/" + run, "#", "*/", run},
      {"src/" + run, "##", "*/", {}},
      {any + ".txt", "%", ".txt", any},
      {run, "%", ".txt", {}},
  };
  for (const Row& row : rows) {
    Glob glob;
    glob.AddBare(row.glob);
    EXPECT_EQ(RemoveKnownMatch(row.pattern, row.op, glob), row.left)
        << ToText(row.pattern) << ' ' << row.op << row.glob;
  }
}

}  // namespace
}  // namespace cmdai::safety
