#pragma once

#include <string>

#include "shell/ast.h"

namespace cmdai::shell {

/// The program as text that parses to the same tree; one line where there is no here-document.
std::string Print(const List& program);

/// One word as text.
std::string Print(const Word& word);

}  // namespace cmdai::shell
