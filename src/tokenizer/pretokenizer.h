#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace cmdai::tokenizer {

/// The ways of cutting a text into the pieces that byte-pair encoding then treats one by one. Each
/// is a published regular expression; all of them match any text without gaps.
enum class PreTokenizer {
  /// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
  kGpt2,
  /// First every \p{N} is cut off as a piece of its own, then each part is cut as by kGpt2.
  kSmolLm,
  /// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|
  /// \s*[\r\n]+|\s+(?!\S)|\s+   after normalisation to NFC
  kQwen2,
  /// As kQwen2 with \p{N}{1,3} in place of \p{N}, and without normalisation.
  kLlamaBpe,
};

/// The pre-tokenizer that `tokenizer.ggml.pre` calls `name`. Fails (kUnsupported) with the names
/// that there are.
Result<PreTokenizer> PreTokenizerFromName(std::string_view name);

/// Whether the text is brought to NFC before it is cut.
inline bool NormalisesToNfc(PreTokenizer pre_tokenizer) {
  return pre_tokenizer == PreTokenizer::kQwen2;
}

/// Whether a piece that is a token as a whole becomes that token, whatever the merges say
/// (`ignore_merges` in Hugging Face's tokenizer.json).
inline bool PrefersWholeTokens(PreTokenizer pre_tokenizer) {
  return pre_tokenizer == PreTokenizer::kLlamaBpe;
}

/// Length in bytes of the first piece of `text`, which is the text from the end of the piece
/// before to the end. Cutting a whole text takes linear time. REQUIRES: text is not empty.
size_t FirstPieceBytes(PreTokenizer pre_tokenizer, std::string_view text);

}  // namespace cmdai::tokenizer
