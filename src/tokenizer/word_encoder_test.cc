#include "tokenizer/word_encoder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tokenizer/testing/test_vocabulary.h"

namespace cmdai::tokenizer {
namespace {

/// The definition, step by step: the best pair of all, leftmost first, until there is none.
std::vector<TokenId> MergeSlowly(const Vocabulary& vocabulary, const MergeTable& merges,
                                 std::string_view word) {
  std::vector<std::string> parts;
  for (const char c : word) parts.emplace_back(1, c);
  while (true) {
    Merge best;
    size_t best_at = 0;
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      const Merge merge = merges.Find(vocabulary, parts[i] + parts[i + 1], parts[i].size());
      if (merge.rank < best.rank) {
        best = merge;
        best_at = i;
      }
    }
    if (best.rank == Merge::kNoRank) break;
    parts[best_at] += parts[best_at + 1];
    parts.erase(parts.begin() + static_cast<ptrdiff_t>(best_at) + 1);
  }
  std::vector<TokenId> ids;
  ids.reserve(parts.size());
  for (const std::string& part : parts) ids.push_back(vocabulary.FindText(part));
  return ids;
}

/// A vocabulary over the letters a to d with random merges.
TestVocabulary RandomMerges(std::mt19937& random) {
  TestVocabulary test;
  std::vector<std::string> parts = {"a", "b", "c", "d"};
  std::vector<std::string> lines;
  for (int i = 0; i < 60; ++i) {
    const std::string left = parts[random() % parts.size()];
    const std::string right = parts[random() % parts.size()];
    const std::string line = fmt::format("{} {}", left, right);
    if (std::find(lines.begin(), lines.end(), line) != lines.end()) continue;
    lines.push_back(line);
    test.AddMerge(left, right);
    const std::string merged = left + right;
    if (std::find(parts.begin(), parts.end(), merged) == parts.end()) parts.push_back(merged);
  }
  return test;
}

TEST(WordEncoder, EqualsTheDefinitionOnRandomWords) {
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    const TestVocabulary test = RandomMerges(random);
    const TokenizerSpec spec = test.spec("gpt-2");
    const auto vocabulary = Vocabulary::Create(spec.tokens, spec.types);
    ASSERT_TRUE(vocabulary);
    const auto merges = MergeTable::Create(spec.merges, *vocabulary);
    ASSERT_TRUE(merges) << merges.error().message;
    WordEncoder encoder(*vocabulary, *merges);
    for (int i = 0; i < 50; ++i) {
      std::string word(random() % 40, 'a');
      for (char& c : word) c = static_cast<char>('a' + random() % 4);
      std::vector<TokenId> ids;
      encoder.Append(word, ids);
      ASSERT_EQ(ids, MergeSlowly(*vocabulary, *merges, word)) << word;
    }
  }
}

TEST(WordEncoder, BytesWithoutATokenAreLeftOutAndTheirNeighboursMerge) {
  const auto vocabulary = Vocabulary::Create({"a", "b", "ab"}, {});
  ASSERT_TRUE(vocabulary);
  const std::vector<std::string_view> lines = {"a b"};
  const auto merges = MergeTable::Create(lines, *vocabulary);
  ASSERT_TRUE(merges);
  WordEncoder encoder(*vocabulary, *merges);
  std::vector<TokenId> ids;
  encoder.Append(
      "ba\x04"
      "b\xFF",
      ids);
  EXPECT_EQ(ids, (std::vector<TokenId>{1, 2}));
  encoder.Append("\x04", ids);
  encoder.Append("", ids);
  EXPECT_EQ(ids.size(), 2U);
}

}  // namespace
}  // namespace cmdai::tokenizer
