#include "safety/brace.h"

#include <gtest/gtest.h>

#include <string>

#include "shell/parser.h"

namespace cmdai::safety {
namespace {

/// The words that the text's second word expands to, joined by blanks; parts that are no bare text
/// show as `_`.
std::string Expand(const std::string& word, size_t limit = 256) {
  const shell::ParseResult result = shell::Parse("echo " + word);
  const auto& command = result.program.items.at(0).pipelines.at(0).commands.at(0);
  const auto& simple = std::get<shell::SimpleCommand>(command.value);
  const auto words = ExpandBraces(simple.words.at(1), limit);
  if (!words) return "too many";
  std::string text;
  for (const std::vector<BracePiece>& pieces : *words) {
    if (!text.empty()) text += ' ';
    for (const BracePiece& piece : pieces) text += piece.part == nullptr ? piece.text : "_";
  }
  return text;
}

struct Row {
  std::string word;
  std::string expanded;
};

TEST(Brace, ListsGiveAWordEach) {
  const Row rows[] = {
      {"a{b,c}d", "abd acd"},
      {"{b,c}", "b c"},
      {"{a,b}{c,d}", "ac ad bc bd"},
      {"x{a,b{1,2}}y", "xay xb1y xb2y"},
      {"{{a,b},c}", "a b c"},
      {"x{,y}", "x xy"},
      {"x{y,}", "xy x"},
      {"/{bin,etc}/", "/bin/ /etc/"},
      {"{a,b}}", "a} b}"},
      {"{r,}m", "rm m"},
  };
  for (const Row& row : rows) EXPECT_EQ(Expand(row.word), row.expanded) << row.word;
}

TEST(Brace, SequencesCount) {
  const Row rows[] = {
      {"{1..3}", "1 2 3"},
      {"a{1..3}b", "a1b a2b a3b"},
      {"{3..1}", "3 2 1"},
      {"{1..10..4}", "1 5 9"},
      {"{10..1..4}", "10 6 2"},
      {"{1..10..-4}", "1 5 9"},
      {"{1..3..0}", "1 2 3"},
      {"{-1..1}", "-1 0 1"},
      {"{01..03}", "01 02 03"},
      {"{08..10}", "08 09 10"},
      {"{1..003}", "001 002 003"},
      {"{a..e}", "a b c d e"},
      {"{e..a..2}", "e c a"},
      {"{5..5}", "5"},
      {"{1..2}{a..b}", "1a 1b 2a 2b"},
      {"{{1..2},x}", "1 2 x"},
  };
  for (const Row& row : rows) EXPECT_EQ(Expand(row.word), row.expanded) << row.word;
}

TEST(Brace, WhatIsNoExpansionStaysAsItIs) {
  for (const std::string word : {"plain", "{}", "{a}", "a{b", "a}b", "{a,b", "{1..}", "{..3}",
                                 "{1..a}", "{a..3}", "{1.3}", "{1..2..x}", "{ab..cd}", "{{a}}"}) {
    EXPECT_EQ(Expand(word), word);
  }
  EXPECT_EQ(Expand("{{a,b}"), "{a {b");
  EXPECT_EQ(Expand("{a,{b,c}"), "{a,b {a,c");
}

TEST(Brace, QuotedBracesAndCommasAreText) {
  const Row rows[] = {
      {"'{a,b}'", "_"},     {"\"{a,b}\"", "_"},   {"\\{a,b}", "_a,b}"},
      {"{a\\,b}", "{a_b}"}, {"{a','b}", "{a_b}"}, {"{a,'b c'}", "a _"},
  };
  for (const Row& row : rows) EXPECT_EQ(Expand(row.word), row.expanded) << row.word;
}

TEST(Brace, OtherPartsOfTheWordAreKept) {
  const Row rows[] = {
      {"{$a,b}", "_ b"},           {"$x{a,b}", "_a _b"},  {"{a,b}\"$x\"", "a_ b_"},
      {"{$(ls),`pwd`}c", "_c _c"}, {"{1..$n}", "{1.._}"}, {"${x}{a,b}", "_a _b"},
  };
  for (const Row& row : rows) EXPECT_EQ(Expand(row.word), row.expanded) << row.word;
}

TEST(Brace, MoreWordsThanTheLimitAreRefused) {
  EXPECT_EQ(Expand("{1..4}", 4), "1 2 3 4");
  EXPECT_EQ(Expand("{1..5}", 4), "too many");
  EXPECT_EQ(Expand("{a,b}{a,b}", 4), "aa ab ba bb");
  EXPECT_EQ(Expand("{a,b}{a,b}{a,b}", 4), "too many");
  EXPECT_EQ(Expand("{1..1000000000}"), "too many");
  EXPECT_EQ(Expand("{0..9223372036854775807}"), "too many");
  std::string bomb;
  for (int i = 0; i < 100; ++i) bomb += "{a,b}";
  EXPECT_EQ(Expand(bomb), "too many");
}

TEST(Brace, TellsWhetherAWordMayExpand) {
  struct HasRow {
    std::string word;
    bool has;
  };
  const HasRow rows[] = {
      {"a{b,c}", true}, {"plain", false}, {"'{a,b}'", false}, {"$x", false}, {"$x{a,b}", true}};
  for (const HasRow& row : rows) {
    const shell::ParseResult result = shell::Parse("echo " + row.word);
    const auto& command = result.program.items.at(0).pipelines.at(0).commands.at(0);
    EXPECT_EQ(HasBraces(std::get<shell::SimpleCommand>(command.value).words.at(1)), row.has)
        << row.word;
  }
}

}  // namespace
}  // namespace cmdai::safety
