#include "safety/printf.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::safety {
namespace {

const Pattern kAny(1, kAnything);

TEST(Printf, WritesFormatAndArguments) {
  struct Row {
    std::vector<Pattern> values;
    Pattern written;
  };
  const Row rows[] = {
      {{""}, ""},
      {{"rm -rf /"}, "rm -rf /"},
      {{"%s", "a"}, "a"},
      {{"%s %s\\n", "rm", "-rf"}, "rm -rf\n"},
      {{"%s\\n", "a", "b", "c"}, "a\nb\nc\n"},
      {{"%s-%s;", "a", "b", "c"}, "a-b;c-;"},
      {{"%s"}, ""},
      {{"100%%"}, "100%"},
      {{"%%s", "a"}, "%s"},
      {{"%d", "42"}, "42"},
      {{"%i", "-1"}, "-1"},
      {{"%c%c", "rest", "many"}, "rm"},
      {{"\\x72\\x6d"}, "rm"},
      {{"\\162\\155"}, "rm"},
      {{"a\\tb"}, "a\tb"},
      {{"\\\\"}, "\\"},
      {{"%b", "\\x72\\0155"}, "rm"},
      {{"%s", "\\x72"}, "\\x72"},
      {{"text", "unused"}, "text"},
      {{"end%"}, "end%"},
  };
  for (const Row& row : rows) EXPECT_EQ(FormatPrintf(row.values), row.written) << row.values[0];
}

TEST(Printf, KeepsWhatIsNotKnown) {
  EXPECT_EQ(FormatPrintf({"%s/x", kAny}), kAny + "/x");
  EXPECT_EQ(FormatPrintf({kAny}), kAny);
  EXPECT_TRUE(HasUnknown(FormatPrintf({"%s %s", "a", kAny})));
}

TEST(Printf, ConversionsThatAreNotFollowedAreNotConstant) {
  for (const Pattern format : {"%x", "%o", "%e", "%f", "%08x"}) {
    EXPECT_FALSE(IsConstant(FormatPrintf({format, "10"}))) << format;
  }
}

TEST(Printf, TheFormatIsUsedAgainWhileArgumentsAreLeft) {
  std::vector<Pattern> values(10001, "a");
  values[0] = "%s";
  EXPECT_EQ(FormatPrintf(values), Pattern(10000, 'a'));
  values[0] = "%s" + Pattern(1000, 'b');
  EXPECT_TRUE(FormatPrintf(values).ends_with(kAnything));
  EXPECT_LT(FormatPrintf(values).size(), 300000U);
}

TEST(Printf, ShapesTextAndNumbers) {
  struct Row {
    std::vector<Pattern> values;
    Pattern written;
  };
  const Row rows[] = {
      {{"%5s|%-4s|", "ab", "c"}, "   ab|c   |"},
      {{"%.2s", "abc"}, "ab"},
      {{"%*s", "3", "a"}, "  a"},
      {{"%03d %+d", "7", "7"}, "007 +7"},
      {{"%d", "010"}, "8"},
      {{"%d", "0x1f"}, "31"},
      {{"%d", "none"}, "0"},
      {{"%4d|%-4d|", "-5", "-5"}, "  -5|-5  |"},
      {{"%.3d", "5"}, "005"},
      {{"%q", "a b;c"}, "a\\ b\\;c"},
      {{"%q", ""}, "''"},
      {{"%5s", kAny}, kAny},
      {{"%999999999s", "a"}, kAny},
  };
  for (const Row& row : rows) EXPECT_EQ(FormatPrintf(row.values), row.written) << row.values[0];
}

TEST(Printf, DecodesTheEscapesOfEcho) {
  struct Row {
    std::string_view text;
    Pattern decoded;
  };
  const Row rows[] = {
      {"plain", "plain"},   {"a\\nb", "a\nb"},      {"a\\tb", "a\tb"},  {"\\\\", "\\"},
      {"\\x72\\x6d", "rm"}, {"\\0162\\0155", "rm"}, {"\\u0072m", "rm"}, {"rm\\c -rf", "rm"},
      {"end\\", "end\\"},   {"\\e", kAny},          {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(DecodeEchoEscapes(row.text), row.decoded) << row.text;
}

}  // namespace
}  // namespace cmdai::safety
