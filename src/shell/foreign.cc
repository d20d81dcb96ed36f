#include "shell/foreign.h"

#include <algorithm>

namespace cmdai::shell {
namespace {

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether `word` occurs as a whole word at the start of a line or command.
bool HasCommandWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if (end < text.size() && IsWordChar(text[end])) continue;
    const size_t before = at == 0 ? std::string_view::npos : text.find_last_not_of(" \t", at - 1);
    if (before == std::string_view::npos || text[before] == ';' || text[before] == '\n' ||
        text[before] == '(' || text[before] == '{' || text[before] == '}') {
      return true;
    }
  }
  return false;
}

/// A glob followed by qualifiers, as in `*(.om[1])` or `**/*(/)`.
bool HasGlobQualifier(std::string_view text) {
  const size_t at = text.find("*(");
  if (at == std::string_view::npos || at + 2 >= text.size()) return false;
  constexpr std::string_view kQualifiers = "./@=p*%rwxugoNDnLOom^#-e+";
  return kQualifiers.find(text[at + 2]) != std::string_view::npos;
}

}  // namespace

std::optional<ForeignSyntax> FindForeignSyntax(std::string_view text) {
  const bool has_end = HasCommandWord(text, "end");
  if (HasCommandWord(text, "foreach")) return ForeignSyntax{"zsh", "`foreach`"};
  if (has_end && HasCommandWord(text, "begin")) return ForeignSyntax{"fish", "`begin ... end`"};
  if (has_end) return ForeignSyntax{"fish", "`end`"};
  if (HasCommandWord(text, "repeat")) return ForeignSyntax{"zsh", "`repeat`"};
  if (HasCommandWord(text, "always")) return ForeignSyntax{"zsh", "`always`"};
  if (HasGlobQualifier(text)) return ForeignSyntax{"zsh", "a glob qualifier"};
  if (text.find(" =(") != std::string_view::npos) return ForeignSyntax{"zsh", "`=(...)`"};
  if (text.find(" (") != std::string_view::npos && HasCommandWord(text, "set")) {
    return ForeignSyntax{"fish", "`(...)` as a command substitution"};
  }
  return std::nullopt;
}

}  // namespace cmdai::shell
