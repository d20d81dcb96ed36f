#include "tokenizer/word_encoder.h"

#include <algorithm>
#include <functional>

#include "tokenizer/byte_alphabet.h"

namespace cmdai::tokenizer {
namespace {

constexpr uint32_t kEnd = UINT32_MAX;              // no such symbol
constexpr size_t kMaxWordBytes = size_t{1} << 30;  // positions must fit 32 bits
constexpr std::greater<uint64_t> kLeastFirst = {};

uint64_t QueueEntry(uint32_t rank, uint32_t symbol) { return uint64_t{rank} << 32 | symbol; }

}  // namespace

void WordEncoder::Append(std::string_view word, std::vector<TokenId>& out) {
  while (!word.empty()) {
    const size_t n_bytes = std::min(word.size(), kMaxWordBytes);
    SplitIntoBytes(word.substr(0, n_bytes));
    word.remove_prefix(n_bytes);
    if (symbols_.empty()) continue;
    MergeAll();
    for (uint32_t i = 0; i != kEnd; i = symbols_[i].next) out.push_back(symbols_[i].id);
  }
}

void WordEncoder::SplitIntoBytes(std::string_view word) {
  symbols_.clear();
  text_.clear();
  for (const char c : word) {
    const TokenId id = vocabulary_.ByteToken(static_cast<uint8_t>(c));
    if (id == Vocabulary::kNoToken) continue;
    const auto i = static_cast<uint32_t>(symbols_.size());
    symbols_.push_back({.id = id,
                        .begin = static_cast<uint32_t>(text_.size()),
                        .previous = i == 0 ? kEnd : i - 1,
                        .next = i + 1});
    AppendInAlphabet({&c, 1}, text_);
  }
  if (!symbols_.empty()) symbols_.back().next = kEnd;
}

bool WordEncoder::UpdateMerge(uint32_t at) {
  Symbol& symbol = symbols_[at];
  symbol.with_next = {};
  if (symbol.next == kEnd) return false;
  const Symbol& next = symbols_[symbol.next];
  const size_t end = next.next == kEnd ? text_.size() : symbols_[next.next].begin;
  const auto both = std::string_view(text_).substr(symbol.begin, end - symbol.begin);
  symbol.with_next = merges_.Find(vocabulary_, both, next.begin - symbol.begin);
  return symbol.with_next.rank != Merge::kNoRank;
}

void WordEncoder::MergeAll() {
  queue_.clear();
  for (uint32_t i = 0; i < symbols_.size(); ++i) {
    if (UpdateMerge(i)) queue_.push_back(QueueEntry(symbols_[i].with_next.rank, i));
  }
  std::make_heap(queue_.begin(), queue_.end(), kLeastFirst);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), kLeastFirst);
    const uint64_t entry = queue_.back();
    queue_.pop_back();
    const auto at = static_cast<uint32_t>(entry);
    // An entry whose symbol has changed since is out of date: it carries another rank by now.
    if (symbols_[at].with_next.rank == static_cast<uint32_t>(entry >> 32)) MergeWithNext(at);
  }
}

void WordEncoder::MergeWithNext(uint32_t at) {
  const auto push = [this](uint32_t symbol) {
    if (!UpdateMerge(symbol)) return;
    queue_.push_back(QueueEntry(symbols_[symbol].with_next.rank, symbol));
    std::push_heap(queue_.begin(), queue_.end(), kLeastFirst);
  };
  Symbol& symbol = symbols_[at];
  Symbol& removed = symbols_[symbol.next];
  symbol.id = symbol.with_next.merged;
  symbol.next = removed.next;
  removed.with_next = {};
  if (symbol.next != kEnd) symbols_[symbol.next].previous = at;
  push(at);
  if (symbol.previous != kEnd) push(symbol.previous);
}

}  // namespace cmdai::tokenizer
