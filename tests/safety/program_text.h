#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.h"

namespace cmdai::safety {

/// What a transformation asks about a program before it is applied.
struct ProgramText {
  explicit ProgramText(std::string program);

  std::string text;
  bool parses = false;  // as bash
  bool parses_as_posix = false;
  bool is_printable = false;  // ASCII from blank to tilde: one line
  bool has_here_document = false;
  bool has_positional = false;  // $1, $@, ... of the program itself, not of code that it quotes
  bool has_zero = false;        // $0
  bool has_functions = false;
  bool has_assignments = false;  // that are a command of their own or stand before one
  bool sets_ifs = false;
  bool is_simple = false;          // one simple command without assignments
  bool is_pipeline = false;        // one pipeline, not in the background
  std::vector<std::string> words;  // of the simple command where all of them are literal
};

/// A word of a simple command, as text and, where no expansion is in it, as what it stands for.
struct WordText {
  std::string text;
  std::optional<std::string> literal;
};

/// One simple command that may be rewritten.
struct CommandText {
  std::vector<WordText> words;
  bool has_assignments = false;
  bool alone = false;  // the program is this command and nothing else

  /// The program's name where it is known.
  std::string name() const { return words[0].literal.value_or(""); }
};

/// New words for a command, as shell text; nullopt leaves it as it is.
using Rewrite = std::function<std::optional<std::vector<std::string>>(const CommandText&)>;

/// The program with each of its simple commands rewritten, those in compound commands and
/// substitutions too. Nullopt when none changed, or when the new words are not words.
std::optional<std::string> RewriteCommands(const std::string& program, const Rewrite& rewrite);

/// The word's value when it has no expansions and no characters of patterns.
std::optional<std::string> LiteralOf(const shell::Word& word);

/// Whether bash itself implements the command, so that a program of the name is something else.
bool IsBuiltin(std::string_view name);

/// Whether the command takes assignments as its arguments: its words are read in a way of their
/// own when its name is written plainly.
bool IsDeclaration(std::string_view name);

}  // namespace cmdai::safety
