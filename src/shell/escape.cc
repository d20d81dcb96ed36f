#include "shell/escape.h"

#include <cstdint>
#include <optional>

#include "base/utf8.h"

namespace cmdai::shell {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads up to `max_digits` digits of base 8 or 16 at `position`; nullopt when there is none.
std::optional<uint32_t> ReadDigits(std::string_view text, size_t& position, int base,
                                   int max_digits) {
  uint32_t value = 0;
  int n_digits = 0;
  for (; n_digits < max_digits && position < text.size(); ++n_digits, ++position) {
    const int digit = HexValue(text[position]);
    if (digit < 0 || digit >= base) break;
    value = value * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
  }
  return n_digits == 0 ? std::nullopt : std::optional(value);
}

}  // namespace

bool DecodeAnsiCEscape(std::string_view text, size_t& position, std::string& out) {
  const char c = text[position++];
  constexpr std::string_view kLetters = "abeEfnrtv\\'\"?";
  constexpr std::string_view kValues = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
  if (const size_t letter = kLetters.find(c); letter != std::string_view::npos) {
    out += kValues[letter];
    return true;
  }
  std::optional<uint32_t> value;
  if (c == 'x') {
    value = ReadDigits(text, position, 16, 2);
  } else if (c >= '0' && c <= '7') {
    value = ReadDigits(text, --position, 8, 3);
  } else if (c == 'u' || c == 'U') {
    value = ReadDigits(text, position, 16, c == 'u' ? 4 : 8);
    if (value && *value >= 0x80) {
      const bool scalar = *value < 0xD800 || (*value > 0xDFFF && *value <= 0x10FFFF);
      AppendUtf8(scalar ? *value : 0xFFFD, out);
      return true;
    }
  } else if (c == 'c' && position < text.size()) {
    if (text.substr(position, 2) == "\\\\") ++position;
    const char letter = text[position++];
    value = letter == '?' ? 0x7FU : static_cast<uint32_t>(letter) & 0x1FU;
  }
  if (!value) {
    out += '\\';
    out += c;
    return true;
  }
  if ((*value & 0xFF) == 0) return false;
  out += static_cast<char>(*value & 0xFF);
  return true;
}

}  // namespace cmdai::shell
