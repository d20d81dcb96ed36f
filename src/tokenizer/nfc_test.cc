#include "tokenizer/nfc.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

std::string Nfc(std::string_view text) {
  std::string storage;
  return std::string(NormaliseToNfc(text, storage));
}

TEST(Nfc, TextsAreComposedAndReordered) {
  struct Row {
    std::string text;
    std::string normalised;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"plain", "plain"},
      {"caf\u00E9", "caf\u00E9"},
      {"cafe\u0301", "caf\u00E9"},
      {"a\u0301\u0323", "\u1EA1\u0301"},  // the dot below goes first, then composes
      {"\u212B\u2126", "\u00C5\u03A9"},   // singletons
      {"\u1100\u1161\u11A8", "\uAC01"},   // Hangul
      {"\u0958", "\u0915\u093C"},         // excluded from composition
      {"\u0344", "\u0308\u0301"},
      {"\uFB01", "\uFB01"},  // compatibility forms stay
      {"\U0001D15E", "\U0001D157\U0001D165"},
      {"\u0301a", "\u0301a"},  // nothing to compose with
      {"x\xFF"
       "e\u0301\xC3",
       "x\xFF\u00E9\xC3"},  // invalid bytes stay and separate
      {"e\xFF\u0301", "e\xFF\u0301"},
      {"e\xED\xA0\x80\u0301", "e\xED\xA0\x80\u0301"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Nfc(row.text), row.normalised);
    EXPECT_EQ(Nfc(row.normalised), row.normalised);
  }
}

TEST(Nfc, MarksAddedAfterUnicode9NeitherMoveNorCompose) {
  // In newer data each of these would change: U+1DF6 (10.0) has class 232, U+11938 is composed.
  for (const std::string text : {"a\u1DF6\u0323", "\u00E1\u1DF6\u0316", "\U00011935\U00011930",
                                 "\U00011938", "a\u0898\u0323"}) {
    EXPECT_EQ(Nfc(text), text);
  }
}

TEST(Nfc, MarksInTheWorstOrderAreSortedByClassAndStable) {
  std::string text = "z";
  std::string sorted = "z";
  constexpr int kPairs = 50000;  // more than a quadratic sort would finish in minutes
  for (int i = 0; i < kPairs; ++i) text += "\u0302\u0331";  // classes 230 and 220
  for (int i = 1; i < kPairs; ++i) sorted += "\u0331";
  for (int i = 0; i < kPairs; ++i) sorted += "\u0302";
  sorted.replace(0, 1, "\u1E95");  // z with line below
  EXPECT_EQ(Nfc(text), sorted);
}

TEST(Nfc, LongTextsAreNormalisedInParts) {
  std::string text;
  std::string normalised;
  for (int i = 0; i < 20000; ++i) {
    text += "xe\u0301";
    normalised += "x\u00E9";
  }
  EXPECT_EQ(Nfc(text), normalised);
}

}  // namespace
}  // namespace cmdai::tokenizer
