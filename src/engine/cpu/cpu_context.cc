#include "engine/cpu/cpu_context.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "engine/token_checks.h"

namespace cmdai::engine::cpu {
namespace {

// A pass shares each weight among its rows; beyond this the buffers grow and nothing is gained.
constexpr size_t kMaxPassRows = 256;

}  // namespace

CpuContext::CpuContext(const Transformer& transformer, size_t max_length)
    : transformer_(transformer), max_length_(max_length), sequence_(transformer.kv_shape()) {}

Logits CpuContext::MakeLogits(size_t n_rows, const EvaluateOptions& options) const {
  Logits logits;
  logits.n_cols = options.vocabulary.empty() ? transformer_.model().config().n_vocab
                                             : options.vocabulary.size();
  logits.values.reserve(n_rows * logits.n_cols);
  return logits;
}

Result<void> CpuContext::Run(std::span<const BatchRow> rows, std::span<const size_t> wanted,
                             const EvaluateOptions& options, Logits& logits) {
  for (size_t first = 0; first < rows.size(); first += kMaxPassRows) {
    const auto pass = rows.subspan(first, std::min(kMaxPassRows, rows.size() - first));
    if (!transformer_.Forward(pass, options.should_stop, work_)) {
      return Fail(ErrorCode::kCancelled, "[engine] the evaluation was stopped");
    }
    std::vector<size_t> in_pass;
    for (const size_t row : wanted) {
      if (row >= first && row < first + pass.size()) in_pass.push_back(row - first);
    }
    if (in_pass.empty()) continue;
    logits.values.resize((logits.n_rows + in_pass.size()) * logits.n_cols);
    transformer_.Head(in_pass, options.vocabulary, work_,
                      logits.values.data() + logits.n_rows * logits.n_cols);
    logits.n_rows += in_pass.size();
  }
  return {};
}

Result<Logits> CpuContext::Evaluate(std::span<const TokenId> tokens,
                                    const EvaluateOptions& options) {
  CMDAI_CHECK(branches_.empty());
  const size_t n_vocab = transformer_.model().config().n_vocab;
  CMDAI_TRY(CheckTokens(tokens, n_vocab));
  CMDAI_TRY(CheckTokens(options.vocabulary, n_vocab));
  CMDAI_TRY(CheckLength(length() + tokens.size(), max_length_));
  if (tokens.empty()) return MakeLogits(0, options);

  const size_t start = length();
  sequence_.Resize(start + tokens.size());
  std::vector<BatchRow> rows;
  for (size_t i = 0; i < tokens.size(); ++i) {
    rows.push_back({.token = tokens[i], .tail = &sequence_, .place = start + i});
  }
  std::vector<size_t> wanted;
  if (options.rows == LogitRows::kLast) wanted = {tokens.size() - 1};
  if (options.rows == LogitRows::kAll) {
    wanted.resize(tokens.size());
    std::iota(wanted.begin(), wanted.end(), size_t{0});
  }
  Logits logits = MakeLogits(wanted.size(), options);
  const Result<void> ran = Run(rows, wanted, options, logits);
  if (!ran) {
    sequence_.Resize(start);
    return tl::unexpected(ran.error());
  }
  return logits;
}

void CpuContext::Rewind(size_t length) {
  CMDAI_CHECK(branches_.empty() && length <= this->length());
  sequence_.Resize(length);
}

void CpuContext::Fork(size_t n_branches) {
  CMDAI_CHECK(branches_.empty() && n_branches > 0);
  branches_.reserve(n_branches);
  for (size_t b = 0; b < n_branches; ++b) branches_.emplace_back(sequence_.shape());
}

Result<Logits> CpuContext::EvaluateBranches(std::span<const std::vector<TokenId>> tokens,
                                            const EvaluateOptions& options) {
  CMDAI_CHECK(!branches_.empty() && tokens.size() == branches_.size());
  const size_t n_vocab = transformer_.model().config().n_vocab;
  CMDAI_TRY(CheckTokens(options.vocabulary, n_vocab));
  for (size_t b = 0; b < tokens.size(); ++b) {
    CMDAI_TRY(CheckTokens(tokens[b], n_vocab));
    CMDAI_TRY(CheckLength(length() + branches_[b].length() + tokens[b].size(), max_length_));
  }
  std::vector<BatchRow> rows;
  std::vector<size_t> wanted;
  for (size_t b = 0; b < tokens.size(); ++b) {
    const size_t start = branches_[b].length();
    branches_[b].Resize(start + tokens[b].size());
    for (size_t i = 0; i < tokens[b].size(); ++i) {
      rows.push_back(
          {.token = tokens[b][i], .prefix = &sequence_, .tail = &branches_[b], .place = start + i});
    }
    if (!tokens[b].empty()) wanted.push_back(rows.size() - 1);
  }
  Logits logits = MakeLogits(wanted.size(), options);
  const Result<void> ran = Run(rows, wanted, options, logits);
  if (!ran) {
    for (size_t b = 0; b < tokens.size(); ++b) {
      branches_[b].Resize(branches_[b].length() - tokens[b].size());
    }
    return tl::unexpected(ran.error());
  }
  return logits;
}

void CpuContext::Join(size_t branch) {
  CMDAI_CHECK(branch < branches_.size());
  sequence_.Append(branches_[branch]);
  branches_.clear();
}

std::vector<std::byte> CpuContext::Save(size_t length) const {
  CMDAI_CHECK(branches_.empty());
  return sequence_.ToBytes(length);
}

Result<void> CpuContext::Restore(std::span<const std::byte> bytes) {
  CMDAI_CHECK(branches_.empty());
  CMDAI_TRY(CheckSavedBytes(bytes.size(), sequence_.shape().token_bytes(), max_length_));
  sequence_.FromBytes(bytes);
  return {};
}

}  // namespace cmdai::engine::cpu
