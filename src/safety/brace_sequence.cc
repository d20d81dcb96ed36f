#include "safety/brace_sequence.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace cmdai::safety {
namespace {

std::optional<long> Number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

bool IsLetter(std::string_view text) {
  return text.size() == 1 &&
         ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
}

/// Whether the number is written with leading zeros, which all numbers then get.
bool IsPadded(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0';
}

std::string Format(long value, size_t width) {
  std::string digits = std::to_string(value);
  const size_t sign = value < 0 ? 1 : 0;
  if (digits.size() < width) digits.insert(sign, width - digits.size(), '0');
  return digits;
}

}  // namespace

std::optional<std::vector<std::string>> ExpandSequence(std::string_view text, size_t limit) {
  const size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = text.substr(0, dots);
  std::string_view last = text.substr(dots + 2);
  unsigned long step = 1;
  if (const size_t more = last.find(".."); more != std::string_view::npos) {
    const auto given = Number(last.substr(more + 2));
    if (!given || *given == std::numeric_limits<long>::min()) return std::nullopt;
    step = *given == 0 ? 1 : static_cast<unsigned long>(std::labs(*given));
    last = last.substr(0, more);
  }
  const bool letters = IsLetter(first) && IsLetter(last);
  const auto from = letters ? std::optional<long>(first[0]) : Number(first);
  const auto to = letters ? std::optional<long>(last[0]) : Number(last);
  if (!from || !to) return std::nullopt;
  const size_t width =
      !letters && (IsPadded(first) || IsPadded(last)) ? std::max(first.size(), last.size()) : 0;
  const auto begin = static_cast<unsigned long>(*from);
  const auto end = static_cast<unsigned long>(*to);
  const unsigned long distance = *from > *to ? begin - end : end - begin;
  std::vector<std::string> words;
  if (distance / step >= limit || width > limit) return words;
  for (unsigned long n = 0; n <= distance / step; ++n) {
    const unsigned long value = *from > *to ? begin - n * step : begin + n * step;
    if (!letters) {
      words.push_back(Format(static_cast<long>(value), width));
    } else if (value == static_cast<unsigned char>('`')) {
      return std::vector<std::string>();  // between Z and a: it would begin a substitution
    } else if (value == static_cast<unsigned char>('\\')) {
      words.emplace_back();  // it quotes nothing
    } else {
      words.emplace_back(1, static_cast<char>(value));
    }
  }
  return words;
}

}  // namespace cmdai::safety
