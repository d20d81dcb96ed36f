#pragma once

#include <string>
#include <vector>

namespace cmdai::safety {

using Strings = std::vector<std::string>;

/// Commands that are safe without asking.
const Strings& HarmlessCommands();

/// Commands that are at least to be confirmed.
const Strings& DangerousCommands();

/// Fragments that are no program, as bash sees it.
const Strings& NoPrograms();

/// Programs whose effects cannot be known, and what only zsh and fish read.
const Strings& UnknownConstructs();

/// Characters that a reader does not see as what they are, and bytes that are none.
Strings HiddenCharacters();

}  // namespace cmdai::safety
