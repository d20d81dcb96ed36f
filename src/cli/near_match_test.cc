#include "cli/near_match.h"

#include <gtest/gtest.h>

namespace cmdai::cli {
namespace {

TEST(EditDistance, CountsEditsOfSingleCharacters) {
  const struct {
    std::string_view a;
    std::string_view b;
    size_t distance;
  } rows[] = {
      {"", "", 0},        {"abc", "abc", 0}, {"", "abc", 3},
      {"abc", "abd", 1},  {"abc", "acb", 1}, {"abc", "ac", 1},
      {"abc", "xabc", 1}, {"ca", "abc", 3},  {"kitten", "sitting", 3},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(EditDistance(row.a, row.b), row.distance) << row.a << " " << row.b;
    EXPECT_EQ(EditDistance(row.b, row.a), row.distance) << row.b << " " << row.a;
  }
}

TEST(NearMatch, GivesTheNearestOrNothing) {
  const std::string_view flags[] = {"--model", "--color", "--seed", "--json"};
  const struct {
    std::string_view word;
    std::string_view match;
  } rows[] = {
      {"--colour", "--color"},
      {"--modle", "--model"},
      {"--jso", "--json"},
      {"--sed", "--seed"},
      {"--execute", ""},
      {"-x", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(NearMatch(row.word, flags), row.match) << row.word;
  EXPECT_EQ(NearMatch(std::string(1000, 'x'), flags), "");
}

TEST(DidYouMean, IsTheEndOfASentenceOrEmpty) {
  const std::string_view words[] = {"auto", "always", "never"};
  EXPECT_EQ(DidYouMean("alway", words), " (did you mean 'always'?)");
  EXPECT_EQ(DidYouMean("sometimes", words), "");
}

}  // namespace
}  // namespace cmdai::cli
