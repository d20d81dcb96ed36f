#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shell/ast.h"

namespace cmdai::safety {

/// Characters that a reader does not see, or sees elsewhere than they stand.
struct HiddenText {
  shell::Span span;
  std::string message;
};

/// The first byte sequence that is not UTF-8, control character (but tab and newline), character
/// that reorders text (bidirectional controls), joins or separates without a trace (zero width,
/// tags), or looks like a blank and is none. nullopt when there is none.
std::optional<HiddenText> FindHidden(std::string_view command);

}  // namespace cmdai::safety
