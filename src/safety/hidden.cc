#include "safety/hidden.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace cmdai::safety {
namespace {

/// What kind of hidden character it is; empty for one that shows.
std::string_view KindOf(char32_t c) {
  if (c == '\t' || c == '\n') return {};
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return "a control character";
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
      c == 0x061C) {
    return "a character that reorders the text";
  }
  if ((c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || c == 0x00AD ||
      c == 0x034F || c == 0x180E || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
      c == 0x2800 || (c >= 0x206A && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB) ||
      (c >= 0xE0000 && c <= 0xE007F) || (c >= 0xE0100 && c <= 0xE01EF) ||
      (c >= 0xFE00 && c <= 0xFE0E)) {
    return "an invisible character";
  }
  if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
      c == 0x3000 || c == 0x2028 || c == 0x2029) {
    return "a character that looks like a blank";
  }
  return {};
}

}  // namespace

std::optional<HiddenText> FindHidden(std::string_view command) {
  for (size_t i = 0; i < command.size();) {
    const auto byte = static_cast<unsigned char>(command[i]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++i;
      continue;
    }
    const Utf8Char decoded = DecodeUtf8(command.substr(i));
    const std::string_view kind =
        decoded.valid ? KindOf(decoded.code_point) : std::string_view("bytes that are not UTF-8");
    if (!kind.empty()) {
      const auto begin = static_cast<uint32_t>(i);
      const auto end = static_cast<uint32_t>(i + decoded.n_bytes);
      return HiddenText{{begin, end},
                        decoded.valid ? fmt::format("holds {} (U+{:04X})", kind,
                                                    static_cast<uint32_t>(decoded.code_point))
                                      : fmt::format("holds {} (\\x{:02X})", kind, byte)};
    }
    i += decoded.n_bytes;
  }
  return std::nullopt;
}

}  // namespace cmdai::safety
