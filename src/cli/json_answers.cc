#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/json.h"
#include "safety/explain.h"

namespace cmdai::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 32;  // of what a line of batch may hold

std::string Dump(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// To three digits after the point: a time to the microsecond.
double Rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

Json ErrorObject(const Error& error) {
  return {{"code", ErrorCodeName(error.code)}, {"message", error.message}};
}

Json FindingsOf(const safety::Verdict& verdict) {
  Json list = Json::array();
  for (const safety::Finding& finding : verdict.findings) {
    Json object = {{"rule", finding.rule}, {"effect", finding.effect}};
    if (!finding.path.empty()) object["path"] = finding.path;
    object["span"] = {finding.span.begin, finding.span.end};
    object["message"] = finding.message;
    object["risk"] = safety::Name(finding.risk);
    if (!finding.allowed_by.empty()) object["allowed_by"] = finding.allowed_by;
    if (finding.demands != safety::Decision::kSafe) {
      object["demands"] = safety::Name(finding.demands);
    }
    list.push_back(std::move(object));
  }
  return list;
}

Json EvidenceOf(const assist::Evidence& evidence) {
  return {{"log_probability",
           evidence.log_probability ? Json(Rounded(*evidence.log_probability)) : Json()},
          {"tokens", evidence.n_tokens},
          {"agreement", Rounded(evidence.agreement)},
          {"missing_names", evidence.missing_names},
          {"missing_numbers", evidence.missing_numbers},
          {"unknown_programs", evidence.unknown_programs},
          {"unknown_options", evidence.unknown_options}};
}

Json AlternativesOf(const assist::Suggestion& suggestion) {
  Json list = Json::array();
  for (const assist::ProposedCommand& other : suggestion.alternatives) {
    list.push_back({{"command", other.command},
                    {"verdict", safety::Name(other.verdict.decision)},
                    {"risk", safety::Name(other.verdict.risk)},
                    {"score", Rounded(other.score)},
                    {"evidence", EvidenceOf(other.evidence)}});
  }
  return list;
}

void AddAnswer(Json& object, const AnswerReport& report) {
  const assist::Suggestion& suggestion = report.suggestion;
  object["prompt"] = report.prompt;
  object["command"] = suggestion.best ? Json(suggestion.best->command) : Json();
  const safety::Verdict* const verdict = suggestion.best ? &suggestion.best->verdict : nullptr;
  object["verdict"] = verdict ? Json(safety::Name(verdict->decision)) : Json();
  object["risk"] = verdict ? Json(safety::Name(verdict->risk)) : Json();
  object["findings"] = verdict ? FindingsOf(*verdict) : Json::array();
  object["score"] = suggestion.best ? Json(Rounded(suggestion.best->score)) : Json();
  object["evidence"] = suggestion.best ? EvidenceOf(suggestion.best->evidence) : Json();
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

Json ObjectWithId(const std::optional<std::string>& id_json) {
  Json object = Json::object();
  if (id_json) object["id"] = Json::parse(*id_json, nullptr, false);
  return object;
}

/// Reads {"id"?: any, KEY: "text"}; `area` is for messages.
Result<void> ParseLine(std::string_view line, std::string_view area, const char* key,
                       std::optional<std::string>& id_json, std::string& text) {
  bool is_too_deep = false;
  const auto limit_depth = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return depth <= kMaxDepth;
  };
  const Json object = Json::parse(line, limit_depth, /*allow_exceptions=*/false);
  if (is_too_deep) {
    return Fail(ErrorCode::kLimit, "[{}] the line is nested deeper than {} levels", area,
                kMaxDepth);
  }
  if (!object.is_object()) {
    return Fail(ErrorCode::kInvalidArgument,
                "[{}] the line is not a JSON object; write {{\"{}\": \"...\"}}", area, key);
  }
  if (const auto id = object.find("id"); id != object.end()) id_json = Dump(*id);
  const auto value = object.find(key);
  if (value == object.end() || !value->is_string()) {
    return Fail(ErrorCode::kInvalidArgument, "[{}] the object has no \"{}\" that is text", area,
                key);
  }
  text = value->get<std::string>();
  return {};
}

}  // namespace

std::string ErrorJson(const Error& error) {
  return Dump({{"schema", kSchema}, {"error", ErrorObject(error)}});
}

Result<void> ParseBatchRequest(std::string_view line, BatchRequest& request) {
  return ParseLine(line, "batch", "prompt", request.id_json, request.prompt);
}

Result<void> ParseCheckRequest(std::string_view line, CheckRequest& request) {
  return ParseLine(line, "check", "command", request.id_json, request.command);
}

std::string CheckJson(const CheckRequest& request, const safety::Verdict& verdict) {
  Json object = ObjectWithId(request.id_json);
  object["command"] = request.command;
  object["verdict"] = safety::Name(verdict.decision);
  object["risk"] = safety::Name(verdict.risk);
  object["findings"] = FindingsOf(verdict);
  return Dump(object);
}

std::string ExplanationJson(std::string_view command, const safety::Verdict& verdict) {
  Json object = {{"schema", kSchema}, {"command", command}};
  Json words = Json::array();
  for (const safety::WordExplanation& word : safety::ExplainWords(command)) {
    words.push_back({{"word", word.word},
                     {"meaning", word.meaning},
                     {"span", {word.span.begin, word.span.end}}});
  }
  object["words"] = std::move(words);
  object["verdict"] = safety::Name(verdict.decision);
  object["risk"] = safety::Name(verdict.risk);
  object["findings"] = FindingsOf(verdict);
  return Dump(object);
}

std::string CheckErrorJson(const CheckRequest& request, const Error& error) {
  Json object = ObjectWithId(request.id_json);
  object["error"] = ErrorObject(error);
  return Dump(object);
}

std::string BatchErrorJson(const BatchRequest& request, const Error& error) {
  Json object = ObjectWithId(request.id_json);
  object["error"] = ErrorObject(error);
  return Dump(object);
}

std::string BatchAnswerJson(const BatchRequest& request, const AnswerReport& report) {
  Json object = ObjectWithId(request.id_json);
  AddAnswer(object, report);
  return Dump(object);
}

std::string AnswerJson(const AnswerReport& report) {
  Json object = {{"schema", kSchema}};
  AddAnswer(object, report);
  return Dump(object);
}

}  // namespace cmdai::cli
