#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/json.h"

namespace cmdai::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 32;  // of what a line of batch may hold

std::string Dump(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A time, to the microsecond.
double Rounded(double milliseconds) { return std::round(milliseconds * 1000.0) / 1000.0; }

Json ErrorObject(const Error& error) {
  return {{"code", ErrorCodeName(error.code)}, {"message", error.message}};
}

Json AlternativesOf(const assist::Suggestion& suggestion) {
  Json list = Json::array();
  for (const assist::ProposedCommand& other : suggestion.alternatives) {
    list.push_back({{"command", other.command},
                    {"verdict", other.verdict.verdict},
                    {"risk", other.verdict.risk},
                    {"score", other.score ? Json(*other.score) : Json()}});
  }
  return list;
}

void AddAnswer(Json& object, const AnswerReport& report) {
  const assist::Suggestion& suggestion = report.suggestion;
  object["prompt"] = report.prompt;
  object["command"] = suggestion.best ? Json(suggestion.best->command) : Json();
  object["verdict"] = suggestion.best ? Json(suggestion.best->verdict.verdict) : Json();
  object["risk"] = suggestion.best ? Json(suggestion.best->verdict.risk) : Json();
  object["findings"] = Json::array();  // nothing finds any yet
  object["alternatives"] = AlternativesOf(suggestion);
  object["backend"] = report.backend.name;
  object["model"] = report.backend.model;
  object["tokens"] = {{"prompt", suggestion.n_prompt_tokens},
                      {"generated", suggestion.n_generated_tokens}};
  const backend::Timings& timings = suggestion.timings;
  object["timing_ms"] = {{"load", Rounded(timings.load_ms)},
                         {"prefill", Rounded(timings.prefill_ms)},
                         {"decode", Rounded(timings.decode_ms)},
                         {"total", Rounded(timings.total_ms)}};
}

Json ObjectWithId(const BatchRequest& request) {
  Json object = Json::object();
  if (request.id_json) object["id"] = Json::parse(*request.id_json, nullptr, false);
  return object;
}

}  // namespace

std::string ErrorJson(const Error& error) {
  return Dump({{"schema", kSchema}, {"error", ErrorObject(error)}});
}

Result<void> ParseBatchRequest(std::string_view line, BatchRequest& request) {
  bool is_too_deep = false;
  const auto limit_depth = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return depth <= kMaxDepth;
  };
  const Json object = Json::parse(line, limit_depth, /*allow_exceptions=*/false);
  if (is_too_deep) {
    return Fail(ErrorCode::kLimit, "[batch] the line is nested deeper than {} levels", kMaxDepth);
  }
  if (!object.is_object()) {
    return Fail(ErrorCode::kInvalidArgument,
                "[batch] the line is not a JSON object; write {{\"prompt\": \"...\"}}");
  }
  if (const auto id = object.find("id"); id != object.end()) request.id_json = Dump(*id);
  const auto prompt = object.find("prompt");
  if (prompt == object.end() || !prompt->is_string()) {
    return Fail(ErrorCode::kInvalidArgument, "[batch] the object has no \"prompt\" that is text");
  }
  request.prompt = prompt->get<std::string>();
  return {};
}

std::string BatchErrorJson(const BatchRequest& request, const Error& error) {
  Json object = ObjectWithId(request);
  object["error"] = ErrorObject(error);
  return Dump(object);
}

std::string BatchAnswerJson(const BatchRequest& request, const AnswerReport& report) {
  Json object = ObjectWithId(request);
  AddAnswer(object, report);
  return Dump(object);
}

std::string AnswerJson(const AnswerReport& report) {
  Json object = {{"schema", kSchema}};
  AddAnswer(object, report);
  return Dump(object);
}

}  // namespace cmdai::cli
