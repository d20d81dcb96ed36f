#include "safety/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::safety {
namespace {

Glob Bare(std::string_view text) {
  Glob glob;
  glob.AddBare(text);
  return glob;
}

struct Row {
  std::string_view glob;
  std::string_view text;
  bool matches;
};

TEST(Glob, MatchesAsTheShellDoes) {
  static constexpr Row kRows[] = {
      {"", "", true},
      {"", "a", false},
      {"abc", "abc", true},
      {"abc", "abd", false},
      {"*", "", true},
      {"*", "a/b", true},
      {"a*c", "a/b/c", true},
      {"a*c", "ab", false},
      {"*.*", "a.b", true},
      {"**", "ab", true},
      {"?", "a", true},
      {"?", "", false},
      {"?", "ab", false},
      {"?", "/", true},
      {"[abc]", "b", true},
      {"[abc]", "d", false},
      {"[a-c]x", "cx", true},
      {"[!a-c]", "d", true},
      {"[!a-c]", "a", false},
      {"[^a]", "b", true},
      {"[]a]", "]", true},
      {"[[:digit:]]", "7", true},
      {"[[:digit:]]", "x", false},
      {"[[:alpha:]_]", "_", true},
      {"[a", "[a", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"a\\?", "a?", true},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Bare(row.glob).Matches(row.text), row.matches) << row.glob << " on " << row.text;
  }
}

TEST(Glob, QuotedPartsStandForThemselves) {
  Glob glob;
  glob.AddQuoted("*");
  glob.AddBare("*");
  EXPECT_TRUE(glob.Matches("*abc"));
  EXPECT_FALSE(glob.Matches("abc"));
  EXPECT_FALSE(glob.empty());
  EXPECT_TRUE(Glob().empty());
}

TEST(Glob, GivesTheLengthsOfBeginningsAndEnds) {
  using Lengths = std::vector<size_t>;
  EXPECT_EQ(Bare("*/").PrefixLengths("a/b/c"), Lengths({2, 4}));
  EXPECT_EQ(Bare("/*").SuffixLengths("a/b/c"), Lengths({2, 4}));
  EXPECT_EQ(Bare("a").PrefixLengths("ba"), Lengths());
  EXPECT_EQ(Bare("a").SuffixLengths("ba"), Lengths({1}));
  EXPECT_EQ(Bare("*").PrefixLengths("ab"), Lengths({0, 1, 2}));
}

TEST(Glob, OnesThatAreNotFollowedMatchNothing) {
  Glob glob = Bare("@(a|b)");
  EXPECT_FALSE(glob.valid());
  EXPECT_FALSE(glob.Matches("a"));
  EXPECT_TRUE(Bare("a*").valid());
}

TEST(Glob, QuotedMembersOfABracketExpressionAreMembers) {
  Glob glob = Bare("[a");
  glob.AddQuoted("]!");
  glob.AddBare("]");
  EXPECT_TRUE(glob.Matches("]"));
  EXPECT_TRUE(glob.Matches("!"));
  EXPECT_FALSE(glob.Matches("b"));
}

TEST(Glob, ManyStarsTakeNoLongerThanTheProductOfTheLengths) {
  const std::string text(2000, 'a');
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "*a";
  EXPECT_FALSE(Bare(stars + "b").Matches(text));
  EXPECT_TRUE(Bare(stars).Matches(text));
}

}  // namespace
}  // namespace cmdai::safety
