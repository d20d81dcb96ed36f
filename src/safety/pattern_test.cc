#include "safety/pattern.h"

#include <gtest/gtest.h>

#include <string>

#include "safety/field_builder.h"

namespace cmdai::safety {
namespace {

/// A pattern as people write it: globs, and `$` for a value that is not known.
Pattern Read(std::string_view text) {
  Pattern pattern = GlobsOf(text);
  for (char& c : pattern) {
    if (c == '$') c = kAnything;
  }
  return pattern;
}

struct MatchRow {
  std::string_view pattern;
  std::string_view text;
  bool may;
};

TEST(Pattern, MayEqualWhatItStandsFor) {
  static constexpr MatchRow kRows[] = {
      // literal text
      {"", "", true},
      {"", "a", false},
      {"abc", "abc", true},
      {"abc", "abcd", false},
      {"abc", "ab", false},
      {"/etc", "/etc", true},
      // * stops at a slash
      {"*", "", true},
      {"*", "a", true},
      {"*", "a/b", false},
      {"/*", "/etc", true},
      {"/*", "/etc/passwd", false},
      {"/*/*", "/etc/passwd", true},
      {"/e*c", "/etc", true},
      {"/e*c", "/ec", true},
      {"/e*c", "/e/c", false},
      {"a*b*c", "abbbc", true},
      {"a*b*c", "acb", false},
      {"**", "abc", true},
      // ? is one character
      {"?", "", false},
      {"?", "a", true},
      {"?", "/", false},
      {"?", "ab", false},
      {"/???", "/etc", true},
      {"/??"
       "?/pass??",
       "/etc/passwd", true},
      // classes
      {"[abc]", "b", true},
      {"[abc]", "d", false},
      {"[abc]", "", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"/[d-f]tc", "/etc", true},
      {"[a-cx-z]", "y", true},
      {"[a-cx-z]", "m", false},
      {"[a-]", "-", true},
      {"[]a]", "]", true},
      {"[[:alpha:]]", "e", true},
      // negated classes
      {"[!abc]", "d", true},
      {"[!abc]", "a", false},
      {"[^a-z]", "A", true},
      {"[^a-z]", "q", false},
      {"[!a]", "/", false},
      {"/[!a-d]tc", "/etc", true},
      // leading dots
      {".*", ".", true},
      {".*", "..", true},
      {".*", ".bashrc", true},
      {".?", "..", true},
      {".[!.]*", "..", false},
      {".[!.]*", ".ssh", true},
      {"..*", "..", true},
      // unknown values are any string, with slashes and empty
      {"$", "", true},
      {"$", "/etc/passwd", true},
      {"/$", "/etc/passwd", true},
      {"/$", "etc", false},
      {"a$b", "ab", true},
      {"a$b", "a/x/b", true},
      {"a$b", "a/x/c", false},
      {"$$", "ab", true},
      {"$*", "a/b", true},
      // extended globs stand for some name
      {"@(etc|usr)", "etc", true},
      {"!(x)", "etc", true},
      {"/!(x)", "/etc/passwd", false},
  };
  for (const MatchRow& row : kRows) {
    EXPECT_EQ(MayEqual(Read(row.pattern), row.text), row.may) << row.pattern << " = " << row.text;
  }
}

TEST(Pattern, MayBeginWithAPrefixOfWhatItStandsFor) {
  static constexpr MatchRow kRows[] = {
      {"", "", true},
      {"abc", "", true},
      {"abc", "ab", true},
      {"abc", "abc", true},
      {"abc", "abcd", false},
      {"abc", "b", false},
      {"*", "", true},
      {"*", "abc", true},
      {"*", "a/", false},
      {"/*/x", "/etc/", true},
      {"/*", "/etc/", false},
      {"/e?c/passwd", "/etc/pass", true},
      {"/e?c/passwd", "/etc/shadow", false},
      {"/[de]tc/*", "/etc/", true},
      {"/[!e]tc/*", "/etc/", false},
      {"/[!d]tc/*", "/etc/", true},
      {".*", "..", true},
      {"$", "/etc/", true},
      {"/$", "/etc/", true},
      {"/home/$", "/etc/", false},
      {"a$", "a/b/c", true},
  };
  for (const MatchRow& row : kRows) {
    EXPECT_EQ(MayBeginWith(Read(row.pattern), row.text), row.may)
        << row.pattern << " begins with " << row.text;
  }
}

TEST(Pattern, AnyDepthReachesBelowTheFolder) {
  const Pattern below = Pattern("/srv/") + kAnyDepth;
  EXPECT_TRUE(MayEqual(below, "/srv/"));
  EXPECT_TRUE(MayEqual(below, "/srv/a/b/c"));
  EXPECT_FALSE(MayEqual(below, "/opt/a"));
  EXPECT_TRUE(MayBeginWith(below, "/srv/a/"));
  EXPECT_TRUE(HasGlob(below));
}

TEST(Pattern, TellsConstantsUnknownsAndGlobsApart) {
  struct Row {
    std::string_view pattern;
    bool constant;
    bool unknown;
    bool glob;
  };
  static constexpr Row kRows[] = {
      {"", true, false, false},       {"plain text", true, false, false},
      {"/tmp/$", false, true, false}, {"*.txt", false, false, true},
      {"a?", false, false, true},     {"[ab]", false, false, true},
      {"$/*.log", false, true, true},
  };
  for (const Row& row : kRows) {
    const Pattern pattern = Read(row.pattern);
    EXPECT_EQ(IsConstant(pattern), row.constant) << row.pattern;
    EXPECT_EQ(HasUnknown(pattern), row.unknown) << row.pattern;
    EXPECT_EQ(HasGlob(pattern), row.glob) << row.pattern;
  }
}

TEST(Pattern, FromTextTakesControlCharactersForAnything) {
  const Pattern any(1, kAnything);
  EXPECT_EQ(FromText("a b\tc\nd"), "a b\tc\nd");
  EXPECT_EQ(FromText("a*?[b]"), "a*?[b]");
  EXPECT_EQ(FromText("\xC3\xA4\xE2\x86\x92"), "\xC3\xA4\xE2\x86\x92");
  for (const char c : {'\x01', '\x02', '\x04', '\x06', '\x07', '\r', '\x1B', '\x7F'}) {
    EXPECT_EQ(FromText(std::string("a") + c + "b"), "a" + any + "b") << static_cast<int>(c);
  }
  EXPECT_EQ(FromText(std::string(1, '\0')), any);
}

TEST(Pattern, ToTextIsWhatPeopleWrite) {
  EXPECT_EQ(ToText("plain"), "plain");
  EXPECT_EQ(ToText(Read("/e*/pass?d")), "/e*/pass?d");
  EXPECT_EQ(ToText(Read("[a-z]x[!0-9]")), "[a-z]x[!0-9]");
  EXPECT_EQ(ToText(Read("/tmp/$/x")), "/tmp/\xE2\x80\xA6/x");
  EXPECT_EQ(ToText(Pattern("/srv/") + kAnyDepth), "/srv/");
}

TEST(Pattern, MatchingTakesNoMoreThanTheProductOfTheLengths) {
  Pattern stars;
  for (int i = 0; i < 200; ++i) stars += "a*";
  const std::string text(2000, 'a');
  EXPECT_TRUE(MayEqual(Read(stars), text));
  EXPECT_FALSE(MayEqual(Read(stars + "b"), text));
}

}  // namespace
}  // namespace cmdai::safety
