#pragma once

#include <memory>
#include <span>

#include "decode/generate.h"
#include "decode/stop_matcher.h"

namespace cmdai::decode {

/// One answer while it is being drawn: sampler, constraint, text so far. Borrows the tokenizer and
/// the options. Not thread-safe.
class Answer {
 public:
  Answer(const tokenizer::Tokenizer& tokenizer, const SamplingOptions& sampling,
         const GenerateOptions& options, TextSink sink);

  /// Draws the next token from a row of logits and adds its text. REQUIRES: not finished.
  void Draw(std::span<const float> logits);

  /// Ends the answer from outside; nothing happens if it is finished already.
  void Finish(FinishReason reason);

  bool finished() const { return finished_; }
  TokenId last_token() const { return last_token_; }

  /// The result. REQUIRES: finished.
  GeneratedText Take() { return std::move(result_); }

 private:
  bool IsEnd(TokenId token) const;
  bool Allows(TokenId token) const;
  void Emit(std::string_view text);

  const tokenizer::Tokenizer& tokenizer_;
  const GenerateOptions& options_;
  TextSink sink_;
  Sampler sampler_;
  tokenizer::StreamDecoder decoder_;
  StopMatcher stops_;
  std::unique_ptr<Constraint> constraint_;
  GeneratedText result_;
  TokenId last_token_ = -1;
  bool finished_ = false;
};

}  // namespace cmdai::decode
