#pragma once

#include <cstdint>
#include <string_view>

/// Which program texts only compute and print: what these clear cannot write, run or connect. Each
/// takes time linear in the length of the text.
namespace cmdai::safety {

bool IsHarmlessPerl(std::string_view code);

enum class PerlWord : uint8_t {
  kUnknown,
  kBeforeTerm,  // a term follows, so that / begins a pattern
  kOther,       // a term or an operator may follow
  kQuote,       // a text follows between delimiters: q, m, s
};
PerlWord KindOfPerlWord(std::string_view word);

/// Whether a string or pattern of Perl, without its delimiters, only replaces plain variables.
bool IsPlainPerlText(std::string_view text);

}  // namespace cmdai::safety
