#pragma once

#include <string_view>

#include "shell/ast.h"

namespace cmdai::shell {

/// The operator as it is written, such as ">>".
std::string_view Spelling(RedirectionOperator op);

/// Whether a file is opened for writing: > >> >| <> &> &>>.
bool Writes(RedirectionOperator op);

}  // namespace cmdai::shell
