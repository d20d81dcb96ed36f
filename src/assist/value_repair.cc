#include "assist/value_repair.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/edit_distance.h"

namespace cmdai::assist {
namespace {

constexpr size_t kMinNameBytes = 3;
constexpr size_t kMaxNameBytes = 64;

/// The shell takes these as they are, quoted or not.
bool IsPlain(char c) {
  constexpr std::string_view kMarks = "_-./+@%";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         kMarks.find(c) != std::string_view::npos;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool IsNearly(std::string_view word, std::string_view name) {
  if (word.size() < kMinNameBytes || word.size() > kMaxNameBytes) return false;
  const size_t allowed = std::max<size_t>(1, name.size() / 6);
  return EditDistance(Lower(word), Lower(name)) <= allowed;
}

struct Span {
  size_t begin = 0;
  size_t size = 0;
};

/// The runs of plain characters in a command; options are none.
std::vector<Span> PlainWords(std::string_view command) {
  std::vector<Span> words;
  for (size_t begin = 0; begin < command.size();) {
    size_t end = begin;
    while (end < command.size() && IsPlain(command[end])) ++end;
    if (end > begin && command[begin] != '-') words.push_back({begin, end - begin});
    begin = end + 1;
  }
  return words;
}

/// The part of a word that is nearly the name: the word, or what follows its last slash.
std::optional<Span> NearlyThere(std::string_view command, Span word, std::string_view name,
                                std::string_view request) {
  const std::string_view text = command.substr(word.begin, word.size);
  const size_t slash = text.rfind('/');
  std::vector<Span> parts = {word};
  if (slash != std::string_view::npos) {
    parts.push_back({word.begin + slash + 1, word.size - slash - 1});
  }
  for (const Span part : parts) {
    const std::string_view candidate = command.substr(part.begin, part.size);
    if (request.find(candidate) == std::string_view::npos && IsNearly(candidate, name)) return part;
  }
  return std::nullopt;
}

bool CanBeMended(std::string_view name, std::string_view command) {
  return name.size() >= kMinNameBytes && name.size() <= kMaxNameBytes && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), IsPlain) &&
         command.find(name) == std::string_view::npos;
}

}  // namespace

std::optional<std::string> RepairNames(const RequestValues& values, std::string_view request,
                                       std::string_view command) {
  std::string mended(command);
  for (const std::string& name : values.names) {
    if (!CanBeMended(name, mended)) continue;
    std::vector<Span> words = PlainWords(mended);
    std::reverse(words.begin(), words.end());  // from the end: the places before stay
    for (const Span word : words) {
      const auto part = NearlyThere(mended, word, name, request);
      if (part) mended.replace(part->begin, part->size, name);
    }
  }
  if (mended == command) return std::nullopt;
  return mended;
}

}  // namespace cmdai::assist
