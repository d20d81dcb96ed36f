#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cmdai::assist {

/// Options as they are written, with their dashes and without values: "-a", "--all", "-name".
using OptionSet = std::set<std::string, std::less<>>;

/// The options that a text for people names: the output of `--help`, or a file of completions.
OptionSet OptionsInText(std::string_view text);

/// The options that a manual page names, in the roff of man(7) or mdoc(7).
OptionSet OptionsInManPage(std::string_view roff);

/// Whether a word of a command is written in options that are documented: `-la` where -l and -a
/// are,
/// `--color=auto`, `--recurs` where it begins just one, `-n5` where -n is. True for what is no
/// option (`-`, `--`, `-5`).
bool IsDocumented(std::string_view word, const OptionSet& options);

}  // namespace cmdai::assist
