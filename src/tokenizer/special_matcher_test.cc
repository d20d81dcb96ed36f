#include "tokenizer/special_matcher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

std::string Marked(const SpecialMatcher& matcher, std::string_view text) {
  std::string out;
  size_t begin = 0;
  while (const auto match = matcher.Find(text, begin)) {
    out += text.substr(begin, match->begin - begin);
    out += fmt::format("[{}]", match->id);
    begin = match->end;
  }
  out += text.substr(begin);
  return out;
}

TEST(SpecialMatcher, LeftmostThenLongestNameIsFound) {
  const SpecialMatcher matcher(
      {{"<a>", 1}, {"<a>b", 2}, {"<a", 3}, {"a>bcd", 4}, {"\xE2\x82\xAC", 5}, {"", 6}, {"zz", 7}});
  struct Row {
    std::string text;
    std::string marked;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"none", "none"},
      {"<a>", "[1]"},
      {"<a>bcd", "[2]cd"},  // leftmost wins over the longer "a>bcd"
      {"x<a>b<a><ay", "x[2][1][3]y"},
      {"<<a", "<[3]"},
      {"<", "<"},
      {"a>bcd", "[4]"},
      {"a>bc", "a>bc"},
      {"1\xE2\x82\xAC", "1[5]"},
      {"\xE2\x82", "\xE2\x82"},
      {"zzz", "[7]z"},
  };
  for (const Row& row : rows) EXPECT_EQ(Marked(matcher, row.text), row.marked);
}

TEST(SpecialMatcher, WithoutNamesNothingIsFound) {
  EXPECT_FALSE(SpecialMatcher().Find("<a>", 0));
  EXPECT_FALSE(SpecialMatcher({{"", 1}}).Find("<a>", 0));
}

TEST(SpecialMatcher, NamesThatArePrefixesOfEachOtherAreAllFound) {
  std::vector<std::string> names;
  std::vector<SpecialMatcher::Entry> entries;
  for (size_t n = 1; n <= 40; ++n) names.emplace_back(n, 'a');
  entries.reserve(names.size());
  for (const std::string& name : names) {
    entries.push_back({name, static_cast<TokenId>(name.size())});
  }
  const SpecialMatcher matcher(entries);
  for (size_t n = 1; n <= 60; ++n) {
    const std::string text(n, 'a');
    const auto match = matcher.Find(text, 0);
    ASSERT_TRUE(match);
    EXPECT_EQ(match->end, std::min<size_t>(n, 40));
    EXPECT_EQ(match->id, static_cast<TokenId>(match->end));
  }
}

}  // namespace
}  // namespace cmdai::tokenizer
