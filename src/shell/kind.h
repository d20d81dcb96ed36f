#pragma once

#include <cstdint>
#include <string_view>

namespace cmdai::shell {

/// A family of shells that read commands alike.
enum class Kind : uint8_t {
  kBash,
  kPosix,  // sh, dash, ash: little beyond POSIX
  kKsh,    // ksh93, mksh
  kZsh,
  kFish,
  kOther,  // a shell that is not known here, with a grammar of its own
};

/// The family of the shell with this name or path, such as "/bin/bash" or "-zsh".
Kind KindOfShell(std::string_view name);

/// "bash", "sh", "ksh", "zsh", "fish", "this shell": to be used in a message.
std::string_view NameOf(Kind kind);

}  // namespace cmdai::shell
