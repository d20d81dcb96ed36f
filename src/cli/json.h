#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "assist/suggest.h"
#include "backend/inference_backend.h"
#include "base/result.h"
#include "cli/reports.h"

/// All JSON that cmdai reads and writes. Objects are one line, without a newline at the end, and
/// valid UTF-8 whatever their strings hold.
namespace cmdai::cli {

inline constexpr int kSchema = 1;  // of the objects; counts up with incompatible changes

/// {"schema", "error": {"code", "message"}}
std::string ErrorJson(const Error& error);

/// One line of `cmdai batch`.
struct BatchRequest {
  std::optional<std::string> id_json = std::nullopt;  // as JSON text: it may be anything
  std::string prompt = {};
};

/// {"prompt": "...", "id"?: any}; other keys are ignored. kInvalidArgument says what is wrong;
/// `request.id_json` is set whenever it could be read.
Result<void> ParseBatchRequest(std::string_view line, BatchRequest& request);

/// {"id"?, "error": {"code", "message"}}
std::string BatchErrorJson(const BatchRequest& request, const Error& error);

/// One line of `cmdai check`.
struct CheckRequest {
  std::optional<std::string> id_json = std::nullopt;
  std::string command = {};
};

/// {"command": "...", "id"?: any}; as ParseBatchRequest.
Result<void> ParseCheckRequest(std::string_view line, CheckRequest& request);

/// {"id"?, "command", "verdict", "risk", "findings": [{"rule", "effect", "path"?, "span",
/// "message", "risk", "allowed_by"?, "demands"?}]}
std::string CheckJson(const CheckRequest& request, const safety::Verdict& verdict);

/// {"schema", "command", "words": [{"word", "meaning", "span"}], "verdict", "risk", "findings"}
std::string ExplanationJson(std::string_view command, const safety::Verdict& verdict);

/// {"id"?, "error": {"code", "message"}}
std::string CheckErrorJson(const CheckRequest& request, const Error& error);

/// What an answer is made of.
struct AnswerReport {
  std::string_view prompt;
  const assist::Suggestion& suggestion;
  const backend::BackendInfo& backend;
};

/// {"id"?, "prompt", "command", "verdict", "risk", "findings", "score", "evidence", "alternatives":
/// [{"command", "verdict", "risk", "score", "evidence"}], "backend", "model", "tokens",
/// "timing_ms"}; without a command, it, verdict, risk, score and evidence are null, and
/// alternatives are guesses.
std::string BatchAnswerJson(const BatchRequest& request, const AnswerReport& report);

/// The same with "schema" first and no id.
std::string AnswerJson(const AnswerReport& report);

std::string EvalJson(const EvalReport& report);
std::string DoctorJson(const DoctorReport& report);
std::string BenchJson(const BenchReport& report);
std::string InspectJson(const InspectReport& report);

}  // namespace cmdai::cli
