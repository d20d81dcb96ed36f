#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cmdai::tokenizer {

/// The classes that the pre-tokenizers' expressions tell apart.
enum class CharClass : uint8_t {
  kLetter,  // \p{L}
  kNumber,  // \p{N}: decimal digits, letter numbers such as U+2167, others such as U+00BD
  kSpace,   // \s: the property White_Space
  kOther,   // the rest, and every invalid UTF-8 sequence
};

/// The class of a code point as of Unicode 16, that of the regular-expression engine (Oniguruma)
/// in Hugging Face's tokenizers 0.23. Where the utf8proc that we run with knows an older Unicode
/// (2.8: 15.0), a table here supplies what was added; where it knows a newer one, that one counts.
CharClass ClassOf(char32_t code_point);

/// The first character of a text.
struct ClassifiedChar {
  CharClass char_class = CharClass::kOther;
  size_t n_bytes = 0;
};

/// REQUIRES: text is not empty.
ClassifiedChar ClassifyFirst(std::string_view text);

}  // namespace cmdai::tokenizer
