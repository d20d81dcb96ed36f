#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "safety/code_texts.h"

/// What the readers of small languages share.
namespace cmdai::safety::internal {

/// The text without blanks and newlines around it.
std::string_view Trim(std::string_view text);

/// That something is run which is not known.
CodeEffect Unknown(std::string sentence);

/// The string literal between double quotes at the start of `text`, after blanks and an opening
/// parenthesis; advances past it. nullopt where there is none.
std::optional<std::string> TakeString(std::string_view& text);

}  // namespace cmdai::safety::internal
