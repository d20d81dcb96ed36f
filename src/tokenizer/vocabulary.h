#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/hash_index.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::tokenizer {

/// The tokens of a byte-level BPE vocabulary: their bytes, types and ids. Immutable after Create;
/// safe to use from several threads.
class Vocabulary {
 public:
  static constexpr TokenId kNoToken = -1;

  /// Takes tokens and types as TokenizerSpec has them; borrows the texts behind the views.
  static Result<Vocabulary> Create(std::vector<std::string_view> tokens,
                                   std::vector<TokenType> types);

  size_t size() const { return tokens_.size(); }
  bool Contains(TokenId id) const { return id >= 0 && static_cast<size_t>(id) < size(); }

  // REQUIRES for all three: Contains(id).
  TokenType type(TokenId id) const {
    return types_.empty() ? TokenType::kNormal : types_[static_cast<size_t>(id)];
  }
  /// As the vocabulary writes the token.
  std::string_view Text(TokenId id) const { return tokens_[static_cast<size_t>(id)]; }
  /// What the token stands for.
  std::string_view Bytes(TokenId id) const;

  /// The token that the vocabulary writes as `text`, of any type; or kNoToken.
  TokenId FindText(std::string_view text) const;
  /// Whether there is such a token, judged by 32 bits of the text's hash alone: fast, and wrong for
  /// one in billions of texts that are no tokens.
  bool HasText(std::string_view text) const {
    return index_.Find(HashText(text), [](uint32_t) { return true; }) != HashIndex::kNone;
  }
  /// The ordinary token for `bytes`, or kNoToken. `scratch` is overwritten.
  TokenId FindBytes(std::string_view bytes, std::string& scratch) const;
  /// The ordinary token for one byte, or kNoToken.
  TokenId ByteToken(uint8_t byte) const { return byte_tokens_[byte]; }

 private:
  Result<void> IndexTokens();
  void DecodeTokens();

  std::vector<std::string_view> tokens_;
  std::vector<TokenType> types_;
  HashIndex index_;                // by text
  std::string bytes_;              // of all tokens, one after the other
  std::vector<uint32_t> offsets_;  // [size() + 1] where each token's bytes begin in bytes_
  std::array<TokenId, 256> byte_tokens_ = {};
};

/// Whether tokens of this type are written in the byte alphabet; the others stand as they are.
inline bool IsInAlphabet(TokenType type) {
  return type == TokenType::kNormal || type == TokenType::kByte;
}

/// Whether tokens of this type are text that a user should see.
inline bool IsVisible(TokenType type) {
  return IsInAlphabet(type) || type == TokenType::kUserDefined;
}

}  // namespace cmdai::tokenizer
