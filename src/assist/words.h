#pragma once

#include <string_view>
#include <vector>

namespace cmdai::assist {

/// The parts of `text` between spaces.
std::vector<std::string_view> SplitWords(std::string_view text);

/// Whether `word` is a builtin or a keyword of POSIX shells or bash.
bool IsShellWord(std::string_view word);

/// Whether `word`, in small letters, is one of the small words that English sentences are full of
/// and commands are not.
bool IsFunctionWord(std::string_view word);

}  // namespace cmdai::assist
