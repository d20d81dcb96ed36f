#include "tokenizer/vocabulary.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"
#include "tokenizer/byte_alphabet.h"

namespace cmdai::tokenizer {
namespace {

constexpr size_t kMaxTokens = size_t{1} << 28;
constexpr uint64_t kMaxTextBytes = uint64_t{1} << 31;

Result<void> CheckSizes(std::span<const std::string_view> tokens,
                        std::span<const TokenType> types) {
  if (tokens.empty() || tokens.size() > kMaxTokens) {
    return Fail(ErrorCode::kCorrupt, "[tokenizer] the vocabulary has {} tokens; 1 to {} are read",
                tokens.size(), kMaxTokens);
  }
  if (!types.empty() && types.size() != tokens.size()) {
    return Fail(ErrorCode::kCorrupt, "[tokenizer] {} token types for {} tokens", types.size(),
                tokens.size());
  }
  for (size_t i = 0; i < types.size(); ++i) {
    const auto type = static_cast<int32_t>(types[i]);
    if (type < 1 || type > 6) {
      return Fail(ErrorCode::kCorrupt, "[tokenizer] token {} has type {}; types are 1 to 6", i,
                  type);
    }
  }
  uint64_t n_bytes = 0;
  for (const std::string_view token : tokens) n_bytes += token.size();
  if (n_bytes > kMaxTextBytes) {
    return Fail(ErrorCode::kLimit, "[tokenizer] the tokens' texts have {} bytes, limit {}", n_bytes,
                kMaxTextBytes);
  }
  return {};
}

}  // namespace

Result<Vocabulary> Vocabulary::Create(std::vector<std::string_view> tokens,
                                      std::vector<TokenType> types) {
  CMDAI_TRY(CheckSizes(tokens, types));
  Vocabulary vocabulary;
  vocabulary.tokens_ = std::move(tokens);
  vocabulary.types_ = std::move(types);
  CMDAI_TRY(vocabulary.IndexTokens());
  vocabulary.DecodeTokens();

  std::string scratch;
  for (size_t byte = 0; byte < vocabulary.byte_tokens_.size(); ++byte) {
    const char c = static_cast<char>(byte);
    vocabulary.byte_tokens_[byte] = vocabulary.FindBytes({&c, 1}, scratch);
  }
  return vocabulary;
}

Result<void> Vocabulary::IndexTokens() {
  index_ = HashIndex(tokens_.size());
  for (size_t id = 0; id < tokens_.size(); ++id) {
    const std::string_view token = tokens_[id];
    const auto inserted =
        index_.Insert(HashText(token), static_cast<uint32_t>(id),
                      [this, token](uint32_t other) { return tokens_[other] == token; });
    if (inserted == HashIndex::Inserted::kPresent) {
      return Fail(ErrorCode::kCorrupt, "[tokenizer] token {} repeats token {}: '{}'", id,
                  FindText(token), EscapeForTerminal(token.substr(0, 80)));
    }
    if (inserted == HashIndex::Inserted::kTooManyCollisions) {
      return Fail(ErrorCode::kCorrupt,
                  "[tokenizer] token {}: too many tokens with the same hash; the vocabulary is "
                  "not an honest one",
                  id);
    }
  }
  return {};
}

void Vocabulary::DecodeTokens() {
  size_t n_bytes = 0;
  for (const std::string_view token : tokens_) n_bytes += token.size();
  bytes_.resize(n_bytes);  // enough: no text is shorter than its bytes
  offsets_.resize(tokens_.size() + 1);
  size_t end = 0;
  for (size_t id = 0; id < tokens_.size(); ++id) {
    const std::string_view token = tokens_[id];
    char* const out = bytes_.data() + end;
    end += IsInAlphabet(type(static_cast<TokenId>(id))) ? DecodeAlphabet(token, out)
                                                        : token.copy(out, token.size());
    offsets_[id + 1] = static_cast<uint32_t>(end);
  }
  bytes_.resize(end);
}

std::string_view Vocabulary::Bytes(TokenId id) const {
  CMDAI_CHECK(Contains(id));
  const auto i = static_cast<size_t>(id);
  return std::string_view(bytes_).substr(offsets_[i], offsets_[i + 1] - offsets_[i]);
}

TokenId Vocabulary::FindText(std::string_view text) const {
  const uint32_t id =
      index_.Find(HashText(text), [this, text](uint32_t i) { return tokens_[i] == text; });
  return id == HashIndex::kNone ? kNoToken : static_cast<TokenId>(id);
}

TokenId Vocabulary::FindBytes(std::string_view bytes, std::string& scratch) const {
  scratch.clear();
  AppendInAlphabet(bytes, scratch);
  const TokenId id = FindText(scratch);
  return id != kNoToken && IsInAlphabet(type(id)) ? id : kNoToken;
}

}  // namespace cmdai::tokenizer
