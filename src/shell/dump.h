#pragma once

#include <string>

#include "shell/ast.h"

namespace cmdai::shell {

/// The tree on one line, without spans: `(list (simple 'ls' "$x"))`. Two programs with the same
/// dump have the same tree. For tests and for debugging.
std::string Dump(const List& program);

}  // namespace cmdai::shell
