#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cmdai::tokenizer {

// The alphabet in which GPT-2 vocabularies write bytes as visible characters: the bytes 0x21-0x7E,
// 0xA1-0xAC and 0xAE-0xFF are the code points of the same number; the other 68 bytes are, in
// rising order, U+0100 to U+0143 (a space is U+0120). Pure functions.

/// Appends the characters for `bytes` to `out`.
void AppendInAlphabet(std::string_view bytes, std::string& out);

/// Writes the bytes that `text` stands for to `out`, which has room for text.size() bytes, and
/// gives their number. A text with a character outside of the alphabet stands for itself, as in the
/// byte-level decoder of Hugging Face's tokenizers.
size_t DecodeAlphabet(std::string_view text, char* out);

}  // namespace cmdai::tokenizer
