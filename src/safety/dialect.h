#pragma once

#include <string>
#include <vector>

#include "shell/ast.h"
#include "shell/kind.h"

namespace cmdai::safety {

/// A part of a command that the shell which is to run it does not read as bash does.
struct DialectDifference {
  shell::Span span;
  std::string rule;     // "shell.bash", "shell.zsh" or "shell.fish": whose syntax counts
  std::string message;  // a clause: "`&>` is bash syntax, which sh reads in another way"
};

/// What in a program, parsed as bash's, does not mean to a shell of this kind what it means to
/// bash; for bash what is written in the way of zsh or fish. Empty for what all shells read alike.
/// Where the other shell refuses it and thus runs nothing, it need not be listed. A shell that is
/// not known is held to be as different as fish.
std::vector<DialectDifference> FindDialectDifferences(const shell::List& program, shell::Kind kind);

}  // namespace cmdai::safety
