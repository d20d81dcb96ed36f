#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/language_model.h"
#include "engine/mlx/kv_cache.h"
#include "engine/mlx/transformer.h"

namespace cmdai::engine::mlx {

/// A Context on a Transformer, which must outlive it. While the caller looks at logits, the step
/// for the likeliest next token is computed already.
class MlxContext : public Context {
 public:
  MlxContext(const Transformer& transformer, mx::Stream stream, size_t max_length);
  ~MlxContext() override;

  size_t length() const override { return length_; }
  size_t max_length() const override { return max_length_; }
  Result<Logits> Evaluate(std::span<const TokenId> tokens, const EvaluateOptions& options) override;
  void Rewind(size_t length) override;
  void Fork(size_t n_branches) override;
  Result<Logits> EvaluateBranches(std::span<const std::vector<TokenId>> tokens,
                                  const EvaluateOptions& options) override;
  void Join(size_t branch) override;
  std::vector<std::byte> Save(size_t length) const override;
  Result<void> Restore(std::span<const std::byte> bytes) override;

 private:
  /// A step whose token nobody has asked for yet. The cache has it, length_ doesn't count it.
  struct Ahead {
    mx::array token;  // [1] int32
    mx::array x;      // [1, d_model], the residual stream after it
  };

  Result<Logits> EvaluateTokens(std::span<const TokenId> tokens, const EvaluateOptions& options);
  /// Runs segments through the layers and waits for the result; kCancelled where it was stopped.
  Result<mx::array> Run(std::span<const Segment> segments, const EvaluateOptions& options) const;
  Result<Logits> HeadOf(const mx::array& x, const EvaluateOptions& options);
  void StartAhead(const mx::array& logits);
  void DropAhead();
  /// kBackend after MLX failed in the middle of something.
  Result<void> CheckWhole() const;
  /// What failed in MLX leaves caches behind that can't be trusted.
  template <typename T>
  Result<T> Noted(Result<T> result);

  const Transformer& transformer_;
  mx::Stream stream_;
  size_t max_length_;
  size_t length_ = 0;
  KvCache sequence_;
  std::vector<KvCache> branches_;  // each begins as a copy of sequence_; empty: not forked
  std::optional<Ahead> ahead_;
  bool is_whole_ = true;
};

}  // namespace cmdai::engine::mlx
