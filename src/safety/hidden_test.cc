#include "safety/hidden.h"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.h"
#include "safety/judge.h"

namespace cmdai::safety {
namespace {

/// `ls ` followed by the character.
std::string With(char32_t c) {
  std::string text = "ls ";
  AppendUtf8(c, text);
  return text;
}

struct Row {
  char32_t first;
  char32_t last;
  std::string_view kind;
};

constexpr Row kHidden[] = {
    {0x01, 0x08, "a control character"},
    {0x0B, 0x1F, "a control character"},
    {0x7F, 0x9F, "a control character"},
    {0xA0, 0xA0, "a character that looks like a blank"},
    {0xAD, 0xAD, "an invisible character"},
    {0x034F, 0x034F, "an invisible character"},
    {0x061C, 0x061C, "a character that reorders the text"},
    {0x115F, 0x1160, "an invisible character"},
    {0x1680, 0x1680, "a character that looks like a blank"},
    {0x180E, 0x180E, "an invisible character"},
    {0x2000, 0x200A, "a character that looks like a blank"},
    {0x200B, 0x200D, "an invisible character"},
    {0x200E, 0x200F, "a character that reorders the text"},
    {0x2028, 0x2029, "a character that looks like a blank"},
    {0x202A, 0x202E, "a character that reorders the text"},
    {0x202F, 0x202F, "a character that looks like a blank"},
    {0x205F, 0x205F, "a character that looks like a blank"},
    {0x2060, 0x2064, "an invisible character"},
    {0x2066, 0x2069, "a character that reorders the text"},
    {0x206A, 0x206F, "an invisible character"},
    {0x2800, 0x2800, "an invisible character"},
    {0x3000, 0x3000, "a character that looks like a blank"},
    {0x3164, 0x3164, "an invisible character"},
    {0xFE00, 0xFE0E, "an invisible character"},
    {0xFEFF, 0xFEFF, "an invisible character"},
    {0xFFA0, 0xFFA0, "an invisible character"},
    {0xFFF9, 0xFFFB, "an invisible character"},
    {0xE0000, 0xE007F, "an invisible character"},
    {0xE0100, 0xE01EF, "an invisible character"},
};

TEST(Hidden, EveryCharacterThatDoesNotShowIsFound) {
  for (const Row& row : kHidden) {
    for (char32_t c = row.first; c <= row.last; ++c) {
      const std::string text = With(c);
      const auto hidden = FindHidden(text + " x");
      ASSERT_TRUE(hidden) << std::hex << static_cast<uint32_t>(c);
      EXPECT_EQ(hidden->span, (shell::Span{3, static_cast<uint32_t>(text.size())}));
      EXPECT_NE(hidden->message.find(row.kind), std::string::npos) << hidden->message;
    }
  }
}

TEST(Hidden, BytesThatAreNotUtf8AreFound) {
  for (const std::string_view bytes :
       {"\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82"}) {
    const auto hidden = FindHidden("ls " + std::string(bytes));
    ASSERT_TRUE(hidden) << bytes;
    EXPECT_EQ(hidden->span.begin, 3U);
    EXPECT_NE(hidden->message.find("bytes that are not UTF-8"), std::string::npos);
  }
  const auto nul = FindHidden(std::string("ls \0 x", 6));
  ASSERT_TRUE(nul);
  EXPECT_EQ(nul->span, (shell::Span{3, 4}));
}

TEST(Hidden, TheFirstOneIsNamed) {
  const auto hidden = FindHidden(
      "a\x07"
      "b\xC2\xA0");
  ASSERT_TRUE(hidden);
  EXPECT_EQ(hidden->span, (shell::Span{1, 2}));
}

TEST(Hidden, TheMessageNamesTheCodePointAndDoesNotHoldIt) {
  EXPECT_EQ(FindHidden("ls \xC2\xA0")->message,
            "holds a character that looks like a blank (U+00A0)");
  EXPECT_EQ(FindHidden("ls \x01")->message, "holds a control character (U+0001)");
  EXPECT_EQ(FindHidden("ls \xFF")->message, "holds bytes that are not UTF-8 (\\xFF)");
}

TEST(Hidden, WhatShowsPasses) {
  for (const std::string_view text :
       {"", "ls -l", "a\tb\nc",
        "echo 'gr\xC3\xBC\xC3\x9F"
        "e'",
        "echo \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
        "echo \xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xD0\xBC\xD0\xB8\xD1\x80",
        "echo \xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7", "echo \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
        "echo \xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\xA8\xE0\xA5\x8D\xE0\xA4\xA6\xE0\xA5\x80",
        "echo \xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2", "echo \xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4",
        "echo \xC3\xA9\xE2\x86\x92\xE2\x80\x93\xE2\x80\xA6\xE2\x80\x9C\xE2\x80\x9D",
        "echo \xF0\x9F\x8E\x89\xF0\x9F\x9A\x80", "echo \xE2\x9D\xA4\xEF\xB8\x8F",
        "echo \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "echo \xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
        "echo \xC2\xBD \xE2\x82\xAC \xE2\x88\x91 \xE2\x88\x9E"}) {
    EXPECT_FALSE(FindHidden(text)) << text;
  }
}

TEST(Hidden, ACommandThatHidesSomethingIsNeverSafe) {
  for (const Row& row : kHidden) {
    const std::string text = With(row.first);
    const Verdict verdict = Judge("echo " + text, {});
    EXPECT_NE(verdict.decision, Decision::kSafe) << std::hex << static_cast<uint32_t>(row.first);
    EXPECT_GE(verdict.risk, Risk::kUnknown);
  }
  EXPECT_NE(Judge("echo \xFF", {}).decision, Decision::kSafe);
  EXPECT_EQ(Judge("echo \xF0\x9F\x8E\x89", {}).decision, Decision::kSafe);
}

TEST(Hidden, ADangerousCommandStaysDangerous) {
  EXPECT_EQ(Judge("rm\x01 -rf /", {}).risk, Risk::kCritical);
  EXPECT_EQ(Judge("rm -rf / # \xE2\x80\xAE", {}).risk, Risk::kCritical);
}

}  // namespace
}  // namespace cmdai::safety
