#pragma once

#include <memory>
#include <string_view>

#include "backend/inference_backend.h"
#include "decode/constraint.h"
#include "shell/line_state.h"

namespace cmdai::assist {

/// One line, without ASCII control characters, that is a whole shell command or can still become
/// one (see shell::StateOfLine). It may end only where it is whole; a newline ends it there. Takes
/// some microseconds for each question about a line of the length of a command.
std::unique_ptr<decode::Constraint> MakeShellConstraint(shell::Dialect dialect);

/// What an answer of this form for the shell of this name has to be like: for a shell whose grammar
/// is known that of MakeShellConstraint(), within the JSON where the form is that; for others what
/// the form alone says. nullptr for AnswerForm::kFree.
std::unique_ptr<decode::Constraint> MakeAnswerConstraint(backend::AnswerForm form,
                                                         std::string_view shell);

/// Whether `command` is cut off: the named shell would wait for more of it. False for a shell whose
/// grammar is not known.
bool IsCutOff(std::string_view command, std::string_view shell);

}  // namespace cmdai::assist
