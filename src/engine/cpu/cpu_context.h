#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/cpu/kv_cache.h"
#include "engine/cpu/transformer.h"
#include "engine/cpu/workspace.h"
#include "engine/language_model.h"

namespace cmdai::engine::cpu {

/// A Context on a Transformer, which must outlive it.
class CpuContext : public Context {
 public:
  CpuContext(const Transformer& transformer, size_t max_length);

  size_t length() const override { return sequence_.length(); }
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
  /// An empty result of the right width with room for n_rows rows.
  Logits MakeLogits(size_t n_rows, const EvaluateOptions& options) const;
  /// Runs rows in passes of at most kMaxPassRows and appends the logits of `wanted` rows; fails
  /// only when it is stopped.
  Result<void> Run(std::span<const BatchRow> rows, std::span<const size_t> wanted,
                   const EvaluateOptions& options, Logits& logits);

  const Transformer& transformer_;
  size_t max_length_;
  KvCache sequence_;
  std::vector<KvCache> branches_;  // the continuations; empty: not forked
  Workspace work_;
};

}  // namespace cmdai::engine::cpu
