#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "shell/dump.h"
#include "shell/parser.h"

/// Tables of texts and the trees that they are parsed to.
namespace cmdai::shell {

struct TreeRow {
  std::string_view text;
  std::string_view tree;
};

/// What stands between `(list ` and `)` of the text's dump, or `error: ` and the message.
inline std::string TreeOf(std::string_view text, Dialect dialect = Dialect::kBash) {
  const ParseResult result = Parse(text, dialect);
  if (result.error) return "error: " + result.error->message;
  const std::string dump = Dump(result.program);
  constexpr std::string_view kOpen = "(list ";
  return dump.starts_with(kOpen) ? dump.substr(kOpen.size(), dump.size() - kOpen.size() - 1) : "";
}

/// The trees of the arguments in `text`, which is put after a command's name.
inline std::string WordsOf(std::string_view text, Dialect dialect = Dialect::kBash) {
  const std::string tree = TreeOf("p " + std::string(text), dialect);
  constexpr std::string_view kOpen = "(and-or (simple (word (bare \"p\")) ";
  return tree.starts_with(kOpen) ? tree.substr(kOpen.size(), tree.size() - kOpen.size() - 2) : tree;
}

inline void ExpectTrees(std::span<const TreeRow> rows, Dialect dialect = Dialect::kBash) {
  for (const TreeRow& row : rows) EXPECT_EQ(TreeOf(row.text, dialect), row.tree) << row.text;
}

inline void ExpectWords(std::span<const TreeRow> rows, Dialect dialect = Dialect::kBash) {
  for (const TreeRow& row : rows) EXPECT_EQ(WordsOf(row.text, dialect), row.tree) << row.text;
}

}  // namespace cmdai::shell
