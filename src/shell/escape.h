#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cmdai::shell {

/// Decodes an escape of $'...' (XCU 2.2.4 of POSIX 2024; bash's manual, 3.1.2.4): what follows a
/// backslash at `text[position]`. Moves `position` past it and appends to `out`; an unknown escape
/// stands for itself. False at a \0, which ends a string. REQUIRES: position < text.size().
bool DecodeAnsiCEscape(std::string_view text, size_t& position, std::string& out);

}  // namespace cmdai::shell
