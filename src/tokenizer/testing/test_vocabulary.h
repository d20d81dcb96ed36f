#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/byte_alphabet.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::tokenizer {

/// A small vocabulary for tests: the 256 bytes (ids 0 to 255, each the byte's value), then a token
/// for each merge, then what tests add. Owns the texts; must outlive what is made of its spec().
class TestVocabulary {
 public:
  TestVocabulary() {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text;
      const char c = static_cast<char>(byte);
      AppendInAlphabet({&c, 1}, text);
      Add(text);
    }
  }

  TokenId Add(std::string text, TokenType type = TokenType::kNormal) {
    tokens_.push_back(std::move(text));
    types_.push_back(type);
    return static_cast<TokenId>(tokens_.size() - 1);
  }

  /// Adds the merge and, where it is new, the merged token. In the byte alphabet.
  TokenId AddMerge(const std::string& left, const std::string& right) {
    merges_.push_back(left + " " + right);
    const std::string merged = left + right;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i] == merged) return static_cast<TokenId>(i);
    }
    return Add(merged);
  }

  void AddLine(std::string line) { merges_.push_back(std::move(line)); }
  /// Turns a token into one that no text contains.
  void Rename(TokenId id, std::string text) { tokens_[static_cast<size_t>(id)] = std::move(text); }

  TokenizerSpec spec(std::string_view pre_tokenizer) const {
    TokenizerSpec spec;
    spec.pre_tokenizer = pre_tokenizer;
    spec.tokens.assign(tokens_.begin(), tokens_.end());
    spec.types = types_;
    spec.merges.assign(merges_.begin(), merges_.end());
    return spec;
  }

 private:
  std::deque<std::string> tokens_;
  std::vector<TokenType> types_;
  std::deque<std::string> merges_;
};

}  // namespace cmdai::tokenizer
