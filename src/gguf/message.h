#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/utf8.h"

/// Wording of this folder's errors; not for other folders.
namespace cmdai::gguf {

/// A key or name from the file as messages show it: escaped, and cut where it is very long.
inline std::string Shown(std::string_view text) {
  constexpr size_t kMaxShown = 96;
  if (text.size() <= kMaxShown) return EscapeForTerminal(text);
  const size_t n = CompleteUtf8Prefix(text.substr(0, kMaxShown));
  return EscapeForTerminal(text.substr(0, n)) + "...";
}

/// An error at byte `offset` of the file called `name`.
template <typename... Args>
tl::unexpected<Error> FailAt(ErrorCode code, std::string_view name, uint64_t offset,
                             fmt::format_string<Args...> format, Args&&... args) {
  return Fail(code, "[gguf] {}: offset {}: {}", EscapeForTerminal(name), offset,
              fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace cmdai::gguf
