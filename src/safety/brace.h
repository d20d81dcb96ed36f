#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/ast.h"

namespace cmdai::safety {

/// A piece of a word after brace expansion: a part of the word, or bare text.
struct BracePiece {
  const shell::Part* part = nullptr;  // of the word that was expanded; nullptr: bare text
  std::string text = {};
};

/// Brace expansion (bash's manual, 3.5.1): a{b,c}d gives abd and acd, {1..3} gives 1, 2 and 3.
/// nullopt: more than `limit` words would come out.
std::optional<std::vector<std::vector<BracePiece>>> ExpandBraces(const shell::Word& word,
                                                                 size_t limit);

/// Whether the word may hold a brace expansion.
bool HasBraces(const shell::Word& word);

}  // namespace cmdai::safety
