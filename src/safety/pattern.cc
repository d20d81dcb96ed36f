#include "safety/pattern.h"

#include <algorithm>
#include <vector>

namespace cmdai::safety {
namespace {

/// One element of a pattern and the length of its spelling.
struct Element {
  char kind;                 // a literal byte or one of the pattern bytes
  std::string_view members;  // of a class
  size_t length;
};

Element ElementAt(std::string_view pattern, size_t position) {
  const char c = pattern[position];
  if (c != kClassBegin) return {c, {}, 1};
  const size_t end = std::min(pattern.find(kClassEnd, position), pattern.size() - 1);
  return {c, pattern.substr(position + 1, end - position - 1), end - position + 1};
}

/// Whether `c` is a member of a bracket expression such as `a-z` or `!0-9`. Character classes
/// such as [:alpha:] may hold anything.
bool MayBeMember(std::string_view members, char c) {
  const bool negated = members.starts_with('!') || members.starts_with('^');
  if (negated) members.remove_prefix(1);
  if (members.find("[:") != std::string_view::npos) return true;
  bool found = false;
  for (size_t i = 0; i < members.size(); ++i) {
    if (i + 2 < members.size() && members[i + 1] == '-') {
      found |= members[i] <= c && c <= members[i + 2];
      i += 2;
    } else {
      found |= members[i] == c;
    }
  }
  return found != negated;
}

bool IsRun(char kind) { return kind == kAnything || kind == kAnyRun || kind == kAnyDepth; }

bool ElementMatches(const Element& element, char c) {
  switch (element.kind) {
    case kAnything:
    case kAnyDepth:
      return true;
    case kAnyRun:
    case kAnyChar:
      return c != '/';
    case kClassBegin:
      return c != '/' && MayBeMember(element.members, c);
    default:
      return element.kind == c;
  }
}

/// Matches with the set of places in `text` that the pattern so far may end at.
/// `prefix_only`: whether what is left of the pattern, after all of `text`, does not matter.
bool Match(std::string_view pattern, std::string_view text, bool prefix_only) {
  std::vector<bool> ends(text.size() + 1);
  ends[0] = true;
  for (size_t position = 0; position < pattern.size();) {
    if (prefix_only && ends[text.size()]) return true;
    const Element element = ElementAt(pattern, position);
    position += element.length;
    if (IsRun(element.kind)) {
      for (size_t i = 0; i < text.size(); ++i) {
        if (ends[i] && ElementMatches(element, text[i])) ends[i + 1] = true;
      }
    } else {
      for (size_t i = text.size(); i > 0; --i) {
        ends[i] = ends[i - 1] && ElementMatches(element, text[i - 1]);
      }
      ends[0] = false;
    }
  }
  return ends[text.size()];
}

/// How many bytes the pattern begins with that stand for themselves.
size_t ConstantPrefix(std::string_view pattern) {
  return static_cast<size_t>(std::ranges::find_if(pattern, IsPatternByte) - pattern.begin());
}

}  // namespace

bool IsConstant(std::string_view pattern) { return std::ranges::none_of(pattern, IsPatternByte); }

bool HasUnknown(std::string_view pattern) {
  return pattern.find(kAnything) != std::string_view::npos;
}

bool HasGlob(std::string_view pattern) {
  return std::ranges::any_of(pattern, [](char c) { return c >= kAnyRun && c <= kAnyDepth; });
}

Pattern FromText(std::string_view text) {
  Pattern pattern(text);
  for (char& c : pattern) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
      c = kAnything;
  }
  return pattern;
}

std::string ToText(std::string_view pattern) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case kAnything:
        text += "\xE2\x80\xA6";  // an ellipsis
        break;
      case kAnyRun:
        text += '*';
        break;
      case kAnyChar:
        text += '?';
        break;
      case kClassBegin:
        text += '[';
        break;
      case kClassEnd:
        text += ']';
        break;
      case kAnyDepth:
        break;
      default:
        text += pattern[i];
    }
  }
  return text;
}

bool MayEqual(std::string_view pattern, std::string_view text) {
  const size_t n = ConstantPrefix(pattern);
  if (n == pattern.size()) return pattern == text;
  if (pattern.substr(0, n) != text.substr(0, n)) return false;
  return Match(pattern.substr(n), text.substr(n), /*prefix_only=*/false);
}

bool MayBeginWith(std::string_view pattern, std::string_view prefix) {
  const size_t n = ConstantPrefix(pattern);
  if (n == pattern.size()) return pattern.starts_with(prefix);
  const size_t n_both = std::min(n, prefix.size());
  if (pattern.substr(0, n_both) != prefix.substr(0, n_both)) return false;
  return n_both == prefix.size() ||
         Match(pattern.substr(n), prefix.substr(n), /*prefix_only=*/true);
}

}  // namespace cmdai::safety
