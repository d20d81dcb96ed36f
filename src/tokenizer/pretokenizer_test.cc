#include "tokenizer/pretokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

std::vector<std::string> Pieces(PreTokenizer pre_tokenizer, std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const size_t n_bytes = FirstPieceBytes(pre_tokenizer, text);
    if (n_bytes == 0 || n_bytes > text.size()) return {"a piece of bad length"};
    pieces.emplace_back(text.substr(0, n_bytes));
    text.remove_prefix(n_bytes);
  }
  return pieces;
}

struct Row {
  std::string text;
  std::vector<std::string> pieces;
};

void CheckRows(PreTokenizer pre_tokenizer, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_THAT(Pieces(pre_tokenizer, row.text), testing::ElementsAreArray(row.pieces)) << row.text;
  }
}

// The rows were confirmed with the published expressions in Hugging Face's tokenizers 0.23.3 and in
// Python's regex module; those with invalid UTF-8, which neither takes, are our own.

TEST(PreTokenizer, Gpt2CutsAsItsExpressionSays) {
  CheckRows(PreTokenizer::kGpt2,
            {
                {"Hello world", {"Hello", " world"}},
                {"I'm we'll DON'T it's", {"I", "'m", " we", "'ll", " DON", "'", "T", " it", "'s"}},
                {"'sab 'S 'Re 'lL", {"'s", "ab", " '", "S", " '", "Re", " '", "lL"}},
                {"a 12 345 6789", {"a", " 12", " 345", " 6789"}},
                {"x=3.14", {"x", "=", "3", ".", "14"}},
                {"  two   spaces ", {" ", " two", "  ", " spaces", " "}},
                {"\ttab\t\tx", {"\t", "tab", "\t", "\t", "x"}},
                {"a\n\nb \n c\r\n", {"a", "\n", "\n", "b", " \n", " c", "\r\n"}},
                {"end  \n  ", {"end", "  \n  "}},
                {"!!!\n\n??? ...x", {"!!!", "\n", "\n", "???", " ...", "x"}},
                {"\u00E9t\u00E9\u3000\u4F60\u597D", {"\u00E9t\u00E9", "\u3000", "\u4F60\u597D"}},
                {"e\u0301x", {"e", "\u0301", "x"}},
                {"\u00BD\u2167\u0661\u0662", {"\u00BD\u2167\u0661\u0662"}},
                {"'\u017Fa", {"'", "\u017Fa"}},
                {"\U0001F600\U0001F44D ok", {"\U0001F600\U0001F44D", " ok"}},
                {"a\u00A0b\u00A0\u00A0c", {"a", "\u00A0", "b", "\u00A0", "\u00A0", "c"}},
                {"_x _1 -y", {"_", "x", " _", "1", " -", "y"}},
                {" ''quoted''", {" ''", "quoted", "''"}},
                {"\034\302\205 z", {"\034", "\302\205", " z"}},
                {"3 files, 10%", {"3", " files", ",", " 10", "%"}},
                {"\n", {"\n"}},
                {"   ", {"   "}},
                {"a\xFF\xFE b", {"a", "\xFF\xFE", " b"}},  // invalid UTF-8 is neither of all
            });
}

TEST(PreTokenizer, SmolLmCutsAsItsExpressionSays) {
  CheckRows(
      PreTokenizer::kSmolLm,
      {
          {"Hello world", {"Hello", " world"}},
          {"I'm we'll DON'T it's", {"I", "'m", " we", "'ll", " DON", "'", "T", " it", "'s"}},
          {"'sab 'S 'Re 'lL", {"'s", "ab", " '", "S", " '", "Re", " '", "lL"}},
          {"a 12 345 6789", {"a", " ", "1", "2", " ", "3", "4", "5", " ", "6", "7", "8", "9"}},
          {"x=3.14", {"x", "=", "3", ".", "1", "4"}},
          {"  two   spaces ", {" ", " two", "  ", " spaces", " "}},
          {"\ttab\t\tx", {"\t", "tab", "\t", "\t", "x"}},
          {"a\n\nb \n c\r\n", {"a", "\n", "\n", "b", " \n", " c", "\r\n"}},
          {"end  \n  ", {"end", "  \n  "}},
          {"!!!\n\n??? ...x", {"!!!", "\n", "\n", "???", " ...", "x"}},
          {"\u00E9t\u00E9\u3000\u4F60\u597D", {"\u00E9t\u00E9", "\u3000", "\u4F60\u597D"}},
          {"e\u0301x", {"e", "\u0301", "x"}},
          {"\u00BD\u2167\u0661\u0662", {"\u00BD", "\u2167", "\u0661", "\u0662"}},
          {"'\u017Fa", {"'", "\u017Fa"}},
          {"\U0001F600\U0001F44D ok", {"\U0001F600\U0001F44D", " ok"}},
          {"a\u00A0b\u00A0\u00A0c", {"a", "\u00A0", "b", "\u00A0", "\u00A0", "c"}},
          {"_x _1 -y", {"_", "x", " _", "1", " -", "y"}},
          {" ''quoted''", {" ''", "quoted", "''"}},
          {"\034\302\205 z", {"\034", "\302\205", " z"}},
          {"3 files, 10%", {"3", " files", ",", " ", "1", "0", "%"}},
          {"\n", {"\n"}},
          {"   ", {"   "}},
          {"\xE4\xBD"
           "1",
           {"\xE4\xBD", "1"}},
      });
}

TEST(PreTokenizer, Qwen2CutsAsItsExpressionSays) {
  CheckRows(
      PreTokenizer::kQwen2,
      {
          {"Hello world", {"Hello", " world"}},
          {"I'm we'll DON'T it's", {"I", "'m", " we", "'ll", " DON", "'T", " it", "'s"}},
          {"'sab 'S 'Re 'lL", {"'s", "ab", " '", "S", " '", "Re", " '", "lL"}},
          {"a 12 345 6789", {"a", " ", "1", "2", " ", "3", "4", "5", " ", "6", "7", "8", "9"}},
          {"x=3.14", {"x", "=", "3", ".", "1", "4"}},
          {"  two   spaces ", {" ", " two", "  ", " spaces", " "}},
          {"\ttab\t\tx", {"\ttab", "\t", "\tx"}},
          {"a\n\nb \n c\r\n", {"a", "\n\n", "b", " \n", " c", "\r\n"}},
          {"end  \n  ", {"end", "  \n", "  "}},
          {"!!!\n\n??? ...x", {"!!!\n\n", "???", " ...", "x"}},
          {"\u00E9t\u00E9\u3000\u4F60\u597D", {"\u00E9t\u00E9", "\u3000\u4F60\u597D"}},
          {"e\u0301x", {"e", "\u0301x"}},
          {"\u00BD\u2167\u0661\u0662", {"\u00BD", "\u2167", "\u0661", "\u0662"}},
          {"'\u017Fa", {"'\u017F", "a"}},
          {"\U0001F600\U0001F44D ok", {"\U0001F600\U0001F44D", " ok"}},
          {"a\u00A0b\u00A0\u00A0c", {"a", "\u00A0b", "\u00A0", "\u00A0c"}},
          {"_x _1 -y", {"_x", " _", "1", " -", "y"}},
          {" ''quoted''", {" ''", "quoted", "''"}},
          {"\034\302\205 z", {"\034", "\302\205", " z"}},
          {"3 files, 10%", {"3", " files", ",", " ", "1", "0", "%"}},
          {"\n", {"\n"}},
          {"   ", {"   "}},
          {"a\xFF\xFE"
           "b",
           {"a", "\xFF\xFE", "b"}},
          {"\xFF"
           "b",
           {"\xFF"
            "b"}},
      });
}

TEST(PreTokenizer, LlamaBpeCutsAsItsExpressionSays) {
  CheckRows(PreTokenizer::kLlamaBpe,
            {
                {"Hello world", {"Hello", " world"}},
                {"I'm we'll DON'T it's", {"I", "'m", " we", "'ll", " DON", "'T", " it", "'s"}},
                {"'sab 'S 'Re 'lL", {"'s", "ab", " '", "S", " '", "Re", " '", "lL"}},
                {"a 12 345 6789", {"a", " ", "12", " ", "345", " ", "678", "9"}},
                {"x=3.14", {"x", "=", "3", ".", "14"}},
                {"  two   spaces ", {" ", " two", "  ", " spaces", " "}},
                {"\ttab\t\tx", {"\ttab", "\t", "\tx"}},
                {"a\n\nb \n c\r\n", {"a", "\n\n", "b", " \n", " c", "\r\n"}},
                {"end  \n  ", {"end", "  \n", "  "}},
                {"!!!\n\n??? ...x", {"!!!\n\n", "???", " ...", "x"}},
                {"\u00E9t\u00E9\u3000\u4F60\u597D", {"\u00E9t\u00E9", "\u3000\u4F60\u597D"}},
                {"e\u0301x", {"e", "\u0301x"}},
                {"\u00BD\u2167\u0661\u0662", {"\u00BD\u2167\u0661", "\u0662"}},
                {"'\u017Fa", {"'\u017F", "a"}},
                {"\U0001F600\U0001F44D ok", {"\U0001F600\U0001F44D", " ok"}},
                {"a\u00A0b\u00A0\u00A0c", {"a", "\u00A0b", "\u00A0", "\u00A0c"}},
                {"_x _1 -y", {"_x", " _", "1", " -", "y"}},
                {" ''quoted''", {" ''", "quoted", "''"}},
                {"\034\302\205 z", {"\034", "\302\205", " z"}},
                {"3 files, 10%", {"3", " files", ",", " ", "10", "%"}},
                {"\n", {"\n"}},
                {"   ", {"   "}},
                {"1\xE2\x85"
                 "2",
                 {"1", "\xE2\x85", "2"}},
            });
}

TEST(PreTokenizer, EachCutsAnyBytesWithoutGaps) {
  const std::string_view parts[] = {" ",        "\n",     "\r",   "'",      "s",      "ll",
                                    "1",        "\xC3",   "\xA9", "\u3000", "\u4F60", "!",
                                    "\xF0\x9F", "\u0301", "\t",   "\u017F", "RE"};
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (size_t n = random() % 20; n > 0; --n) text += parts[random() % std::size(parts)];
    for (const PreTokenizer pre_tokenizer : {PreTokenizer::kGpt2, PreTokenizer::kSmolLm,
                                             PreTokenizer::kQwen2, PreTokenizer::kLlamaBpe}) {
      std::string joined;
      for (const std::string& piece : Pieces(pre_tokenizer, text)) joined += piece;
      ASSERT_EQ(joined, text);
    }
  }
}

TEST(PreTokenizer, NamesAreThoseOfGguf) {
  EXPECT_EQ(PreTokenizerFromName("smollm").value(), PreTokenizer::kSmolLm);
  EXPECT_EQ(PreTokenizerFromName("qwen2").value(), PreTokenizer::kQwen2);
  EXPECT_EQ(PreTokenizerFromName("gpt-2").value(), PreTokenizer::kGpt2);
  EXPECT_EQ(PreTokenizerFromName("llama-bpe").value(), PreTokenizer::kLlamaBpe);
  const auto unknown = PreTokenizerFromName("deep\x1B");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(unknown.error().message,
            "[tokenizer] pre-tokenizer 'deep\\x1b' is not known (known: smollm, qwen2, gpt-2, "
            "llama-bpe); choose another model");
}

}  // namespace
}  // namespace cmdai::tokenizer
