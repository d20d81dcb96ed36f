#pragma once

#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "engine/language_model.h"
#include "engine/mlx/kv_cache.h"
#include "engine/mlx/transformer.h"

namespace cmdai::engine::mlx {

/// A Context on a Transformer, which must outlive it. While the caller looks at logits, the step
/// for the likeliest next token is computed already. After a failure of MLX, Save gives nothing and
/// every evaluation kBackend.
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
  /// No rows of the right width.
  Logits NoLogits(const EvaluateOptions& options) const;
  /// Does work that uses MLX and gives a Result. What fails in MLX leaves caches behind that can't
  /// be trusted: is_whole_ is false then.
  template <typename Work>
  std::invoke_result_t<Work> InTurn(const Work& work);

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
