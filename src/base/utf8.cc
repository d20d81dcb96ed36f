#include "base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace cmdai {
namespace {

/// What the first byte of a sequence says: its length and the range of its second byte.
struct LeadByte {
  size_t n_bytes = 0;  // 0: no sequence begins with this byte
  uint8_t second_min = 0x80;
  uint8_t second_max = 0xBF;
};

LeadByte ClassifyLeadByte(uint8_t byte) {
  if (byte < 0x80) return {.n_bytes = 1};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {.n_bytes = 2};
  if (byte == 0xE0) return {.n_bytes = 3, .second_min = 0xA0};
  if (byte == 0xED) return {.n_bytes = 3, .second_max = 0x9F};
  if (byte < 0xF0) return {.n_bytes = 3};
  if (byte == 0xF0) return {.n_bytes = 4, .second_min = 0x90};
  if (byte < 0xF4) return {.n_bytes = 4};
  if (byte == 0xF4) return {.n_bytes = 4, .second_max = 0x8F};
  return {};
}

/// How many bytes at the start of `text` are a correct beginning of the sequence `lead` announces.
size_t WellFormedBytes(std::string_view text, const LeadByte& lead) {
  size_t n = 1;
  while (n < lead.n_bytes && n < text.size()) {
    const auto byte = static_cast<uint8_t>(text[n]);
    const uint8_t low = n == 1 ? lead.second_min : 0x80;
    const uint8_t high = n == 1 ? lead.second_max : 0xBF;
    if (byte < low || byte > high) break;
    ++n;
  }
  return n;
}

/// Characters that change how the text around them is shown without being seen themselves.
bool IsDeceptive(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xE0000 && c <= 0xE007F) || c == 0xFEFF ||
         c == 0xAD || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x180E || c == 0x2028 ||
         c == 0x2029 || c == 0x3164;
}

void AppendEscaped(const Utf8Char& c, std::string_view bytes, std::string& out) {
  if (!c.valid) {
    for (const char byte : bytes) out += fmt::format("\\x{:02x}", static_cast<uint8_t>(byte));
  } else if (c.code_point == '\n') {
    out += "\\n";
  } else if (c.code_point == '\t') {
    out += "\\t";
  } else if (c.code_point < 0x20 || (c.code_point >= 0x7F && c.code_point < 0xA0)) {
    out += fmt::format("\\x{:02x}", static_cast<uint32_t>(c.code_point));
  } else if (IsDeceptive(c.code_point)) {
    out += fmt::format("\\u{{{:04x}}}", static_cast<uint32_t>(c.code_point));
  } else {
    out += bytes;
  }
}

}  // namespace

Utf8Char DecodeUtf8(std::string_view text) {
  CMDAI_CHECK(!text.empty());
  const auto first = static_cast<uint8_t>(text[0]);
  const LeadByte lead = ClassifyLeadByte(first);
  if (lead.n_bytes == 1) return {first, 1, true};
  if (lead.n_bytes == 0) return {0xFFFD, 1, false};
  const size_t n = WellFormedBytes(text, lead);
  if (n < lead.n_bytes) return {0xFFFD, n, false};
  char32_t code_point = first & (0xFFU >> (lead.n_bytes + 1));
  for (size_t i = 1; i < n; ++i) code_point = (code_point << 6) | (text[i] & 0x3F);
  return {code_point, n, true};
}

void AppendUtf8(char32_t code_point, std::string& out) {
  const auto c = static_cast<uint32_t>(code_point);
  CMDAI_CHECK(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
  const auto put = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

size_t CompleteUtf8Prefix(std::string_view text) {
  // A cut character is at most 3 bytes long: look for its first byte from the end.
  for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
    const size_t start = text.size() - back;
    const LeadByte lead = ClassifyLeadByte(static_cast<uint8_t>(text[start]));
    if (lead.n_bytes == 0) continue;
    const bool cut = lead.n_bytes > back && WellFormedBytes(text.substr(start), lead) == back;
    return cut ? start : text.size();
  }
  return text.size();
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char c = DecodeUtf8(text);
    if (!c.valid) return false;
    text.remove_prefix(c.n_bytes);
  }
  return true;
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Char c = DecodeUtf8(text);
    if (c.valid) {
      out += text.substr(0, c.n_bytes);
    } else {
      AppendUtf8(0xFFFD, out);
    }
    text.remove_prefix(c.n_bytes);
  }
  return out;
}

std::string EscapeForTerminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Char c = DecodeUtf8(text);
    AppendEscaped(c, text.substr(0, c.n_bytes), out);
    text.remove_prefix(c.n_bytes);
  }
  return out;
}

}  // namespace cmdai
