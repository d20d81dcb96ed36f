#pragma once

#include <string>
#include <string_view>

namespace cmdai::shell {

/// `text` as one word of a POSIX shell that expands to just that: unchanged where nothing in it
/// is special, else between single quotes. Bytes other than NUL are kept.
std::string Quote(std::string_view text);

/// The words of `arguments`, quoted and joined with blanks.
template <typename Range>
std::string QuoteAll(const Range& arguments) {
  std::string line;
  for (const std::string_view argument : arguments) {
    if (!line.empty()) line += ' ';
    line += Quote(argument);
  }
  return line;
}

}  // namespace cmdai::shell
