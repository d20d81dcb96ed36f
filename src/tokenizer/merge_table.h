#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/vocabulary.h"

namespace cmdai::tokenizer {

/// A rule of byte-pair encoding: two certain tokens that stand side by side may be replaced by the
/// token `merged`. The rank is its place in the list; a lower one goes first.
struct Merge {
  static constexpr uint32_t kNoRank = UINT32_MAX;

  uint32_t rank = kNoRank;
  TokenId merged = Vocabulary::kNoToken;
};

/// The merges of a vocabulary. As a merge is known by the merged token and by where that one is
/// cut in two, no table of pairs is needed: the vocabulary's own index finds the merged token.
/// Immutable after Create; safe to use from several threads.
class MergeTable {
 public:
  /// Reads lines "left right", best first. Fails (kCorrupt) on one that is not two tokens of the
  /// vocabulary whose concatenation is a token, or that repeats an earlier one. The two are looked
  /// for by hash alone (Vocabulary::HasText): a line that passes by chance could never apply, as
  /// one of its sides never stands in a word.
  static Result<MergeTable> Create(std::span<const std::string_view> lines,
                                   const Vocabulary& vocabulary);

  /// The merge of two tokens, if there is one, from their texts one after the other (as the
  /// vocabulary writes them) and the length of the first. `vocabulary` is that given to Create.
  Merge Find(const Vocabulary& vocabulary, std::string_view both, size_t left_bytes) const;

 private:
  static constexpr uint32_t kNoMore = UINT32_MAX;

  struct Cut {
    uint32_t left_bytes = 0;
    uint32_t next_rank = kNoMore;  // of a later merge that gives the same token
  };

  /// False when the cut is there already.
  bool Add(TokenId merged, uint32_t left_bytes);

  std::vector<uint32_t> first_rank_;  // by merged token, or kNoMore
  std::vector<Cut> cuts_;             // by rank
  size_t longest_bytes_ = 0;          // the longest text of a merged token
};

}  // namespace cmdai::tokenizer
