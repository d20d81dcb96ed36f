#include "tokenizer/char_class.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::tokenizer {
namespace {

TEST(CharClass, CodePointsHaveTheClassOfUnicode16) {
  struct Row {
    char32_t code_point;
    CharClass char_class;
  };
  const std::vector<Row> rows = {
      {'a', CharClass::kLetter},     {'Z', CharClass::kLetter},    {0xAA, CharClass::kLetter},
      {0x2B0, CharClass::kLetter},   {0x1C5, CharClass::kLetter},  {0x4F60, CharClass::kLetter},
      {0x1C89, CharClass::kLetter},   // Unicode 16
      {0x2EBF0, CharClass::kLetter},  // Unicode 15.1
      {'0', CharClass::kNumber},     {0xB2, CharClass::kNumber},   {0xBD, CharClass::kNumber},
      {0x2167, CharClass::kNumber},  {0x3007, CharClass::kNumber}, {0x1D7CE, CharClass::kNumber},
      {0x10D40, CharClass::kNumber},  // Unicode 16
      {0x4E00, CharClass::kLetter},  {' ', CharClass::kSpace},     {'\v', CharClass::kSpace},
      {0x85, CharClass::kSpace},     {0xA0, CharClass::kSpace},    {0x1680, CharClass::kSpace},
      {0x200A, CharClass::kSpace},   {0x2029, CharClass::kSpace},  {0x3000, CharClass::kSpace},
      {0x1C, CharClass::kOther},     {0x180E, CharClass::kOther},  {0x200B, CharClass::kOther},
      {0xFEFF, CharClass::kOther},   {0x301, CharClass::kOther},   {'_', CharClass::kOther},
      {0x1F600, CharClass::kOther},  {0xE000, CharClass::kOther},  {0x10FFFF, CharClass::kOther},
      {0x2EE5E, CharClass::kOther},  // unassigned
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ClassOf(row.code_point), row.char_class) << static_cast<uint32_t>(row.code_point);
  }
}

TEST(CharClass, ExactlyTheWhiteSpaceOfUnicodeIsSpace) {
  size_t n_spaces = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) n_spaces += ClassOf(c) == CharClass::kSpace ? 1 : 0;
  EXPECT_EQ(n_spaces, 25U);
}

TEST(CharClass, FirstCharacterCarriesItsLength) {
  struct Row {
    std::string text;
    CharClass char_class;
    size_t n_bytes;
  };
  const std::vector<Row> rows = {
      {"ab", CharClass::kLetter, 1},
      {"\u00E9b", CharClass::kLetter, 2},
      {"\u3000", CharClass::kSpace, 3},
      {"\U0001F600", CharClass::kOther, 4},
      {"\xFFz", CharClass::kOther, 1},
      {"\xE4\xBDz", CharClass::kOther, 2},  // a cut letter is no letter
  };
  for (const Row& row : rows) {
    const ClassifiedChar c = ClassifyFirst(row.text);
    EXPECT_EQ(c.char_class, row.char_class);
    EXPECT_EQ(c.n_bytes, row.n_bytes);
  }
}

}  // namespace
}  // namespace cmdai::tokenizer
