#include "cli/near_match.h"

#include <gtest/gtest.h>

namespace cmdai::cli {
namespace {

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
