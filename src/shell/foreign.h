#pragma once

#include <optional>
#include <string_view>

namespace cmdai::shell {

/// Syntax that another shell has and neither POSIX's nor bash's.
struct ForeignSyntax {
  std::string_view shell;  // "zsh" or "fish"
  std::string_view what;   // such as "`end`"
};

/// Looks for marks of zsh's or fish's grammar in a text that Parse() refused, to explain the
/// refusal. Not for deciding: it looks at the text alone.
std::optional<ForeignSyntax> FindForeignSyntax(std::string_view text);

}  // namespace cmdai::shell
