#include "safety/code_words.h"

#include <algorithm>

namespace cmdai::safety::internal {

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

CodeEffect Unknown(std::string sentence) {
  return {.role = Role::kText,
          .text = std::move(sentence),
          .risk = Risk::kUnknown,
          .rule = "code.unknown"};
}

std::optional<std::string> TakeString(std::string_view& text) {
  text = text.substr(std::min(text.find_first_not_of(" \t("), text.size()));
  if (text.empty() || text[0] != '"') return std::nullopt;
  std::string value;
  size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  text.remove_prefix(std::min(i + 1, text.size()));
  return value;
}

}  // namespace cmdai::safety::internal
