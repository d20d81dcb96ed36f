#include "backend/embedded_backend.h"

#include <mutex>
#include <new>
#include <utility>

#include "decode/constraint.h"
#include "model/model.h"
#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::backend {
namespace {

using decode::Clock;
using decode::MillisecondsSince;

/// A loaded model, kept alive by the calls that use it.
struct Loaded {
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<engine::LanguageModel> engine;
  tokenizer::ChatTemplate chat_template = tokenizer::ChatTemplate::kPlain;
};

std::shared_ptr<const decode::Constraint> ConstraintOf(const InferenceRequest& request) {
  if (request.constraint != nullptr) return request.constraint;
  switch (request.form) {
    case AnswerForm::kFree:
      return nullptr;
    case AnswerForm::kLine:
      return decode::MakeLineConstraint();
    case AnswerForm::kJson:
      return decode::MakeJsonConstraint();
  }
  return nullptr;
}

/// Memory may run out in the middle of a long sequence; that ends the request, not the program.
Result<decode::Generated> GenerateWithinMemory(engine::Context& context,
                                               const tokenizer::Tokenizer& tokenizer,
                                               std::span<const tokenizer::TokenId> prompt,
                                               const decode::GenerateOptions& options,
                                               const decode::TextSink& sink) {
  try {
    return decode::Generate(context, tokenizer, prompt, options, sink);
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kLimit, "[backend] there is not enough memory for this request");
  }
}

class EmbeddedBackend : public InferenceBackend {
 public:
  explicit EmbeddedBackend(EmbeddedOptions options) : options_(std::move(options)) {}

  BackendInfo info() const override;
  bool is_available() const override {
    return options_.model.IsReadable() && MayRun(options_.engine);
  }
  Result<void> Load() override {
    CMDAI_TRY(Acquire());
    return {};
  }
  Result<Completion> Infer(const InferenceRequest& request, const decode::TextSink& sink,
                           std::stop_token stop_token) override;
  void Unload() override {
    const std::scoped_lock lock(mutex_);
    loaded_.reset();
  }

 private:
  /// The loaded model; loads it if need be.
  Result<std::shared_ptr<const Loaded>> Acquire();
  Result<std::shared_ptr<const Loaded>> LoadModel() const;

  const EmbeddedOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Loaded> loaded_;
};

BackendInfo EmbeddedBackend::info() const {
  BackendInfo info;
  info.name = ModelVariantName(options_.engine.variant);
  info.model = platform::BaseName(
      options_.model.path.substr(0, options_.model.path.find_last_not_of('/') + 1));
  info.capabilities = {
      .streaming = true, .candidates = true, .log_probabilities = true, .constraints = true};
  const std::scoped_lock lock(mutex_);
  if (loaded_ != nullptr) {
    info.kernels = loaded_->engine->kernels_name();
    info.takes_bare_requests = loaded_->model->takes_bare_requests();
  }
  return info;
}

Result<std::shared_ptr<const Loaded>> EmbeddedBackend::LoadModel() const {
  CMDAI_TRY(CheckEngine(options_.engine));
  auto loaded = std::make_shared<Loaded>();
  CMDAI_ASSIGN(loaded->model, options_.model.Load());
  CMDAI_ASSIGN(loaded->chat_template,
               options_.chat_template.empty()
                   ? tokenizer::RecogniseChatTemplate(loaded->model->chat_template())
                   : tokenizer::ChatTemplateFromName(options_.chat_template));
  CMDAI_ASSIGN(loaded->engine, MakeEngine(loaded->model, options_.engine));
  return std::shared_ptr<const Loaded>(std::move(loaded));
}

Result<std::shared_ptr<const Loaded>> EmbeddedBackend::Acquire() {
  const std::scoped_lock lock(mutex_);
  if (loaded_ == nullptr) {
    CMDAI_ASSIGN(loaded_, LoadModel());
  }
  return loaded_;
}

Result<Completion> EmbeddedBackend::Infer(const InferenceRequest& request,
                                          const decode::TextSink& sink,
                                          std::stop_token stop_token) {
  const Clock::time_point start = Clock::now();
  if (request.messages.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "[backend] the request has no messages");
  }
  if (request.n_candidates == 0 || request.max_tokens == 0) {
    return Fail(ErrorCode::kInvalidArgument, "[backend] the request asks for no answer");
  }
  CMDAI_ASSIGN(const std::shared_ptr<const Loaded> loaded, Acquire());
  const double load_ms = MillisecondsSince(start);
  const tokenizer::Tokenizer& tokenizer = loaded->model->tokenizer();
  CMDAI_ASSIGN(const std::vector<tokenizer::TokenId> prompt,
               tokenizer::EncodeChat(tokenizer, loaded->chat_template, request.messages));

  const std::shared_ptr<const decode::Constraint> constraint = ConstraintOf(request);
  decode::GenerateOptions options = {.sampling = request.sampling,
                                     .max_tokens = request.max_tokens,
                                     .stop = request.stop,
                                     .constraint = constraint.get(),
                                     .n_candidates = request.n_candidates,
                                     .log_probabilities = request.log_probabilities,
                                     .stop_token = std::move(stop_token)};
  if (request.timeout) options.deadline = start + *request.timeout;
  const auto end_of_turn = tokenizer::EndOfTurn(tokenizer, loaded->chat_template);
  if (end_of_turn) options.stop_tokens.push_back(*end_of_turn);

  const std::unique_ptr<engine::Context> context =
      loaded->engine->MakeContext(options_.context_length);
  CMDAI_ASSIGN(decode::Generated generated,
               GenerateWithinMemory(*context, tokenizer, prompt, options, sink));

  Completion completion;
  completion.n_prompt_tokens = generated.n_prompt_tokens;
  for (decode::GeneratedText& text : generated.candidates) {
    completion.n_generated_tokens += text.n_tokens;
    Candidate candidate = {
        .text = std::move(text.text), .n_tokens = text.n_tokens, .reason = text.reason};
    if (request.log_probabilities) candidate.log_probability = text.log_probability;
    completion.candidates.push_back(std::move(candidate));
  }
  completion.timings = {.load_ms = load_ms,
                        .prefill_ms = generated.prefill_ms,
                        .first_token_ms = generated.first_token_ms,
                        .decode_ms = generated.decode_ms,
                        .total_ms = MillisecondsSince(start)};
  return completion;
}

}  // namespace

std::unique_ptr<InferenceBackend> MakeEmbeddedBackend(EmbeddedOptions options) {
  return std::make_unique<EmbeddedBackend>(std::move(options));
}

}  // namespace cmdai::backend
