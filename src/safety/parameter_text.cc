#include "safety/parameter_text.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

char ToUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Replacement(const std::vector<std::string>& pieces, std::string_view match) {
  std::string text = pieces[0];
  for (size_t i = 1; i < pieces.size(); ++i) {
    text += match;
    text += pieces[i];
  }
  return text;
}

}  // namespace

std::string RemoveMatch(std::string_view text, std::string_view op, Glob& glob) {
  const bool at_start = op[0] == '#';
  const std::vector<size_t> lengths =
      at_start ? glob.PrefixLengths(text) : glob.SuffixLengths(text);
  if (lengths.empty()) return std::string(text);
  const size_t length = op.size() == 2 ? lengths.back() : lengths.front();
  return std::string(at_start ? text.substr(length) : text.substr(0, text.size() - length));
}

std::optional<Pattern> RemoveKnownMatch(std::string_view pattern, std::string_view op, Glob& glob) {
  if (op.size() == 2 && glob.has_run()) return std::nullopt;  // it may reach further
  const auto known_begin = std::find_if(pattern.rbegin(), pattern.rend(), IsPatternByte).base();
  const auto known_end = std::ranges::find_if(pattern, IsPatternByte);
  const std::string_view known = op[0] == '#' ? std::string_view(pattern.begin(), known_end)
                                              : std::string_view(known_begin, pattern.end());
  const std::string left = RemoveMatch(known, op, glob);
  const bool empty_match = glob.Matches("");
  if (left.size() == known.size() && !empty_match) return std::nullopt;
  const size_t removed = known.size() - left.size();
  return Pattern(op[0] == '#' ? pattern.substr(removed)
                              : pattern.substr(0, pattern.size() - removed));
}

size_t ReplaceSteps(std::string_view text, Glob& glob) {
  return (text.size() + 1) * (text.size() + 1) * (glob.size() + 1);
}

std::string ReplaceMatch(std::string_view text, std::string_view op, Glob& glob,
                         const std::vector<std::string>& pieces) {
  if (glob.empty()) {
    if (op == "/#") return Replacement(pieces, {}) + std::string(text);
    if (op == "/%") return std::string(text) + Replacement(pieces, {});
    return std::string(text);
  }
  if (text.empty()) return glob.Matches(text) ? Replacement(pieces, {}) : std::string();
  if (op == "/#" || op == "/%") {
    const std::vector<size_t> lengths =
        op == "/#" ? glob.PrefixLengths(text) : glob.SuffixLengths(text);
    if (lengths.empty()) return std::string(text);
    const size_t length = lengths.back();
    if (op == "/#") {
      return Replacement(pieces, text.substr(0, length)) + std::string(text.substr(length));
    }
    const size_t kept = text.size() - length;
    return std::string(text.substr(0, kept)) + Replacement(pieces, text.substr(kept));
  }
  std::string result;
  size_t at = 0;
  while (at < text.size()) {
    const std::vector<size_t> lengths = glob.PrefixLengths(text.substr(at));
    const size_t length = lengths.empty() ? 0 : lengths.back();
    if (length == 0) {
      result += text[at++];
      continue;
    }
    result += Replacement(pieces, text.substr(at, length));
    at += length;
    if (op != "//" || result.size() > 64 * 1024) break;
  }
  result += text.substr(at);
  return result;
}

std::string ChangeCase(std::string text, std::string_view op, Glob& glob) {
  const size_t end = op.size() == 2 ? text.size() : std::min<size_t>(1, text.size());
  for (size_t i = 0; i < end; ++i) {
    if (!glob.empty() && !glob.Matches(std::string_view(text).substr(i, 1))) continue;
    text[i] = op[0] == '^' ? ToUpper(text[i]) : ToLower(text[i]);
  }
  return text;
}

std::optional<Slice> SliceOf(size_t size, int64_t offset, std::optional<int64_t> length,
                             bool is_list) {
  const auto n = static_cast<int64_t>(size);
  if (offset < 0) offset += n;
  if (offset < 0 || offset > n) return Slice{};
  int64_t end = n;
  if (length && *length < 0) {
    end = n + *length;
    if (is_list || end < offset) return std::nullopt;
  } else if (length) {
    end = offset + std::min(*length, n - offset);
  }
  return Slice{static_cast<size_t>(offset), static_cast<size_t>(end)};
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace cmdai::safety
