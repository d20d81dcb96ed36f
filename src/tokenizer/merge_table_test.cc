#include "tokenizer/merge_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

Vocabulary Letters() {
  auto vocabulary =
      Vocabulary::Create({"a", "b", "c", "abc", "ab", "bc", "zz", "z", "aaaa", "aaa", "aa"}, {});
  EXPECT_TRUE(vocabulary);
  return *std::move(vocabulary);
}

TEST(MergeTable, MergesAreFoundByTextAndCut) {
  const Vocabulary vocabulary = Letters();
  const std::vector<std::string_view> lines = {"b c", "a b", "a bc", "ab c"};  // two ways to abc
  const auto table = MergeTable::Create(lines, vocabulary);
  ASSERT_TRUE(table) << table.error().message;
  struct Row {
    std::string_view both;
    size_t left_bytes;
    uint32_t rank;
    TokenId merged;
  };
  const std::vector<Row> rows = {
      {"bc", 1, 0, 5},
      {"ab", 1, 1, 4},
      {"abc", 1, 2, 3},
      {"abc", 2, 3, 3},
      {"zz", 1, Merge::kNoRank, Vocabulary::kNoToken},    // a token, but of no merge
      {"ac", 1, Merge::kNoRank, Vocabulary::kNoToken},    // no token
      {"abcd", 1, Merge::kNoRank, Vocabulary::kNoToken},  // longer than any
  };
  for (const Row& row : rows) {
    const Merge merge = table->Find(vocabulary, row.both, row.left_bytes);
    EXPECT_EQ(merge.rank, row.rank) << row.both;
    EXPECT_EQ(merge.merged, row.merged) << row.both;
  }
}

TEST(MergeTable, BadLinesAreErrors) {
  const Vocabulary vocabulary = Letters();
  constexpr std::string_view kNoMerge =
      "is not two tokens, separated by a space, whose concatenation is a token";
  struct Row {
    std::vector<std::string_view> lines;
    std::string message;
  };
  const auto message = [](int rank, std::string_view line, std::string_view what) {
    return fmt::format("[tokenizer] merge {} '{}' {}", rank, line, what);
  };
  const std::vector<Row> rows = {
      {{"b c", "ab"}, message(1, "ab", kNoMerge)},
      {{""}, message(0, "", kNoMerge)},
      {{" "}, message(0, " ", kNoMerge)},
      {{"a "}, message(0, "a ", kNoMerge)},
      {{" a"}, message(0, " a", kNoMerge)},
      {{"a b c"}, message(0, "a b c", kNoMerge)},
      {{"a  b"}, message(0, "a  b", kNoMerge)},
      {{"a c"}, message(0, "a c", kNoMerge)},  // ac is no token
      {{"x b"}, message(0, "x b", kNoMerge)},  // x is no token
      {{"z zz"}, message(0, "z zz", kNoMerge)},
      {{"\x1B b"}, message(0, "\\x1b b", kNoMerge)},
      {{"a b", "b c", "a b"},
       message(2, "a b", "repeats an earlier merge, or gives a token that too many others give")},
  };
  for (const Row& row : rows) {
    const auto table = MergeTable::Create(row.lines, vocabulary);
    ASSERT_FALSE(table) << row.message;
    EXPECT_EQ(table.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(table.error().message, row.message);
  }
}

}  // namespace
}  // namespace cmdai::tokenizer
