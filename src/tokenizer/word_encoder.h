#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/merge_table.h"
#include "tokenizer/vocabulary.h"

namespace cmdai::tokenizer {

/// Byte-pair encoding of words: of all adjacent pairs that have a merge, the one of the lowest rank
/// (of equals, the leftmost) is merged until none is left. O(n log n) in a word's length.
/// Holds working memory for reuse between words: one per thread; borrows both tables.
class WordEncoder {
 public:
  WordEncoder(const Vocabulary& vocabulary, const MergeTable& merges)
      : vocabulary_(vocabulary), merges_(merges) {}

  /// Appends the tokens of `word` to `out`. A byte without a token is left out.
  void Append(std::string_view word, std::vector<TokenId>& out);

 private:
  /// A token within the word; they form a linked list, in which merges remove right neighbours.
  struct Symbol {
    TokenId id = 0;
    Merge with_next = {};  // the merge with the next symbol, if there is one
    uint32_t begin = 0;    // where its text begins in text_
    uint32_t previous = 0;
    uint32_t next = 0;
  };

  void SplitIntoBytes(std::string_view word);
  void MergeAll();
  void MergeWithNext(uint32_t at);
  /// Looks up the merge of `at` with its next symbol; true when there is one.
  bool UpdateMerge(uint32_t at);

  const Vocabulary& vocabulary_;
  const MergeTable& merges_;
  std::string text_;  // the word as the vocabulary writes it
  std::vector<Symbol> symbols_;
  std::vector<uint64_t> queue_;  // a heap of (rank << 32 | symbol), the least first
};

}  // namespace cmdai::tokenizer
