#include "shell/quote.h"

#include <algorithm>

#include "shell/reserved.h"

namespace cmdai::shell {
namespace {

bool IsPlain(char c) {
  const bool letter_or_digit =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || std::string_view("_-./:,@%+=").find(c) != std::string_view::npos;
}

}  // namespace

std::string Quote(std::string_view text) {
  const bool assigns = text.find('=') != std::string_view::npos;
  const bool plain = !text.empty() && !assigns && std::ranges::all_of(text, IsPlain);
  if (plain && FindReserved(text).empty()) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace cmdai::shell
