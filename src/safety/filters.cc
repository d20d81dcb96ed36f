#include "safety/filters.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "safety/line_filters.h"

namespace cmdai::safety {
namespace {

std::string DecodeBase(std::string_view text, std::string_view alphabet, int bits) {
  std::string bytes;
  uint32_t buffer = 0;
  int n_bits = 0;
  for (const char c : text) {
    if (c == '=') n_bits = 0;  // padding ends a group; another may follow
    const size_t value = alphabet.find(c);
    if (value == std::string_view::npos) continue;
    buffer = (buffer << bits) | static_cast<uint32_t>(value);
    n_bits += bits;
    if (n_bits >= 8) {
      n_bits -= 8;
      bytes += static_cast<char>((buffer >> n_bits) & 0xFF);
    }
  }
  return bytes;
}

std::string DecodeHex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
    if (c >= 'a' && c <= 'f') digits += c;
    if (c >= 'A' && c <= 'F') digits += static_cast<char>(c - 'A' + 'a');
  }
  return DecodeBase(digits, "0123456789abcdef", 4);
}

template <typename Function>
std::string EachLine(std::string_view text, Function&& change) {
  std::string result;
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    result += change(std::string(text.substr(0, newline)));
    if (newline == std::string_view::npos) break;
    result += '\n';
    text.remove_prefix(newline + 1);
  }
  return result;
}

std::string Reverse(std::string line) {
  std::ranges::reverse(line);
  return line;
}

/// The character of an escape of tr; `i` is behind the backslash and goes to its last character.
char Escaped(std::string_view text, size_t& i) {
  const char c = text[i];
  if (c < '0' || c > '7') {
    constexpr std::string_view kNames = "abfnrtv";
    constexpr std::string_view kCharacters = "\a\b\f\n\r\t\v";
    const size_t at = kNames.find(c);
    return at == std::string_view::npos ? c : kCharacters[at];
  }
  unsigned value = 0;
  const size_t end = std::min(i + 3, text.size());
  size_t next = i;
  while (next < end && text[next] >= '0' && text[next] <= '7') {
    value = value * 8 + static_cast<unsigned>(text[next++] - '0');
  }
  i = next - 1;
  return static_cast<char>(value);
}

/// The members of a set of tr: ranges, escapes and the classes of letters and digits.
std::optional<std::string> SetOf(std::string_view given) {
  std::string text(given);
  for (const auto& [name, range] : {std::pair("[:upper:]", "A-Z"), std::pair("[:lower:]", "a-z"),
                                    std::pair("[:digit:]", "0-9")}) {
    const size_t at = text.find(name);
    if (at != std::string::npos) text.replace(at, 9, range);
  }
  for (const std::string_view special : {"[:", "[=", "*]"}) {
    if (text.find(special) != std::string::npos) return std::nullopt;
  }
  std::string members;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      members += Escaped(text, ++i);
      if (i + 2 < text.size() && text[i + 1] == '-') return std::nullopt;  // a range
    } else if (i + 2 < text.size() && text[i + 1] == '-') {
      for (int c = static_cast<unsigned char>(text[i]);
           c <= static_cast<unsigned char>(text[i + 2]); ++c) {
        members += static_cast<char>(c);
      }
      i += 2;
    } else {
      members += text[i];
    }
  }
  return members;
}

std::optional<std::string> Translate(std::string_view text, const Arguments& arguments) {
  const bool deletes = arguments.Has("-d") || arguments.Has("--delete");
  if (arguments.operands.empty() || (deletes ? 1U : 2U) != arguments.operands.size()) return {};
  const auto from = SetOf(arguments.operands[0].text);
  const auto to = deletes ? std::string() : SetOf(arguments.operands[1].text);
  if (!from || !to || arguments.options.size() > (deletes ? 1U : 0U)) return std::nullopt;
  if (!deletes && to->empty()) return std::nullopt;
  std::string result;
  for (const char c : text) {
    const size_t at = from->rfind(c);  // the last mapping counts
    if (at == std::string::npos) {
      result += c;
    } else if (!deletes) {
      result += (*to)[std::min(at, to->size() - 1)];
    }
  }
  return result;
}

std::optional<std::string> Filter(std::string_view name, std::string_view text,
                                  const Arguments& arguments) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bool decodes = std::ranges::any_of(arguments.options, [](const GivenOption& option) {
    const std::string_view given = option.name;
    return given == "-d" || given == "-D" ||
           (given.size() > 2 && std::string_view("--decode").starts_with(given));
  });
  if (name == "base64" && decodes) return DecodeBase(text, kBase64, 6);
  if (name == "base32" && decodes) {
    return DecodeBase(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5);
  }
  if (name == "openssl-base64" && decodes) return DecodeBase(text, kBase64, 6);
  if (name == "xxd" && arguments.Has("-r") &&
      arguments.FindAny({"-p", "-ps", "-plain"}) != nullptr) {
    return DecodeHex(text);
  }
  if (name == "cat" || name == "same") {
    return arguments.options.empty() ? std::optional(std::string(text)) : std::nullopt;
  }
  if (name == "rev") return EachLine(text, Reverse);
  if (name == "tac") {
    std::string result;
    while (!text.empty()) {
      const size_t newline = text.rfind('\n', text.size() - 2);
      const size_t begin = newline == std::string_view::npos || text.size() < 2 ? 0 : newline + 1;
      result += text.substr(begin);
      text = text.substr(0, begin);
    }
    return result;
  }
  if (name == "tr") return Translate(text, arguments);
  return FilterLines(name, text, arguments);
}

}  // namespace

std::optional<Stream> ApplyFilter(std::string_view name, const Stream& input,
                                  const Arguments& arguments) {
  if (input.kind != Stream::Kind::kText) return std::nullopt;
  const bool all_known = std::ranges::all_of(
      arguments.operands, [](const Field& field) { return IsConstant(field.text); });
  if (!all_known) return std::nullopt;
  const bool keeps_unknown = name == "cat" || name == "same";
  if (!keeps_unknown && !IsConstant(input.text)) return std::nullopt;
  auto text = Filter(name, input.text, arguments);
  if (!text) return std::nullopt;
  Stream out = input;
  out.text = keeps_unknown ? *std::move(text) : FromText(*text);
  return out;
}

}  // namespace cmdai::safety
