#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cmdai {

/// One decoded character of a UTF-8 text.
struct Utf8Char {
  char32_t code_point = 0;
  size_t n_bytes = 0;  // 1 to 4; where `valid` is false, the bytes to skip
  bool valid = false;
};

/// Decodes the character at the start of `text` (Unicode 15, table 3-7: no overlong forms, no
/// surrogates). An invalid or cut sequence gives `valid == false` and its maximal subpart.
/// REQUIRES: text is not empty.
Utf8Char DecodeUtf8(std::string_view text);

/// Appends the UTF-8 form of `code_point` to `out`. REQUIRES: code_point is a Unicode scalar value.
void AppendUtf8(char32_t code_point, std::string& out);

/// Length in bytes of the longest prefix of `text` that does not end within a character that later
/// bytes could complete. Invalid bytes count as whole.
size_t CompleteUtf8Prefix(std::string_view text);

/// Whether all of `text` is valid UTF-8.
bool IsValidUtf8(std::string_view text);

/// `text` with every invalid sequence replaced by U+FFFD.
std::string ReplaceInvalidUtf8(std::string_view text);

/// `text` made safe to print on a terminal: control characters as \n, \t or \xNN, characters that
/// reorder or hide text (bidirectional controls, zero width) as \u{NNNN}, invalid bytes as \xNN.
std::string EscapeForTerminal(std::string_view text);

}  // namespace cmdai
