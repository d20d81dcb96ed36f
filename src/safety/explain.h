#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.h"

namespace cmdai::safety {

/// What one word of a command is.
struct WordExplanation {
  std::string word;     // as it is written
  std::string meaning;  // "removes files", "a file that is removed"
  shell::Span span;
  size_t level = 0;  // 0 for programs and operators, 1 for their arguments
};

/// What each word of the command is, from the syntax tree and the tables of programs, in the order
/// of the text. A command that cannot be parsed is explained as far as it can. Pure.
std::vector<WordExplanation> ExplainWords(std::string_view command);

}  // namespace cmdai::safety
