#include "tokenizer/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/utf8.h"
#include "tokenizer/testing/test_vocabulary.h"

namespace cmdai::tokenizer {
namespace {

using testing::ElementsAre;

/// Words about files, with special tokens. Ids of single bytes are their values.
class TokenizerTest : public testing::Test {
 protected:
  TokenizerTest() {
    fi_ = words_.AddMerge("f", "i");
    le_ = words_.AddMerge("l", "e");
    file_ = words_.AddMerge("fi", "le");
    space_file_ = words_.AddMerge("\u0120", "file");
    spaces_ = words_.AddMerge("\u0120", "\u0120");
    e_acute_ = words_.AddMerge("\u00C3", "\u00A9");
    start_ = words_.Add("<|start|>", TokenType::kControl);
    start_long_ = words_.Add("<|start|>er", TokenType::kControl);
    tool_ = words_.Add("<tool \u20AC>", TokenType::kUserDefined);
    unused_ = words_.Add("[PAD]", TokenType::kUnused);
    whole_ = words_.Add("\u0120xyz");  // a token that no merges make
  }

  Tokenizer Make(std::string_view pre_tokenizer) const { return Make(words_.spec(pre_tokenizer)); }
  static Tokenizer Make(TokenizerSpec spec) {
    auto tokenizer = Tokenizer::Create(std::move(spec));
    if (!tokenizer) ADD_FAILURE() << tokenizer.error().message;
    return *std::move(tokenizer);
  }

  TestVocabulary words_;
  TokenId fi_, le_, file_, space_file_, spaces_, e_acute_, start_, start_long_, tool_, unused_,
      whole_;
};

TEST_F(TokenizerTest, TextBecomesMergedTokens) {
  const Tokenizer tokenizer = Make("gpt-2");
  const auto encode = [&](std::string_view text) {
    return tokenizer.Encode(text, SpecialTokens::kAsText);
  };
  EXPECT_THAT(encode(""), ElementsAre());
  EXPECT_THAT(encode("file"), ElementsAre(file_));
  EXPECT_THAT(encode("file file"), ElementsAre(file_, space_file_));
  EXPECT_THAT(encode("   file"), ElementsAre(spaces_, space_file_));
  EXPECT_THAT(encode("fifle"), ElementsAre(fi_, 'f', le_));
  EXPECT_THAT(encode("\u00E9"), ElementsAre(e_acute_));
  EXPECT_THAT(encode("\xC3\xFF"), ElementsAre(0xC3, 0xFF));
}

TEST_F(TokenizerTest, SpecialTokensAreParsedOnlyWhereAskedFor) {
  const Tokenizer tokenizer = Make("gpt-2");
  const std::string text = "<|start|>file<tool \u20AC><|start|>er[PAD]";
  EXPECT_THAT(tokenizer.Encode(text, SpecialTokens::kParse),
              ElementsAre(start_, file_, tool_, start_long_, '[', 'P', 'A', 'D', ']'));
  const auto as_text = tokenizer.Encode(text, SpecialTokens::kAsText);
  EXPECT_THAT(as_text, testing::Not(testing::Contains(start_)));
  EXPECT_THAT(as_text, testing::Not(testing::Contains(start_long_)));
  EXPECT_THAT(as_text, testing::Contains(tool_));
  EXPECT_EQ(tokenizer.Decode(as_text), text);
}

TEST_F(TokenizerTest, WholeWordsGoBeforeMergesForLlamaAlone) {
  const std::string text = "a xyz";
  EXPECT_THAT(Make("llama-bpe").Encode(text, SpecialTokens::kAsText), ElementsAre('a', whole_));
  EXPECT_THAT(Make("qwen2").Encode(text, SpecialTokens::kAsText),
              ElementsAre('a', ' ', 'x', 'y', 'z'));
}

TEST_F(TokenizerTest, Qwen2NormalisesTextButNotSpecialTokens) {
  words_.Add("<e\u0301>", TokenType::kUserDefined);
  const Tokenizer qwen2 = Make("qwen2");
  EXPECT_THAT(qwen2.Encode("e\u0301", SpecialTokens::kAsText), ElementsAre(e_acute_));
  EXPECT_THAT(qwen2.Encode("<e\u0301>e\u0301", SpecialTokens::kAsText),
              ElementsAre(qwen2.Find("<e\u0301>"), e_acute_));
  EXPECT_THAT(Make("gpt-2").Encode("e\u0301", SpecialTokens::kAsText),
              ElementsAre('e', 0xCC, 0x81));
}

TEST_F(TokenizerTest, BosStandsInFrontWhereTheSpecSaysSo) {
  TokenizerSpec spec = words_.spec("gpt-2");
  spec.bos = start_;
  EXPECT_THAT(Make(spec).Encode("file", SpecialTokens::kAsText), ElementsAre(file_));
  spec.add_bos = true;
  const Tokenizer tokenizer = Make(spec);
  EXPECT_EQ(tokenizer.bos(), start_);
  EXPECT_THAT(tokenizer.Encode("", SpecialTokens::kAsText), ElementsAre(start_));
  std::vector<TokenId> tokens = tokenizer.Encode("file", SpecialTokens::kAsText);
  tokenizer.AppendTo(tokens, "file", SpecialTokens::kAsText);
  EXPECT_THAT(tokens, ElementsAre(start_, file_, file_));
}

TEST_F(TokenizerTest, TokensAreDescribed) {
  TokenizerSpec spec = words_.spec("gpt-2");
  spec.eos = start_;
  spec.end_of_generation = {tool_};
  const Tokenizer tokenizer = Make(spec);
  EXPECT_EQ(tokenizer.size(), words_.spec("gpt-2").tokens.size());
  EXPECT_EQ(tokenizer.bos(), std::nullopt);
  EXPECT_EQ(tokenizer.eos(), start_);
  EXPECT_TRUE(tokenizer.IsEndOfGeneration(start_));
  EXPECT_TRUE(tokenizer.IsEndOfGeneration(tool_));
  EXPECT_FALSE(tokenizer.IsEndOfGeneration(file_));
  EXPECT_EQ(tokenizer.TokenBytes(space_file_), " file");
  EXPECT_EQ(tokenizer.TokenBytes(start_), "<|start|>");
  EXPECT_EQ(tokenizer.TokenBytes(0xFF), "\xFF");
  EXPECT_EQ(tokenizer.type(tool_), TokenType::kUserDefined);
  for (size_t id = 0; id < tokenizer.size(); ++id) {
    const auto token = static_cast<TokenId>(id);
    EXPECT_EQ(tokenizer.Find(tokenizer.TokenBytes(token)), token);
  }
  EXPECT_EQ(tokenizer.Find("\u0120file"), std::nullopt);
  EXPECT_EQ(tokenizer.Decode({{file_, start_, unused_, tool_, space_file_}}),
            "file<tool \u20AC> file");
}

TEST_F(TokenizerTest, AnyBytesSurviveTheRoundTrip) {
  std::mt19937 random(1);
  for (const std::string_view name : {"smollm", "gpt-2", "llama-bpe"}) {
    const Tokenizer tokenizer = Make(name);
    for (int i = 0; i < 2000; ++i) {
      std::string text(random() % 60, ' ');
      for (char& c : text)
        c = static_cast<char>(random() % 3 == 0 ? "file '\n1"[random() % 8]
                                                : static_cast<char>(random()));
      ASSERT_EQ(tokenizer.Decode(tokenizer.Encode(text, SpecialTokens::kAsText)), text);
    }
  }
}

TEST_F(TokenizerTest, HostileTextsAreEncodedWhole) {
  const std::string cut = "<|start|";
  std::string cut_specials;
  for (int i = 0; i < 5000; ++i) cut_specials += cut;
  const std::vector<std::string> texts = {
      std::string(200000, 'f'),        std::string(200000, ' '),
      std::string(50000, '\n') + " x", std::string(50000, '\''),
      std::string(50000, '7'),         std::string(50000, '\xCC'),
      std::string(50000, '\0'),        cut_specials};
  for (const std::string_view name : {"smollm", "qwen2", "gpt-2", "llama-bpe"}) {
    const Tokenizer tokenizer = Make(name);
    for (const std::string& text : texts) {
      ASSERT_TRUE(tokenizer.Decode(tokenizer.Encode(text, SpecialTokens::kParse)) == text);
    }
  }
}

TEST_F(TokenizerTest, SeveralThreadsMayEncodeAtOnce) {
  const Tokenizer tokenizer = Make("qwen2");
  const std::string text = "  file <|start|>e\u0301 123 <tool \u20AC> files";
  const auto expected = tokenizer.Encode(text, SpecialTokens::kParse);
  std::vector<int> n_equal(4);
  std::vector<std::thread> threads;
  threads.reserve(n_equal.size());
  for (int& count : n_equal) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        if (tokenizer.Encode(text, SpecialTokens::kParse) == expected) ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(n_equal, testing::Each(200));
}

TEST_F(TokenizerTest, BadSpecsAreErrors) {
  struct Row {
    void (*change)(TokenizerSpec&);
    ErrorCode code;
    std::string message;
  };
  const std::string n_tokens = std::to_string(words_.spec("gpt-2").tokens.size());
  const std::vector<Row> rows = {
      {[](TokenizerSpec& s) { s.model = "llama"; }, ErrorCode::kUnsupported,
       "[tokenizer] tokenizer model 'llama' is not supported, only 'gpt2' (byte-level BPE); choose "
       "another model"},
      {[](TokenizerSpec& s) { s.pre_tokenizer = ""; }, ErrorCode::kUnsupported,
       "[tokenizer] pre-tokenizer '' is not known (known: smollm, qwen2, gpt-2, llama-bpe); choose "
       "another model"},
      {[](TokenizerSpec& s) { s.bos = -1; }, ErrorCode::kCorrupt,
       "[tokenizer] the bos token is -1; the vocabulary has " + n_tokens},
      {[](TokenizerSpec& s) { s.eos = 100000; }, ErrorCode::kCorrupt,
       "[tokenizer] the eos token is 100000; the vocabulary has " + n_tokens + " tokens"},
      {[](TokenizerSpec& s) {
         s.end_of_generation = {1, 99999};
       },
       ErrorCode::kCorrupt,
       "[tokenizer] the end-of-generation token is 99999; the vocabulary has " + n_tokens +
           " tokens"},
      {[](TokenizerSpec& s) { s.add_bos = true; }, ErrorCode::kCorrupt,
       "[tokenizer] texts are to begin with bos, but none is named"},
      {[](TokenizerSpec& s) { s.tokens[5] = s.tokens[4]; }, ErrorCode::kCorrupt,
       "[tokenizer] token 5 repeats token 4: '\u0104'"},
      {[](TokenizerSpec& s) { s.types.pop_back(); }, ErrorCode::kCorrupt, "[tokenizer] "},
      {[](TokenizerSpec& s) { s.merges.emplace_back("q q"); }, ErrorCode::kCorrupt,
       "[tokenizer] merge 6 'q q' is not two tokens, separated by a space, whose concatenation is "
       "a token"},
  };
  for (const Row& row : rows) {
    TokenizerSpec spec = words_.spec("gpt-2");
    row.change(spec);
    const auto tokenizer = Tokenizer::Create(spec);
    ASSERT_FALSE(tokenizer) << row.message;
    EXPECT_EQ(tokenizer.error().code, row.code);
    EXPECT_THAT(tokenizer.error().message, testing::StartsWith(row.message));
  }
}

TEST_F(TokenizerTest, StreamedPiecesAreWholeCharacters) {
  const Tokenizer tokenizer = Make("gpt-2");
  std::mt19937 random(1);
  const std::string_view parts[] = {"file", " ", "\u00E9", "\u20AC", "\U0001F600", "\u4F60", "x"};
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += parts[random() % std::size(parts)];
    StreamDecoder decoder(tokenizer);
    std::string joined;
    for (const TokenId token : tokenizer.Encode(text, SpecialTokens::kAsText)) {
      const std::string piece = decoder.Add(token);
      ASSERT_TRUE(IsValidUtf8(piece));
      joined += piece;
    }
    ASSERT_EQ(joined, text);
    ASSERT_EQ(decoder.Flush(), "");
  }
}

TEST_F(TokenizerTest, StreamsHoldBackUnfinishedCharactersAlone) {
  const Tokenizer tokenizer = Make("gpt-2");
  StreamDecoder decoder(tokenizer);
  EXPECT_EQ(decoder.Add(0xE2), "");
  EXPECT_EQ(decoder.Add(start_), "");  // shows nothing, changes nothing
  EXPECT_EQ(decoder.Add(0x82), "");
  EXPECT_EQ(decoder.Add(0xAC), "\u20AC");
  EXPECT_EQ(decoder.Add(0xF0), "");
  EXPECT_EQ(decoder.Add('x'), "\xF0x");  // never to become valid: nothing to wait for
  EXPECT_EQ(decoder.Add(0xF0), "");
  EXPECT_EQ(decoder.Add(0x9F), "");
  EXPECT_EQ(decoder.Flush(), "\xF0\x9F");
  EXPECT_EQ(decoder.Flush(), "");
  EXPECT_EQ(decoder.Add(file_), "file");
}

}  // namespace
}  // namespace cmdai::tokenizer
