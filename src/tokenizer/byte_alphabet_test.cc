#include "tokenizer/byte_alphabet.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

std::string Encode(std::string_view bytes) {
  std::string out;
  AppendInAlphabet(bytes, out);
  return out;
}

std::string Decode(std::string_view text) {
  std::string out(text.size(), '?');
  out.resize(DecodeAlphabet(text, out.data()));
  return out;
}

TEST(ByteAlphabet, KnownBytesAreWrittenAsGpt2WritesThem) {
  struct Row {
    std::string bytes;
    std::string text;
  };
  const std::vector<Row> rows = {
      {" ", "\u0120"},    {"\n", "\u010A"},
      {"\t", "\u0109"},   {std::string(1, '\0'), "\u0100"},
      {"a~!", "a~!"},     {"\x7F", "\u0121"},
      {"\xAD", "\u0143"}, {"\xA0", "\u0142"},
      {"\xA1", "\u00A1"}, {"\xC3\xA9", "\u00C3\u00A9"},
      {"\xFF", "\u00FF"}, {"", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Encode(row.bytes), row.text);
    EXPECT_EQ(Decode(row.text), row.bytes);
  }
}

TEST(ByteAlphabet, EveryPairOfBytesSurvivesTheRoundTrip) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string bytes = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(Decode(Encode(bytes)), bytes);
    }
  }
}

TEST(ByteAlphabet, TextsOutsideOfItStandForThemselves) {
  for (const std::string text : {"a b", "\u0120\u0144", "\u4F60", "\u00AD", "\xC4", "\xC4z", "\xFF",
                                 "\x80", "\u0120\U0001F600"}) {
    EXPECT_EQ(Decode(text), text);
  }
}

}  // namespace
}  // namespace cmdai::tokenizer
