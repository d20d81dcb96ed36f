#include "engine/mlx/mlx_context.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "engine/mlx/guard.h"
#include "engine/token_checks.h"

namespace cmdai::engine::mlx {
namespace {

/// Longer prompts are evaluated in parts: the graph of a part and its intermediate results stay
/// small, and a part is the step within which an evaluation can be stopped on a GPU.
constexpr size_t kMaxPassRows = 256;

mx::array TokenArray(std::span<const TokenId> tokens) {
  return mx::array(tokens.data(), mx::Shape{static_cast<int>(tokens.size())}, mx::int32);
}

mx::array RowsOf(const mx::array& x, const std::vector<int32_t>& rows) {
  return mx::take(x, mx::array(rows.data(), mx::Shape{static_cast<int>(rows.size())}, mx::int32),
                  0);
}

}  // namespace

MlxContext::MlxContext(const Transformer& transformer, mx::Stream stream, size_t max_length)
    : transformer_(transformer),
      stream_(stream),
      max_length_(max_length),
      sequence_(transformer.MakeCache()) {}

MlxContext::~MlxContext() {
  QuietTurn(stream_, [this] {
    ahead_.reset();
    branches_.clear();
    sequence_ = transformer_.MakeCache();
  });
}

Result<void> MlxContext::CheckWhole() const {
  if (is_whole_) return {};
  return Fail(ErrorCode::kBackend, "[mlx] an evaluation failed before; this sequence is lost");
}

template <typename Work>
std::invoke_result_t<Work> MlxContext::InTurn(const Work& work) {
  auto result = Guard([&] {
    const Turn turn(stream_);
    return work();
  });
  if (result || result.error().code == ErrorCode::kCancelled) return result;
  is_whole_ = false;
  // MLX keeps an error of the stream until somebody waits: it is no error of the next context's.
  QuietTurn(stream_, [this] { mx::synchronize(stream_); });
  return result;
}

Result<mx::array> MlxContext::Run(std::span<const Segment> segments,
                                  const EvaluateOptions& options) const {
  std::function<bool(mx::array&)> after_layer;
  if (options.should_stop) {
    after_layer = [&](mx::array& x) {
      if (stream_.device == mx::Device::cpu) x.eval();  // a GPU would only be slowed down by this
      return !options.should_stop();
    };
  }
  const std::optional<mx::array> x = transformer_.Forward(segments, after_layer);
  if (!x) return Fail(ErrorCode::kCancelled, "[engine] the evaluation was stopped");
  return *x;
}

Result<Logits> MlxContext::HeadOf(const mx::array& x, const EvaluateOptions& options) {
  std::optional<mx::array> vocabulary;
  if (!options.vocabulary.empty()) vocabulary = TokenArray(options.vocabulary);
  mx::array logits = mx::contiguous(transformer_.Head(x, vocabulary));
  mx::async_eval(logits);
  const bool may_continue = branches_.empty() && length_ < max_length_;
  if (may_continue && options.rows == LogitRows::kLast && !vocabulary) StartAhead(logits);
  logits.eval();
  Logits result;
  result.n_rows = static_cast<size_t>(logits.shape(0));
  result.n_cols = static_cast<size_t>(logits.shape(1));
  result.values.assign(logits.data<float>(), logits.data<float>() + logits.size());
  return result;
}

void MlxContext::StartAhead(const mx::array& logits) {
  const mx::array token = mx::astype(mx::argmax(logits, -1), mx::int32);
  const Segment segment = {.cache = &sequence_, .tokens = token};
  const std::optional<mx::array> x = transformer_.Forward(std::span(&segment, 1), {});
  ahead_ = Ahead{.token = token, .x = *x};
  std::vector<mx::array> arrays = {token, *x};
  sequence_.AddArrays(arrays);
  mx::async_eval(std::move(arrays));
}

void MlxContext::DropAhead() {
  ahead_.reset();
  sequence_.Resize(length_);
}

Result<Logits> MlxContext::Evaluate(std::span<const TokenId> tokens,
                                    const EvaluateOptions& options) {
  CMDAI_CHECK(branches_.empty());
  const size_t n_vocab = transformer_.config().n_vocab;
  CMDAI_TRY(CheckTokens(tokens, n_vocab));
  CMDAI_TRY(CheckTokens(options.vocabulary, n_vocab));
  CMDAI_TRY(CheckLength(length() + tokens.size(), max_length_));
  CMDAI_TRY(CheckWhole());
  if (tokens.empty()) return NoLogits(options);
  return InTurn([&] { return EvaluateTokens(tokens, options); });
}

Logits MlxContext::NoLogits(const EvaluateOptions& options) const {
  const size_t n_vocab = transformer_.config().n_vocab;
  return {.n_cols = options.vocabulary.empty() ? n_vocab : options.vocabulary.size()};
}

Result<Logits> MlxContext::EvaluateTokens(std::span<const TokenId> tokens,
                                          const EvaluateOptions& options) {
  if (ahead_ && tokens.size() == 1 && ahead_->token.item<int32_t>() == tokens[0]) {
    if (options.should_stop && options.should_stop()) {
      return Fail(ErrorCode::kCancelled, "[engine] the evaluation was stopped");
    }
    const mx::array x = std::exchange(ahead_, std::nullopt)->x;
    ++length_;
    return options.rows == LogitRows::kNone ? NoLogits(options) : HeadOf(x, options);
  }
  DropAhead();
  const size_t begin = length_;
  Logits all = NoLogits(options);
  for (size_t first = 0; first < tokens.size(); first += kMaxPassRows) {
    const size_t n = std::min(kMaxPassRows, tokens.size() - first);
    const Segment segment = {.cache = &sequence_, .tokens = TokenArray(tokens.subspan(first, n))};
    const Result<mx::array> x = Run(std::span(&segment, 1), options);
    if (!x) {
      sequence_.Resize(begin);
      length_ = begin;
      return tl::unexpected(x.error());
    }
    std::vector<mx::array> arrays = {*x};
    sequence_.AddArrays(arrays);
    mx::eval(std::move(arrays));
    length_ += n;
    const bool is_last = first + n == tokens.size();
    if (options.rows == LogitRows::kNone || (options.rows == LogitRows::kLast && !is_last))
      continue;
    const bool is_all = options.rows == LogitRows::kAll;
    CMDAI_ASSIGN(const Logits part,
                 HeadOf(is_all ? *x : RowsOf(*x, {static_cast<int32_t>(n - 1)}), options));
    all.n_rows += part.n_rows;
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
  }
  return all;
}

void MlxContext::Rewind(size_t length) {
  CMDAI_CHECK(branches_.empty() && length <= this->length());
  length_ = length;
  QuietTurn(stream_, [this] { DropAhead(); });
}

void MlxContext::Fork(size_t n_branches) {
  CMDAI_CHECK(branches_.empty() && n_branches > 0);
  QuietTurn(stream_, [this] { DropAhead(); });
  branches_.assign(n_branches, sequence_);
}

Result<Logits> MlxContext::EvaluateBranches(std::span<const std::vector<TokenId>> tokens,
                                            const EvaluateOptions& options) {
  CMDAI_CHECK(!branches_.empty() && tokens.size() == branches_.size());
  const size_t n_vocab = transformer_.config().n_vocab;
  CMDAI_TRY(CheckTokens(options.vocabulary, n_vocab));
  for (size_t b = 0; b < tokens.size(); ++b) {
    CMDAI_TRY(CheckTokens(tokens[b], n_vocab));
    CMDAI_TRY(CheckLength(branches_[b].length() + tokens[b].size(), max_length_));
  }
  CMDAI_TRY(CheckWhole());
  return InTurn([&]() -> Result<Logits> {
    std::vector<Segment> segments;
    std::vector<int32_t> last_rows;
    int32_t n_rows = 0;
    for (size_t b = 0; b < tokens.size(); ++b) {
      if (tokens[b].empty()) continue;
      segments.push_back({.cache = &branches_[b], .tokens = TokenArray(tokens[b])});
      n_rows += static_cast<int32_t>(tokens[b].size());
      last_rows.push_back(n_rows - 1);
    }
    if (segments.empty()) return NoLogits(options);
    CMDAI_ASSIGN(const mx::array x, Run(segments, options));
    std::vector<mx::array> arrays = {x};
    for (const KvCache& branch : branches_) branch.AddArrays(arrays);
    mx::eval(std::move(arrays));
    return HeadOf(RowsOf(x, last_rows), options);
  });
}

void MlxContext::Join(size_t branch) {
  CMDAI_CHECK(branch < branches_.size());
  QuietTurn(stream_, [this, branch] {
    sequence_ = std::move(branches_[branch]);
    branches_.clear();
  });
  length_ = sequence_.length();
}

std::vector<std::byte> MlxContext::Save(size_t length) const {
  CMDAI_CHECK(branches_.empty() && length <= this->length());
  std::vector<std::byte> bytes;
  if (!is_whole_) return bytes;
  QuietTurn(stream_, [&] { bytes = sequence_.ToBytes(length); });
  return bytes;
}

Result<void> MlxContext::Restore(std::span<const std::byte> bytes) {
  CMDAI_CHECK(branches_.empty());
  CMDAI_TRY(CheckSavedBytes(bytes.size(), sequence_.token_bytes(), max_length_));
  return InTurn([&]() -> Result<void> {
    DropAhead();
    sequence_.FromBytes(bytes);
    length_ = sequence_.length();
    is_whole_ = true;
    return {};
  });
}

}  // namespace cmdai::engine::mlx
