#include "tokenizer/merge_table.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"

namespace cmdai::tokenizer {
namespace {

constexpr size_t kMaxMerges = size_t{1} << 28;
constexpr size_t kMaxCuts = 4096;  // of one token: more than any honest one has

/// Finds the merged tokens of lines. Vocabularies list these in the order of the merges, so the
/// last one and the one after it are tried before the index.
class MergedFinder {
 public:
  explicit MergedFinder(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  TokenId Find(std::string_view left, std::string_view right) {
    for (const TokenId guess : {last_ + 1, last_}) {
      if (IsConcatenation(guess, left, right)) return last_ = guess;
    }
    concatenated_.assign(left);
    concatenated_ += right;
    const TokenId id = vocabulary_.FindText(concatenated_);
    if (id != Vocabulary::kNoToken) last_ = id;
    return id;
  }

 private:
  bool IsConcatenation(TokenId id, std::string_view left, std::string_view right) const {
    if (!vocabulary_.Contains(id)) return false;
    const std::string_view text = vocabulary_.Text(id);
    return text.size() == left.size() + right.size() && text.starts_with(left) &&
           text.ends_with(right);
  }

  const Vocabulary& vocabulary_;
  TokenId last_ = Vocabulary::kNoToken;
  std::string concatenated_;
};

}  // namespace

Result<MergeTable> MergeTable::Create(std::span<const std::string_view> lines,
                                      const Vocabulary& vocabulary) {
  if (lines.size() > kMaxMerges) {
    return Fail(ErrorCode::kLimit, "[tokenizer] {} merges, limit {}", lines.size(), kMaxMerges);
  }
  MergeTable table;
  table.first_rank_.assign(vocabulary.size(), kNoMore);
  table.cuts_.reserve(lines.size());
  MergedFinder finder(vocabulary);
  for (size_t rank = 0; rank < lines.size(); ++rank) {
    const std::string_view line = lines[rank];
    const auto fail = [&](std::string_view what) {
      return Fail(ErrorCode::kCorrupt, "[tokenizer] merge {} '{}' {}", rank,
                  EscapeForTerminal(line.substr(0, 80)), what);
    };
    const size_t space = std::min(line.find(' '), line.size());
    const std::string_view left = line.substr(0, space);
    const std::string_view right = line.substr(std::min(space + 1, line.size()));
    TokenId merged = Vocabulary::kNoToken;
    if (vocabulary.HasText(left) && vocabulary.HasText(right)) merged = finder.Find(left, right);
    if (merged == Vocabulary::kNoToken || left.empty() || right.empty()) {
      return fail("is not two tokens, separated by a space, whose concatenation is a token");
    }
    if (!table.Add(merged, static_cast<uint32_t>(left.size()))) {
      return fail("repeats an earlier merge, or gives a token that too many others give");
    }
    table.longest_bytes_ = std::max(table.longest_bytes_, left.size() + right.size());
  }
  return table;
}

bool MergeTable::Add(TokenId merged, uint32_t left_bytes) {
  const auto rank = static_cast<uint32_t>(cuts_.size());
  uint32_t* last = &first_rank_[static_cast<size_t>(merged)];
  for (size_t n_cuts = 0; *last != kNoMore; ++n_cuts) {
    Cut& cut = cuts_[*last];
    if (cut.left_bytes == left_bytes || n_cuts == kMaxCuts) return false;
    last = &cut.next_rank;
  }
  *last = rank;
  cuts_.push_back({.left_bytes = left_bytes});
  return true;
}

Merge MergeTable::Find(const Vocabulary& vocabulary, std::string_view both,
                       size_t left_bytes) const {
  if (both.size() > longest_bytes_) return {};
  const TokenId merged = vocabulary.FindText(both);
  if (merged == Vocabulary::kNoToken) return {};
  uint32_t rank = first_rank_[static_cast<size_t>(merged)];
  while (rank != kNoMore && cuts_[rank].left_bytes != left_bytes) rank = cuts_[rank].next_rank;
  if (rank == kNoMore) return {};
  return {.rank = rank, .merged = merged};
}

}  // namespace cmdai::tokenizer
