#include "shell/escape.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::shell {
namespace {

struct Row {
  std::string_view text;  // what follows the backslash, and what comes after the escape
  std::string_view decoded;
  size_t n_bytes;
};

void ExpectDecoded(const Row& row) {
  size_t position = 0;
  std::string out = "<";
  EXPECT_TRUE(DecodeAnsiCEscape(row.text, position, out)) << row.text;
  EXPECT_EQ(out, "<" + std::string(row.decoded)) << row.text;
  EXPECT_EQ(position, row.n_bytes) << row.text;
}

TEST(AnsiCEscape, DecodesLetters) {
  static constexpr Row kRows[] = {
      {"ab", "\a", 1}, {"b", "\b", 1},  {"e", "\x1b", 1}, {"E", "\x1b", 1}, {"f", "\f", 1},
      {"nn", "\n", 1}, {"r", "\r", 1},  {"t", "\t", 1},   {"v", "\v", 1},   {"\\n", "\\", 1},
      {"'", "'", 1},   {"\"", "\"", 1}, {"?", "?", 1},
  };
  for (const Row& row : kRows) ExpectDecoded(row);
}

TEST(AnsiCEscape, DecodesNumbersUpToTheirMostDigits) {
  static constexpr Row kRows[] = {
      {"x41", "A", 3},
      {"x4", "\x04", 2},
      {"x4g", "\x04", 2},
      {"x414", "A", 3},
      {"xfF", "\xff", 3},
      {"101", "A", 3},
      {"1011", "A", 3},
      {"18", "\x01", 1},
      {"7", "\x07", 1},
      {"0101", "\x08", 3},
      {"501", "A", 3},
      {"u41", "A", 3},
      {"u00411", "A", 5},
      {"u20ac", "\xe2\x82\xac", 5},
      {"u80", "\xc2\x80", 3},
      {"U1F600x", "\xf0\x9f\x98\x80", 6},
      {"U0001F6000", "\xf0\x9f\x98\x80", 9},
  };
  for (const Row& row : kRows) ExpectDecoded(row);
}

TEST(AnsiCEscape, ReplacesWhatIsNoCharacter) {
  static constexpr Row kRows[] = {
      {"ud800", "\xef\xbf\xbd", 5},
      {"U110000", "\xef\xbf\xbd", 7},
      {"Uffffffff", "\xef\xbf\xbd", 9},
  };
  for (const Row& row : kRows) ExpectDecoded(row);
}

TEST(AnsiCEscape, DecodesControlCharacters) {
  static constexpr Row kRows[] = {
      {"cA", "\x01", 2}, {"ca", "\x01", 2},      {"c?", "\x7f", 2},
      {"c[", "\x1b", 2}, {R"(c\\a)", "\x1c", 3}, {R"(c\a)", "\x1c", 2},
  };
  for (const Row& row : kRows) ExpectDecoded(row);
}

TEST(AnsiCEscape, LeavesAnUnknownEscapeAsItIs) {
  static constexpr Row kRows[] = {
      {"q", "\\q", 1}, {"8", "\\8", 1},  {"x", "\\x", 1}, {"xg", "\\x", 1},
      {"u", "\\u", 1}, {"Ug", "\\U", 1}, {"c", "\\c", 1}, {" ", "\\ ", 1},
  };
  for (const Row& row : kRows) ExpectDecoded(row);
}

TEST(AnsiCEscape, TellsWhereANulEndsTheString) {
  for (const std::string_view text : {"0", "000", "x0", "x00", "u0", "U00000000", "400", "c@"}) {
    size_t position = 0;
    std::string out;
    EXPECT_FALSE(DecodeAnsiCEscape(text, position, out)) << text;
    EXPECT_EQ(out, "") << text;
    EXPECT_EQ(position, text.size()) << text;
  }
}

}  // namespace
}  // namespace cmdai::shell
