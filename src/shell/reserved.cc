#include "shell/reserved.h"

#include <algorithm>
#include <array>

namespace cmdai::shell {
namespace {

constexpr std::array<std::string_view, 16> kPosixReserved = {
    "!",    "{",  "}",   "case", "do", "done", "elif",  "else",
    "esac", "fi", "for", "if",   "in", "then", "until", "while"};
constexpr std::array<std::string_view, 6> kBashReserved = {"[[",     "]]",     "function",
                                                           "select", "coproc", "time"};

}  // namespace

std::string_view FindReserved(std::string_view word, Dialect dialect) {
  const auto* const posix = std::ranges::find(kPosixReserved, word);
  if (posix != kPosixReserved.end()) return *posix;
  if (dialect == Dialect::kPosix) return {};
  const auto* const extended = std::ranges::find(kBashReserved, word);
  return extended != kBashReserved.end() ? *extended : std::string_view();
}

}  // namespace cmdai::shell
