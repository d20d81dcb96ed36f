#include "tokenizer/vocabulary.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

TEST(Vocabulary, TokensAreFoundByTextAndByBytes) {
  std::string scratch;
  const auto vocabulary =
      Vocabulary::Create({"a", "\u0120a", "<|x|>", "\u0120", "b", "c c"},
                         {TokenType::kNormal, TokenType::kNormal, TokenType::kControl,
                          TokenType::kNormal, TokenType::kUnused, TokenType::kUserDefined});
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->size(), 6U);
  EXPECT_EQ(vocabulary->FindText("\u0120a"), 1);
  EXPECT_EQ(vocabulary->FindText("<|x|>"), 2);
  EXPECT_EQ(vocabulary->FindText(" a"), Vocabulary::kNoToken);
  EXPECT_EQ(vocabulary->FindBytes(" a", scratch), 1);
  EXPECT_EQ(vocabulary->FindBytes("<|x|>", scratch), Vocabulary::kNoToken);  // not ordinary
  EXPECT_EQ(vocabulary->FindBytes("b", scratch), Vocabulary::kNoToken);
  EXPECT_EQ(vocabulary->Bytes(1), " a");
  EXPECT_EQ(vocabulary->Bytes(2), "<|x|>");
  EXPECT_EQ(vocabulary->Bytes(5), "c c");
  EXPECT_EQ(vocabulary->ByteToken(' '), 3);
  EXPECT_EQ(vocabulary->ByteToken('b'), Vocabulary::kNoToken);
  EXPECT_TRUE(vocabulary->HasText("a"));
  EXPECT_FALSE(vocabulary->HasText("aa"));
  EXPECT_FALSE(vocabulary->Contains(-1));
  EXPECT_FALSE(vocabulary->Contains(6));
}

TEST(Vocabulary, ManyTokensAreAllFoundAgain) {
  std::vector<std::string> texts;
  texts.reserve(30000);
  for (int i = 0; i < 30000; ++i) texts.push_back(fmt::format("t{}", i * 7919));
  const auto vocabulary = Vocabulary::Create({texts.begin(), texts.end()}, {});
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  for (size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(vocabulary->FindText(texts[i]), static_cast<TokenId>(i));
    ASSERT_EQ(vocabulary->Bytes(static_cast<TokenId>(i)), texts[i]);
    ASSERT_EQ(vocabulary->FindText(texts[i] + "x"), Vocabulary::kNoToken);
  }
}

TEST(Vocabulary, BadVocabulariesAreErrors) {
  struct Row {
    std::vector<std::string_view> tokens;
    std::vector<TokenType> types;
    std::string message;
  };
  const std::vector<Row> rows = {
      {{}, {}, "[tokenizer] the vocabulary has 0 tokens; 1 to 268435456 are read"},
      {{"a", "b", "a"}, {}, "[tokenizer] token 2 repeats token 0: 'a'"},
      {{"", ""}, {}, "[tokenizer] token 1 repeats token 0: ''"},
      {{"a"}, {TokenType::kNormal, TokenType::kNormal}, "[tokenizer] 2 token types for 1 tokens"},
      {{"a", "b"},
       {TokenType::kNormal, static_cast<TokenType>(7)},
       "[tokenizer] token 1 has type 7; types are 1 to 6"},
      {{"a"}, {static_cast<TokenType>(0)}, "[tokenizer] token 0 has type 0; types are 1 to 6"},
  };
  for (const Row& row : rows) {
    const auto vocabulary = Vocabulary::Create(row.tokens, row.types);
    ASSERT_FALSE(vocabulary) << row.message;
    EXPECT_EQ(vocabulary.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(vocabulary.error().message, row.message);
  }
}

TEST(Vocabulary, KeysThatCollideAreRefusedInsteadOfSearchedSlowly) {
  HashIndex index(10000);
  const auto never = [](uint32_t) { return false; };
  for (uint32_t i = 0; i < HashIndex::kMaxProbes; ++i) {
    ASSERT_EQ(index.Insert(42, i, never), HashIndex::Inserted::kNew);
  }
  EXPECT_EQ(index.Insert(42, 9999, never), HashIndex::Inserted::kTooManyCollisions);
  EXPECT_EQ(index.Find(42, [](uint32_t i) { return i == 77; }), 77U);
  EXPECT_EQ(index.Find(42, never), HashIndex::kNone);
}

}  // namespace
}  // namespace cmdai::tokenizer
