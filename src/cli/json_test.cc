#include "cli/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cmdai::cli {
namespace {

using ::testing::HasSubstr;

TEST(ErrorJson, HasSchemaCodeAndMessage) {
  EXPECT_EQ(ErrorJson({ErrorCode::kNotFound, "[model] \"x\"\n"}),
            R"({"schema":1,"error":{"code":"not_found","message":"[model] \"x\"\n"}})");
}

TEST(ErrorJson, IsValidUtf8WhateverTheMessageHolds) {
  EXPECT_EQ(ErrorJson({ErrorCode::kIo, "a\xff"}),
            "{\"schema\":1,\"error\":{\"code\":\"io\",\"message\":\"a\xef\xbf\xbd\"}}");
}

TEST(ParseBatchRequest, TakesAPromptAndAnyId) {
  const struct {
    std::string_view line;
    std::string_view prompt;
    std::string_view id_json;  // empty: none
  } rows[] = {
      {R"({"prompt": "list"})", "list", ""},
      {R"({"prompt": "a\u00e4", "id": 7})", "a\xc3\xa4", "7"},
      {R"({"id": {"b": [1, null, "x"]}, "prompt": ""})", "", R"({"b":[1,null,"x"]})"},
      {R"({"id": null, "prompt": "x", "other": true})", "x", "null"},
  };
  for (const auto& row : rows) {
    BatchRequest request;
    const auto parsed = ParseBatchRequest(row.line, request);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    EXPECT_EQ(request.prompt, row.prompt);
    EXPECT_EQ(request.id_json.value_or(""), row.id_json);
  }
}

TEST(ParseBatchRequest, RefusesBadLinesAndKeepsTheirId) {
  const struct {
    std::string line;
    std::string_view id_json;
  } rows[] = {
      {"", ""},
      {"list files", ""},
      {"[1]", ""},
      {R"({"prompt": "a)", ""},
      {R"({"prompt": 1, "id": 5})", "5"},
      {R"({"id": "x"})", R"("x")"},
      {"{\"prompt\": \"\xff\"}", ""},
      {R"({"prompt": "\ud800"})", ""},
      {R"({"prompt": "x", "id": )" + std::string(100000, '[') + std::string(100000, ']') + "}", ""},
  };
  for (const auto& row : rows) {
    BatchRequest request;
    EXPECT_FALSE(ParseBatchRequest(row.line, request).has_value()) << row.line.substr(0, 40);
    EXPECT_EQ(request.id_json.value_or(""), row.id_json);
  }
}

TEST(BatchErrorJson, RepeatsTheId) {
  EXPECT_EQ(BatchErrorJson({.id_json = R"(["a",1])"}, {ErrorCode::kLimit, "long"}),
            R"({"id":["a",1],"error":{"code":"limit","message":"long"}})");
  EXPECT_EQ(BatchErrorJson({}, {ErrorCode::kLimit, "long"}),
            R"({"error":{"code":"limit","message":"long"}})");
}

assist::Suggestion SuggestionOf(std::optional<std::string> command) {
  assist::Suggestion suggestion = {.n_prompt_tokens = 9, .n_generated_tokens = 3};
  if (command) suggestion.best = assist::ProposedCommand{.command = *command, .score = -1.5};
  suggestion.timings = {.load_ms = 1.23456, .prefill_ms = 2, .decode_ms = 3, .total_ms = 4};
  return suggestion;
}

TEST(AnswerJson, HoldsEverythingAboutTheAnswer) {
  assist::Suggestion suggestion = SuggestionOf("ls -a");
  suggestion.best->evidence = {
      .log_probability = -0.75, .n_tokens = 2, .agreement = 0.5, .missing_names = 1};
  suggestion.alternatives = {{.command = "ls", .score = -2.5}};
  const backend::BackendInfo info = {.name = "cpu", .model = "m.gguf"};
  const AnswerReport report = {.prompt = "list", .suggestion = suggestion, .backend = info};
  const std::string body =
      R"("prompt":"list","command":"ls -a","verdict":"confirm","risk":"unknown","findings":[],)"
      R"("score":-1.5,"evidence":{"log_probability":-0.75,"tokens":2,"agreement":0.5,)"
      R"("missing_names":1,"missing_numbers":0,"unknown_programs":0,"unknown_options":0},)"
      R"("alternatives":[{"command":"ls","verdict":"confirm","risk":"unknown","score":-2.5,)"
      R"("evidence":{"log_probability":null,"tokens":0,"agreement":1.0,"missing_names":0,)"
      R"("missing_numbers":0,"unknown_programs":0,"unknown_options":0}}],)"
      R"("backend":"cpu","model":"m.gguf","tokens":{"prompt":9,"generated":3},)"
      R"("timing_ms":{"load":1.235,"prefill":2.0,"decode":3.0,"total":4.0}})";
  EXPECT_EQ(AnswerJson(report), R"({"schema":1,)" + body);
  EXPECT_EQ(BatchAnswerJson({.id_json = "7"}, report), R"({"id":7,)" + body);
  EXPECT_EQ(BatchAnswerJson({}, report), "{" + body);
}

TEST(AnswerJson, WithoutACommandItVerdictAndRiskAreNull) {
  const assist::Suggestion suggestion = SuggestionOf(std::nullopt);
  const backend::BackendInfo info = {};
  EXPECT_THAT(AnswerJson({.prompt = "x", .suggestion = suggestion, .backend = info}),
              HasSubstr(R"("command":null,"verdict":null,"risk":null,"findings":[])"));
}

TEST(EvalJson, PrintsSixSignificantDigits) {
  EvalReport report = {.n_tokens = 2,
                       .nll = {1.23456789},
                       .top = {{5, -0.000123456789}},
                       .engine = "cpu",
                       .kernels = "avx2"};
  EXPECT_EQ(EvalJson(report),
            R"({"nll":[1.23457],"top":[[5,-0.000123457]],"n_tokens":2,"engine":"cpu",)"
            R"("kernels":"avx2"})");
  report.perplexity = 3.0;
  report.has_generated = true;
  report.generated = {1, 2};
  EXPECT_THAT(EvalJson(report), HasSubstr(R"("perplexity":3.0,"generated":[1,2]})"));
}

TEST(DoctorJson, ListsTheChecks) {
  const DoctorReport report = {
      .checks = {{.name = "a", .detail = "fine"},
                 {.name = "b", .state = CheckState::kError, .detail = "bad", .remedy = "mend it"}}};
  EXPECT_EQ(DoctorJson(report),
            R"({"schema":1,"can_answer":false,"checks":[)"
            R"({"name":"a","state":"ok","detail":"fine"},)"
            R"({"name":"b","state":"error","detail":"bad","remedy":"mend it"}]})");
}

}  // namespace
}  // namespace cmdai::cli
