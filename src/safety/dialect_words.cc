#include "safety/dialect_words.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

constexpr std::string_view kChangesShell[] = {"read",  "cd",      "pushd",    "popd",   "export",
                                              "unset", "set",     "eval",     "source", ".",
                                              "alias", "mapfile", "readarray"};
constexpr std::string_view kOwnOfFish[] = {
    "set",           "eval",     "read",     "history",  "alias",    "declare",
    "typeset",       "local",    "let",      "readonly", "shift",    "getopts",
    "unset",         "shopt",    "source",   ".",        "and",      "or",
    "not",           "begin",    "end",      "switch",   "string",   "math",
    "count",         "contains", "status",   "emit",     "block",    "functions",
    "abbr",          "bind",     "argparse", "random",   "complete", "set_color",
    "fish_add_path", "mapfile",  "enable",   "readarray"};
constexpr std::string_view kOnlyOfFish[] = {"begin",     "end",           "and",      "or",
                                            "not",       "switch",        "argparse", "abbr",
                                            "set_color", "fish_add_path", "funced"};
constexpr std::string_view kOnlyOfZsh[] = {
    "noglob",   "nocorrect", "repeat",     "foreach", "zmodload", "setopt",  "unsetopt",
    "autoload", "zmv",       "vared",      "emulate", "zstyle",   "compdef", "bindkey",
    "zle",      "zcompile",  "zparseopts", "zargs",   "sched",    "zformat"};
constexpr std::string_view kSpecialInZsh[] = {
    "path",      "fpath",       "cdpath",  "manpath", "mailpath",    "argv",      "status",
    "fignore",   "module_path", "psvar",   "watch",   "signals",     "prompt",    "commands",
    "functions", "aliases",     "options", "NULLCMD", "READNULLCMD", "histchars", "dirstack"};
constexpr std::string_view kSpecialInFish[] = {"status",   "argv",     "pipestatus",
                                               "history",  "version",  "fish_pid",
                                               "last_pid", "hostname", "fish_bind_mode"};

template <size_t n>
bool IsOneOf(const std::string_view (&words)[n], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

/// Whether braces that are not empty hold `text`. Exact enough to tell a word that has none.
bool HasInBraces(std::string_view outline, std::string_view text) {
  const size_t open = outline.find('{');
  if (open == std::string_view::npos) return false;
  const size_t found = outline.find(text, open);
  return found != std::string_view::npos && outline.find('}', found) != std::string_view::npos;
}

}  // namespace

bool ChangesShell(std::string_view builtin) { return IsOneOf(kChangesShell, builtin); }
bool IsOwnBuiltinOfFish(std::string_view name) { return IsOneOf(kOwnOfFish, name); }
bool IsOnlyOfFish(std::string_view name) { return IsOneOf(kOnlyOfFish, name); }
bool IsOnlyOfZsh(std::string_view name) { return IsOneOf(kOnlyOfZsh, name); }
bool IsSpecialInZsh(std::string_view variable) { return IsOneOf(kSpecialInZsh, variable); }
bool IsSpecialInFish(std::string_view variable) { return IsOneOf(kSpecialInFish, variable); }

bool IsZshPrintOption(std::string_view word) {
  return word.starts_with('-') && word.find_first_of("PzoOicCDlNmbSxX") != std::string_view::npos;
}

bool IsZshModifier(std::string_view text) {
  constexpr std::string_view kModifiers = "aAcefFghlpPqQrstuwWx&";
  return text.size() > 1 && text[0] == ':' && kModifiers.find(text[1]) != std::string_view::npos;
}

bool IsEscapeOfFish(std::string_view character) {
  constexpr std::string_view kEscapes = "abcefnrtvxXuU01234567";
  return character.size() == 1 && kEscapes.find(character[0]) != std::string_view::npos;
}

std::string BareOutline(const std::vector<shell::Part>& parts) {
  std::string outline;
  for (const shell::Part& part : parts) {
    const auto* const text = std::get_if<shell::Text>(&part.value);
    const bool bare = text != nullptr && text->quoting == shell::Quoting::kNone;
    outline += bare ? text->text : "\1";
  }
  return outline;
}

bool HasBraces(std::string_view outline) {
  return HasInBraces(outline, ",") || HasSequence(outline);
}

bool HasSequence(std::string_view outline) { return HasInBraces(outline, ".."); }

bool HasBracketGlob(std::string_view outline) {
  const size_t open = outline.find('[');
  return open != std::string_view::npos && outline.find(']', open + 2) != std::string_view::npos;
}

bool HasExtendedGlob(std::string_view outline) {
  return outline.find('(') != std::string_view::npos;
}

/// bash takes *(ab) as a pattern too, but hardly anybody writes one without alternatives.
bool HasGlobQualifier(std::string_view outline) {
  const size_t open = outline.rfind("*(");
  if (open == std::string_view::npos || !outline.ends_with(')')) return false;
  const std::string_view inside = outline.substr(open + 2, outline.size() - open - 3);
  constexpr std::string_view kQualifiers = "./@=%*^-#+:aAcdDeEfFgGIilLmnNoOpPrRsStTuUwWxXY";
  return !inside.empty() && inside.find('|') == std::string_view::npos &&
         kQualifiers.find(inside[0]) != std::string_view::npos;
}

}  // namespace cmdai::safety
