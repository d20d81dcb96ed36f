#pragma once

#include <functional>

#include "shell/ast.h"

namespace cmdai::shell {

/// Calls `visit` for every command of the program in the order of the text: those inside compound
/// commands, functions, command substitutions and process substitutions too.
void Walk(const List& program, const std::function<void(const Command&)>& visit);

}  // namespace cmdai::shell
