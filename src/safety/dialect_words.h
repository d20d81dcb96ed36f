#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.h"

/// Words and forms of words that shells other than bash have or read in their own way.
namespace cmdai::safety {

/// Whether the builtin may change the variables or the folder of the shell that runs it.
bool ChangesShell(std::string_view builtin);

/// Whether fish has a builtin or a keyword of this name that bash has not, or has with another
/// meaning.
bool IsOwnBuiltinOfFish(std::string_view name);

/// Whether only fish, or only zsh, has a command of this name.
bool IsOnlyOfFish(std::string_view name);
bool IsOnlyOfZsh(std::string_view name);

/// Whether `word` is an option of `print` that only zsh has, such as -P.
bool IsZshPrintOption(std::string_view word);

/// Whether setting this variable changes more of zsh than that: `path=...` is PATH.
bool IsSpecialInZsh(std::string_view variable);
/// Whether fish itself sets this variable.
bool IsSpecialInFish(std::string_view variable);

/// Whether `text`, right after a variable, begins with a modifier of zsh: `:h` of `$x:h`.
bool IsZshModifier(std::string_view text);

/// Whether a backslash before this character means another one to fish: \n, \x41.
bool IsEscapeOfFish(std::string_view character);

/// The bare text of a word, with a \1 for each other part.
std::string BareOutline(const std::vector<shell::Part>& parts);

/// What an outline holds: {a,b} or {1..3}, {1..3}, [abc], @(a|b), a zsh glob with a qualifier.
bool HasBraces(std::string_view outline);
bool HasSequence(std::string_view outline);
bool HasBracketGlob(std::string_view outline);
bool HasExtendedGlob(std::string_view outline);
bool HasGlobQualifier(std::string_view outline);

}  // namespace cmdai::safety
