#include "tokenizer/byte_alphabet.h"

#include <array>

namespace cmdai::tokenizer {
namespace {

constexpr bool StandsForItself(uint32_t byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

constexpr size_t kAlphabetEnd = 0x144;  // one past the last code point

constexpr std::array<uint16_t, 256> MakeCodePointOfByte() {
  std::array<uint16_t, 256> table = {};
  uint16_t next = 0x100;
  for (uint16_t byte = 0; byte < 256; ++byte) table[byte] = StandsForItself(byte) ? byte : next++;
  return table;
}

constexpr std::array<uint16_t, 256> kCodePointOfByte = MakeCodePointOfByte();
constexpr int16_t kNoByte = -1;

constexpr std::array<int16_t, kAlphabetEnd> MakeByteOfCodePoint() {
  std::array<int16_t, kAlphabetEnd> table = {};
  for (int16_t& byte : table) byte = kNoByte;
  for (int16_t byte = 0; byte < 256; ++byte) {
    table[kCodePointOfByte[static_cast<size_t>(byte)]] = byte;
  }
  return table;
}

constexpr std::array<int16_t, kAlphabetEnd> kByteOfCodePoint = MakeByteOfCodePoint();

/// The code point at text[i], of one or two bytes: all that the alphabet has. Moves `i` past it.
/// Anything else gives kAlphabetEnd.
size_t NextCodePoint(std::string_view text, size_t& i) {
  const auto first = static_cast<uint8_t>(text[i++]);
  if (first < 0x80) return first;
  if (first < 0xC2 || first > 0xC5 || i == text.size()) return kAlphabetEnd;
  const auto second = static_cast<uint8_t>(text[i++]);
  if ((second & 0xC0) != 0x80) return kAlphabetEnd;
  return (size_t{first} & 0x1F) << 6 | (second & 0x3F);
}

}  // namespace

void AppendInAlphabet(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const uint32_t code_point = kCodePointOfByte[static_cast<uint8_t>(c)];
    if (code_point < 0x80) {
      out.push_back(static_cast<char>(code_point));
    } else {
      out.push_back(static_cast<char>(0xC0 | (code_point >> 6)));
      out.push_back(static_cast<char>(0x80 | (code_point & 0x3F)));
    }
  }
}

size_t DecodeAlphabet(std::string_view text, char* out) {
  size_t n_bytes = 0;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<uint8_t>(text[i]);
    if (first >= 0x21 && first <= 0x7E) {  // most of all: worth a path of its own
      out[n_bytes++] = text[i++];
      continue;
    }
    const size_t code_point = NextCodePoint(text, i);
    const int16_t byte = code_point < kAlphabetEnd ? kByteOfCodePoint[code_point] : kNoByte;
    if (byte == kNoByte) return text.copy(out, text.size());
    out[n_bytes++] = static_cast<char>(byte);
  }
  return n_bytes;
}

}  // namespace cmdai::tokenizer
