#pragma once

#include <string_view>

#include "shell/parser.h"

namespace cmdai::shell {

/// The reserved word that `word` is where a command may begin, in the lifetime of the program; or
/// empty (XCU 2.4; bash's manual, 3.2.1).
std::string_view FindReserved(std::string_view word, Dialect dialect = Dialect::kBash);

/// Whether a reserved word may begin with the byte; most words need no closer look.
constexpr bool MayBeginReserved(int c) {
  constexpr std::string_view kFirst = "!{}[]cdefistuw";
  return c > 0 && kFirst.find(static_cast<char>(c)) != std::string_view::npos;
}

/// Length of the longest of them, in bytes.
inline constexpr size_t kLongestReserved = 8;

}  // namespace cmdai::shell
