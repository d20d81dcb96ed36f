#include "shell/ast.h"

#include <algorithm>

namespace cmdai::shell {

bool IsName(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (text.empty() || !is_letter(text[0])) return false;
  return std::ranges::all_of(text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::string_view BareText(const Word& word) {
  if (word.parts.size() != 1) return {};
  const Text* const text = std::get_if<Text>(&word.parts[0].value);
  return text != nullptr && text->quoting == Quoting::kNone ? std::string_view(text->text)
                                                            : std::string_view();
}

}  // namespace cmdai::shell
