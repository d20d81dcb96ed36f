#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cmdai::tokenizer {

using TokenId = int32_t;

/// What a token is; the numbers are those of `tokenizer.ggml.token_type`.
enum class TokenType : int32_t {
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,
  kUserDefined = 4,
  kUnused = 5,
  kByte = 6,
};

/// Everything that defines a byte-level BPE tokenizer. Views point into memory that the caller
/// keeps alive as long as the tokenizer (for a model: the mapped file).
struct TokenizerSpec {
  std::string_view model = "gpt2";            // the only algorithm supported: byte-level BPE
  std::string_view pre_tokenizer = {};        // "smollm", "qwen2", "gpt-2" or "llama-bpe"
  std::vector<std::string_view> tokens = {};  // by id, in the GPT-2 byte alphabet
  std::vector<TokenType> types = {};          // by id, same length; empty: all normal
  std::vector<std::string_view> merges = {};  // "left right", best first
  std::optional<TokenId> bos = std::nullopt;
  std::optional<TokenId> eos = std::nullopt;
  std::vector<TokenId> end_of_generation = {};  // further tokens that end an answer
  bool add_bos = false;                         // Encode begins with bos
};

/// Whether special tokens (control and user-defined ones) written out in a text become those
/// tokens. Text from outside is always encoded with kAsText, so that it cannot forge them.
/// User-defined tokens are matched in both cases, as Hugging Face's tokenizers do for
/// added tokens that are not special.
enum class SpecialTokens { kAsText, kParse };

/// A byte-level BPE tokenizer. Immutable after Create; safe to use from several threads.
class Tokenizer {
 public:
  /// Fails on another model than "gpt2" and on an unknown pre-tokenizer (kUnsupported, naming those
  /// that exist); on ids and types out of range, add_bos without bos, a vocabulary that is empty or
  /// repeats a token, and merges that are not two tokens whose concatenation is a token or that
  /// repeat (kCorrupt).
  static Result<Tokenizer> Create(TokenizerSpec spec);

  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  /// The tokens of `text`, the same ids as Hugging Face `tokenizers` gives. Invalid UTF-8 is
  /// encoded byte by byte: decoding gives the same bytes back, with two exceptions. Some
  /// vocabularies (SmolLM2's) lack tokens for bytes that are rare or never valid: these bytes are
  /// left out. The pre-tokenizer "qwen2" first brings the text to Unicode's normal form C.
  /// Time is O(n log n) in the length of the text, also for hostile input such as one word of a
  /// million letters.
  std::vector<TokenId> Encode(std::string_view text, SpecialTokens special) const;

  /// Appends the tokens of `text`, without bos, to `tokens`: for texts made of several parts.
  void AppendTo(std::vector<TokenId>& tokens, std::string_view text, SpecialTokens special) const;

  /// The bytes that a token stands for; for a token of another type than normal and byte its name,
  /// such as "<|im_end|>".
  /// REQUIRES: 0 <= id < size().
  std::string_view TokenBytes(TokenId id) const;

  /// The bytes of all tokens in a row, without control, unknown and unused tokens.
  std::string Decode(std::span<const TokenId> tokens) const;

  size_t size() const;
  std::optional<TokenId> bos() const;
  std::optional<TokenId> eos() const;
  TokenType type(TokenId id) const;
  /// The id of the token whose TokenBytes are `bytes`.
  std::optional<TokenId> Find(std::string_view bytes) const;
  /// Whether a model that emits `id` has finished its answer.
  bool IsEndOfGeneration(TokenId id) const;

 private:
  struct Impl;
  explicit Tokenizer(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

/// Joins the pieces of a stream of tokens so that no piece ends within a UTF-8 character. Holds at
/// most 3 bytes back. Not thread-safe; borrows the tokenizer.
class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  /// The text that became complete with `token`; tokens that Decode leaves out add nothing.
  std::string Add(TokenId token);

  /// What was held back: an unfinished character, to be shown as U+FFFD by the caller's choice.
  std::string Flush();

 private:
  const Tokenizer& tokenizer_;
  std::string pending_;
};

}  // namespace cmdai::tokenizer
