#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/constraint.h"
#include "decode/generate.h"
#include "tokenizer/chat_template.h"

namespace cmdai::backend {

/// What a backend can do, known before it is loaded.
struct Capabilities {
  bool streaming = false;
  bool candidates = false;         // several answers to one request
  bool log_probabilities = false;  // of the answers
  bool constraints = false;        // on the form of the answer
};

struct BackendInfo {
  std::string name = {};     // "cpu", "mlx", ... as on the command line
  std::string model = {};    // for people: the name of the model's file
  std::string kernels = {};  // where the engine has some
  Capabilities capabilities = {};
  /// The loaded model was trained for requests as they are: a conversation for it is the request
  /// alone, before it at most the platform as system text. Known once it is loaded.
  bool takes_bare_requests = false;
};

/// The form that an answer has to have.
enum class AnswerForm {
  kFree,
  kLine,  // see decode::MakeLineConstraint
  kJson,  // see decode::MakeJsonConstraint
};

struct InferenceRequest {
  std::vector<tokenizer::Message> messages = {};
  decode::SamplingOptions sampling = {};
  std::vector<std::string> stop = {};
  AnswerForm form = AnswerForm::kFree;
  /// What the answer has to be like, in its first state; nullptr: what `form` says. Backends
  /// without the capability keep to neither.
  std::shared_ptr<const decode::Constraint> constraint = nullptr;
  size_t n_candidates = 1;
  size_t max_tokens = 128;
  bool log_probabilities = false;
  std::optional<std::chrono::milliseconds> timeout = std::nullopt;  // for the whole of Infer
};

struct Candidate {
  std::string text = {};
  std::optional<double> log_probability = std::nullopt;  // natural, of the whole text
  size_t n_tokens = 0;
  decode::FinishReason reason = decode::FinishReason::kEnd;
};

struct Timings {
  double load_ms = 0.0;  // of the Load that this request waited for; 0 if it was loaded already
  double prefill_ms = 0.0;
  double first_token_ms = 0.0;  // from the start of the prefill
  double decode_ms = 0.0;
  double total_ms = 0.0;
};

struct Completion {
  std::vector<Candidate> candidates = {};  // at least one
  size_t n_prompt_tokens = 0;
  size_t n_generated_tokens = 0;  // of all candidates
  Timings timings = {};
};

/// Gives answers to conversations. All functions are thread-safe; each of several concurrent calls
/// of Infer gets the answer that it would get alone.
class InferenceBackend {
 public:
  virtual ~InferenceBackend() = default;

  /// Pure: neither loads nor looks anything up. May wait for a Load that runs.
  virtual BackendInfo info() const = 0;

  /// Whether Load has a chance; a quick look that never blocks.
  virtual bool is_available() const = 0;

  /// Gets ready to answer; does nothing if it is ready already. Errors: kNotFound (no such model),
  /// kCorrupt, kUnsupported (the model or the machine can't), kInvalidArgument (options), kIo.
  virtual Result<void> Load() = 0;

  /// Answers, loading first if need be. The sink gets the text of the first candidate as it comes.
  /// Errors besides Load's: kCancelled, kDeadline, kLimit (the prompt is too long, or no memory),
  /// kInvalidArgument (no messages), kBackend.
  virtual Result<Completion> Infer(const InferenceRequest& request, const decode::TextSink& sink,
                                   std::stop_token stop_token) = 0;

  /// Gives the memory back once the calls that still run are done.
  virtual void Unload() = 0;
};

}  // namespace cmdai::backend
