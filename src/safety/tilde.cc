#include <algorithm>
#include <cctype>

#include "safety/evaluator.h"

/// Tilde expansion (XCU 2.6.1).
namespace cmdai::safety {

/// Bare text of a word, with the tildes that have a meaning in it.
void Evaluator::ExpandBare(std::string_view text, Tildes& tildes, FieldBuilder& builder) {
  bool counts = tildes.at_start;
  bool values = tildes.in_assignment && !tildes.at_start;  // behind the =
  while (!text.empty()) {
    if (counts && text[0] == '~' && ExpandTilde(text, tildes, builder)) {
      counts = false;
      continue;
    }
    size_t end = text.size();
    if (tildes.in_assignment) end = std::min(text.find_first_of(values ? ":" : "="), end - 1) + 1;
    builder.AddBare(text.substr(0, end));
    text.remove_prefix(end);
    counts = tildes.in_assignment;
    values = true;
  }
}

/// ~, ~+, ~-, ~name at the start of `text`, which it takes off; false where it is text.
bool Evaluator::ExpandTilde(std::string_view& text, const Tildes& tildes, FieldBuilder& builder) {
  const size_t stop = text.find_first_of(tildes.in_assignment ? "/:" : "/");
  // A tilde whose name goes on in the next part, which may be quoted, is text.
  if (stop == std::string_view::npos && !tildes.at_end) return false;
  const size_t end = std::min(text.find_first_of("/:"), text.size());
  const std::string_view name = text.substr(1, end - 1);
  if (name.empty()) {
    builder.AddLiteral(Lookup("HOME").fields.front());
  } else if (name == "+" ||
             name.substr(name[0] == '+' ? 1 : 0).find_first_not_of('0') == std::string_view::npos) {
    builder.AddLiteral(state_.cwds.front());
  } else if (name.find_first_not_of("+-0123456789") == std::string_view::npos) {
    builder.AddLiteral(Pattern(1, kAnything));  // ~-, and ~2 of the stack of folders
  } else if (name == "root") {
    builder.AddLiteral("/root");
  } else if (std::ranges::all_of(name, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
                      c == '.';
             })) {
    builder.AddLiteral("/home/");
    builder.AddLiteral(name);
  } else {
    return false;
  }
  builder.MarkQuoted();
  text.remove_prefix(end);
  return true;
}

}  // namespace cmdai::safety
