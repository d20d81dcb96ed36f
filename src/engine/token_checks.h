#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::engine {

/// What every Context checks before it evaluates (see language_model.h): kInvalidArgument for an id
/// outside of a vocabulary of `n_vocab` tokens.
Result<void> CheckTokens(std::span<const tokenizer::TokenId> tokens, size_t n_vocab);

/// kLimit where `length` tokens are more than `max_length`.
Result<void> CheckLength(size_t length, size_t max_length);

/// kCorrupt where so many bytes of a saved sequence are no whole number of tokens, kLimit where
/// these are more than `max_length`.
Result<void> CheckSavedBytes(size_t n_bytes, size_t token_bytes, size_t max_length);

}  // namespace cmdai::engine
