#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/inspect_text.h"
#include "cli/json.h"

namespace cmdai::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// To six significant digits, so that the text is short.
double Short(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

const char* StateName(CheckState state) {
  switch (state) {
    case CheckState::kOk:
      return "ok";
    case CheckState::kWarning:
      return "warning";
    case CheckState::kError:
      return "error";
  }
  return "error";
}

Json ValueJson(const gguf::Value& value) {
  return std::visit(
      [](const auto& data) -> Json {
        using T = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<T, gguf::ArrayValue>) {
          return {{"type", gguf::ValueTypeName(data.element_type)}, {"length", data.n_elements}};
        } else if constexpr (std::is_same_v<T, std::string_view>) {
          return Json(Shortened(data, kMaxShownBytes));
        } else {
          return Json(data);
        }
      },
      value.data);
}

Json TensorsJson(const gguf::File& file) {
  Json list = Json::array();
  for (const gguf::TensorInfo& tensor : file.tensors()) {
    Json shape = Json::array();
    for (size_t i = 0; i < tensor.n_dimensions; ++i) shape.push_back(tensor.shape[i]);
    list.push_back({{"name", tensor.name},
                    {"type", tensor::GetDataTypeInfo(tensor.type).name},
                    {"shape", std::move(shape)},
                    {"bytes", tensor.data.size()}});
  }
  return list;
}

}  // namespace

std::string EvalJson(const EvalReport& report) {
  Json nll = Json::array();
  for (const double value : report.nll) nll.push_back(Short(value));
  Json top = Json::array();
  for (const auto& [token, logit] : report.top) top.push_back(Json::array({token, Short(logit)}));
  Json object = {{"nll", std::move(nll)},
                 {"top", std::move(top)},
                 {"n_tokens", report.n_tokens},
                 {"engine", report.engine},
                 {"kernels", report.kernels}};
  if (report.perplexity) object["perplexity"] = Short(*report.perplexity);
  if (report.has_generated) object["generated"] = report.generated;
  return Dump(object);
}

std::string DoctorJson(const DoctorReport& report) {
  Json checks = Json::array();
  for (const Check& check : report.checks) {
    Json entry = {
        {"name", check.name}, {"state", StateName(check.state)}, {"detail", check.detail}};
    if (!check.remedy.empty()) entry["remedy"] = check.remedy;
    checks.push_back(std::move(entry));
  }
  return Dump({{"schema", kSchema}, {"can_answer", report.can_answer}, {"checks", checks}});
}

std::string BenchJson(const BenchReport& report) {
  return Dump({{"load_ms", Short(report.load_ms)},
               {"prefill_ms", Short(report.prefill_ms)},
               {"decode_ms_per_token", Short(report.decode_ms_per_token)},
               {"peak_rss_bytes", report.peak_rss_bytes},
               {"kernels", report.kernels},
               {"threads", report.n_threads},
               {"prefill_tokens", report.n_prefill_tokens},
               {"decode_tokens", report.n_decode_tokens},
               {"model", report.model},
               {"judge_first_us", Short(report.judge.first_us)},
               {"judge_p50_us", Short(report.judge.p50_us)},
               {"judge_p99_us", Short(report.judge.p99_us)},
               {"judge_commands", report.judge.n_commands}});
}

std::string InspectJson(const InspectReport& report) {
  Json object = {{"schema", kSchema},
                 {"file", report.file.name()},
                 {"bytes", report.file_bytes},
                 {"version", report.file.version()}};
  object["supported"] = report.problem.empty();
  if (!report.problem.empty()) object["problem"] = report.problem;
  Json dimensions = Json::object();
  for (const auto& [name, value] : report.dimensions) dimensions[name] = value;
  object["dimensions"] = std::move(dimensions);
  Json types = Json::object();
  for (const TypeTotal& total : TotalsByType(report.file)) {
    types[total.type] = {{"tensors", total.n_tensors}, {"bytes", total.n_bytes}};
  }
  object["types"] = std::move(types);
  Json metadata = Json::object();
  for (const std::string_view key : report.file.keys()) {
    metadata[std::string(key)] = ValueJson(*report.file.Find(key));
  }
  object["metadata"] = std::move(metadata);
  object["tensors"] = TensorsJson(report.file);
  return Dump(object);
}

}  // namespace cmdai::cli
