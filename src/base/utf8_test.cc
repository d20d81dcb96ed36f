#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace cmdai {
namespace {

using namespace std::string_literals;

TEST(Utf8, EveryScalarValueSurvivesTheRoundTrip) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(c, text);
    const Utf8Char decoded = DecodeUtf8(text);
    ASSERT_TRUE(decoded.valid) << static_cast<uint32_t>(c);
    ASSERT_EQ(decoded.code_point, c);
    ASSERT_EQ(decoded.n_bytes, text.size());
  }
}

TEST(Utf8, InvalidSequencesAreReplacedByMaximalSubparts) {
  struct Row {
    std::string input;
    std::string replaced;
  };
  const std::vector<Row> rows = {
      {"\xC0\x80", "\uFFFD\uFFFD"},            // overlong
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},  // surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\xE2\x82", "\uFFFD"},  // cut at the end
      {"a\xE2\x82z", "a\uFFFDz"},
      {"\x80\xBF", "\uFFFD\uFFFD"},
      {"\xF0\x9F\x92", "\uFFFD"},
      {"plain \u00e9", "plain \u00e9"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ReplaceInvalidUtf8(row.input), row.replaced);
    EXPECT_EQ(IsValidUtf8(row.input), row.input == row.replaced);
    EXPECT_TRUE(IsValidUtf8(row.replaced));
  }
}

TEST(Utf8, CompletePrefixStopsBeforeACutCharacterOnly) {
  const std::string text = "a\u00e9\u20ac\U0001F600";
  for (size_t n = 0; n <= text.size(); ++n) {
    const size_t complete = CompleteUtf8Prefix(std::string_view(text).substr(0, n));
    EXPECT_TRUE(IsValidUtf8(std::string_view(text).substr(0, complete))) << n;
    EXPECT_LT(n - complete, 4U);
  }
  EXPECT_EQ(CompleteUtf8Prefix("\xFF\xFE"), 2U);  // never becomes valid: nothing to wait for
  EXPECT_EQ(CompleteUtf8Prefix("a\x80\x80\x80"), 4U);
}

TEST(Utf8, TerminalEscapesShowWhatWouldHide) {
  EXPECT_EQ(EscapeForTerminal("ls\x1b[31m"), "ls\\x1b[31m");
  EXPECT_EQ(EscapeForTerminal("a\nb\tc\0d"s), "a\\nb\\tc\\x00d");
  EXPECT_EQ(EscapeForTerminal("x\u202Ey\u200Bz"), "x\\u{202e}y\\u{200b}z");
  EXPECT_EQ(EscapeForTerminal("\u061C\u2067\u206A\u3164\U000E0041"),
            "\\u{061c}\\u{2067}\\u{206a}\\u{3164}\\u{e0041}");
  EXPECT_EQ(EscapeForTerminal("\xFF\u0085"), "\\xff\\x85");
  EXPECT_EQ(EscapeForTerminal("caf\u00e9 \u20ac"), "caf\u00e9 \u20ac");
}

}  // namespace
}  // namespace cmdai
