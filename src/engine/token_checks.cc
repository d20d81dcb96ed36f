#include "engine/token_checks.h"

namespace cmdai::engine {

Result<void> CheckTokens(std::span<const tokenizer::TokenId> tokens, size_t n_vocab) {
  for (const tokenizer::TokenId token : tokens) {
    if (token >= 0 && static_cast<size_t>(token) < n_vocab) continue;
    return Fail(ErrorCode::kInvalidArgument, "[engine] token {} is outside of the vocabulary of {}",
                token, n_vocab);
  }
  return {};
}

Result<void> CheckLength(size_t length, size_t max_length) {
  if (length <= max_length) return {};
  return Fail(ErrorCode::kLimit, "[engine] {} tokens don't fit into a context of {}", length,
              max_length);
}

Result<void> CheckSavedBytes(size_t n_bytes, size_t token_bytes, size_t max_length) {
  if (n_bytes % token_bytes != 0) {
    return Fail(ErrorCode::kCorrupt, "[engine] a saved prefix of {} bytes is no multiple of {}",
                n_bytes, token_bytes);
  }
  return CheckLength(n_bytes / token_bytes, max_length);
}

}  // namespace cmdai::engine
