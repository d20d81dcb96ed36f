#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "tokenizer/tokenizer.h"

/// The token-level contract of a language model: tokens in, logits out. It knows nothing of text,
/// sampling or prompts.
namespace cmdai::engine {

using tokenizer::TokenId;

/// Which of the evaluated tokens give a row of logits.
enum class LogitRows { kNone, kLast, kAll };

struct EvaluateOptions {
  LogitRows rows = LogitRows::kLast;
  /// Only the logits of these tokens, in this order; empty: of the whole vocabulary. Each id must
  /// be in range. Costs no more than its size.
  std::span<const TokenId> vocabulary = {};
  /// Looked at once per layer: true ends the evaluation with kCancelled. Empty: never.
  std::function<bool()> should_stop = {};
};

/// Rows of logits (natural, before any softmax).
struct Logits {
  size_t n_rows = 0;
  size_t n_cols = 0;
  std::vector<float> values = {};  // [n_rows, n_cols] f32

  std::span<const float> Row(size_t row) const {
    return std::span(values).subspan(row * n_cols, n_cols);
  }
};

/// One sequence of tokens with its KV cache, which grows only as it is used. May fork into branches
/// that share what is there so far. Not thread-safe; several contexts of one model may be used by
/// several threads at once, and each computes what it would compute alone.
///
/// Every function that evaluates checks its tokens: an id outside of the vocabulary is
/// kInvalidArgument, more tokens than max_length() kLimit, an evaluation that was stopped
/// kCancelled; the context is then as it was before.
class Context {
 public:
  virtual ~Context() = default;

  /// Tokens in the sequence, without branches.
  virtual size_t length() const = 0;
  /// The most tokens that the sequence, with any one branch, may have.
  virtual size_t max_length() const = 0;

  /// Appends `tokens` and gives the logits asked for: row i of kAll predicts the token after
  /// tokens[i]. No tokens: no rows. REQUIRES: no branches.
  virtual Result<Logits> Evaluate(std::span<const TokenId> tokens,
                                  const EvaluateOptions& options) = 0;

  /// Forgets the tokens from position `length` on. REQUIRES: length <= this->length(), no branches.
  virtual void Rewind(size_t length) = 0;

  /// Splits the end of the sequence into `n_branches` continuations, all empty so far.
  /// REQUIRES: no branches yet, n_branches > 0.
  virtual void Fork(size_t n_branches) = 0;

  /// Appends tokens[b] to branch b, for all branches in one pass over the weights, and gives one
  /// row of logits (after its last token) for each branch that got tokens, in order; options.rows
  /// is not used. REQUIRES: as many entries as branches.
  virtual Result<Logits> EvaluateBranches(std::span<const std::vector<TokenId>> tokens,
                                          const EvaluateOptions& options) = 0;

  /// Makes `branch` the end of the sequence and drops the others. REQUIRES: branches.
  virtual void Join(size_t branch) = 0;

  /// The cache of the first `length` tokens as bytes, for Restore on a context of the same model,
  /// engine and kernels: whoever keeps the bytes has to know where they come from. REQUIRES: length
  /// <= this->length(), no branches.
  virtual std::vector<std::byte> Save(size_t length) const = 0;

  /// Replaces the sequence by a saved one. kCorrupt where the bytes are no whole number of tokens,
  /// kLimit where they are too many; the context is then unchanged. REQUIRES: no branches.
  virtual Result<void> Restore(std::span<const std::byte> bytes) = 0;
};

/// Immutable weights on one engine. Thread-safe.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;

  virtual const model::ModelConfig& config() const = 0;
  /// The engine's name and, where it has some, the name of its kernels: "cpu", "avx512".
  virtual std::string engine_name() const = 0;
  virtual std::string kernels_name() const = 0;

  /// A new, empty context for at most `max_length` tokens (0: what the model was made for). The
  /// model must outlive it.
  virtual std::unique_ptr<Context> MakeContext(size_t max_length) const = 0;
};

}  // namespace cmdai::engine
