#pragma once

#include <string>

#include "cli/handlers.h"
#include "safety/judge.h"

namespace cmdai::cli {

/// Runs a judged command in the user's shell, as `-x` asks for: a safe one at once, one that needs
/// a confirmation after a person's yes (`assume_yes` says it unless NeedsPerson(); a critical one
/// needs a typed word). The command goes to the shell as one argument, exactly the bytes that were
/// judged. Gives the child's status, or kBlocked, kUnconfirmed.
int Execute(const std::string& command, const safety::Verdict& verdict, const std::string& shell,
            bool assume_yes, bool may_ask, Printer& printer);

}  // namespace cmdai::cli
