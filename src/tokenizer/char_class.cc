#include "tokenizer/char_class.h"

#include <utf8proc.h>

#include <array>

#include "base/utf8.h"
#include "tokenizer/code_point_ranges.h"

namespace cmdai::tokenizer {
namespace {

// Letters and numbers that Unicode 15.1 and 16.0 added (UCD, DerivedGeneralCategory.txt).
constexpr CodePointRange kNewLetters[] = {
    {0x1C89, 0x1C8A},   {0xA7CB, 0xA7CD},   {0xA7DA, 0xA7DC},   {0x105C0, 0x105F3},
    {0x10D4A, 0x10D65}, {0x10D6F, 0x10D85}, {0x10EC2, 0x10EC4}, {0x11380, 0x11389},
    {0x1138B, 0x1138B}, {0x1138E, 0x1138E}, {0x11390, 0x113B5}, {0x113B7, 0x113B7},
    {0x113D1, 0x113D1}, {0x113D3, 0x113D3}, {0x11BC0, 0x11BE0}, {0x13460, 0x143FA},
    {0x16100, 0x1611D}, {0x16D40, 0x16D6C}, {0x18CFF, 0x18CFF}, {0x1E5D0, 0x1E5ED},
    {0x1E5F0, 0x1E5F0}, {0x2EBF0, 0x2EE5D},
};
constexpr CodePointRange kNewNumbers[] = {
    {0x10D40, 0x10D49}, {0x116D0, 0x116E3}, {0x11BF0, 0x11BF9}, {0x16130, 0x16139},
    {0x16D70, 0x16D79}, {0x1CCF0, 0x1CCF9}, {0x1E5F1, 0x1E5FA},
};

constexpr bool IsWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

constexpr CharClass ClassOfAscii(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return CharClass::kLetter;
  if (c >= '0' && c <= '9') return CharClass::kNumber;
  return IsWhiteSpace(c) ? CharClass::kSpace : CharClass::kOther;
}

constexpr std::array<CharClass, 128> MakeAsciiClasses() {
  std::array<CharClass, 128> classes = {};
  for (char32_t c = 0; c < 128; ++c) classes[c] = ClassOfAscii(c);
  return classes;
}

constexpr std::array<CharClass, 128> kAsciiClasses = MakeAsciiClasses();

CharClass ClassOfUnassigned(char32_t code_point) {
  if (IsInRanges(kNewLetters, code_point)) return CharClass::kLetter;
  if (IsInRanges(kNewNumbers, code_point)) return CharClass::kNumber;
  return CharClass::kOther;
}

}  // namespace

CharClass ClassOf(char32_t code_point) {
  if (code_point < 128) return kAsciiClasses[code_point];
  if (IsWhiteSpace(code_point)) return CharClass::kSpace;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return CharClass::kLetter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return CharClass::kNumber;
    case UTF8PROC_CATEGORY_CN:
      return ClassOfUnassigned(code_point);
    default:
      return CharClass::kOther;
  }
}

ClassifiedChar ClassifyFirst(std::string_view text) {
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 128) return {kAsciiClasses[first], 1};
  const Utf8Char c = DecodeUtf8(text);
  return {c.valid ? ClassOf(c.code_point) : CharClass::kOther, c.n_bytes};
}

}  // namespace cmdai::tokenizer
