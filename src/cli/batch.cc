#include <utility>

#include "assist/platform_facts.h"
#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/judging.h"
#include "cli/progress.h"
#include "cli/request.h"
#include "cli/wiring.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

using platform::LineReader;

constexpr size_t kMaxLineBytes = size_t{1} << 20;

/// What every line is answered with.
struct BatchParts {
  const Settings& settings;
  backend::InferenceBackend& backend;
  const assist::PlatformFacts& facts;
  const JudgeOptions& judging;
  std::stop_token stop_token;
  double load_ms = 0.0;  // not yet reported: the first answer bears it
};

/// The answer to one request, as a line of JSON.
Result<std::string> AnswerRequest(BatchParts& parts, const BatchRequest& request) {
  CMDAI_ASSIGN(std::string text, CleanRequest(request.prompt));
  CMDAI_ASSIGN(assist::Suggestion suggestion,
               assist::Suggest(
                   parts.backend,
                   MakeSuggestRequest(parts.settings, parts.facts, parts.judging, std::move(text)),
                   nullptr, parts.stop_token));
  const double load_ms = std::exchange(parts.load_ms, 0.0);
  suggestion.timings.load_ms += load_ms;
  suggestion.timings.total_ms += load_ms;
  return BatchAnswerJson(
      request,
      {.prompt = request.prompt, .suggestion = suggestion, .backend = parts.backend.info()});
}

Result<std::string> AnswerLine(BatchParts& parts, LineReader::Found found, std::string_view line,
                               BatchRequest& request) {
  if (found == LineReader::Found::kTooLong) {
    return Fail(ErrorCode::kLimit, "[batch] the line is longer than {} bytes", kMaxLineBytes);
  }
  CMDAI_TRY(ParseBatchRequest(line, request));
  return AnswerRequest(parts, request);
}

/// Answers line by line until the input ends, reading or writing fails, or Ctrl-C comes.
ExitStatus AnswerLines(BatchParts parts, Printer& printer) {
  LineReader reader(platform::kStandardInput, kMaxLineBytes);
  std::string line;
  while (true) {
    const Result<LineReader::Found> found = reader.Next(line);
    if (!found) return printer.Fail(found.error());
    if (*found == LineReader::Found::kEnd) return ExitStatus::kOk;
    BatchRequest request;
    const Result<std::string> answer = AnswerLine(parts, *found, line, request);
    if (!answer && answer.error().code == ErrorCode::kCancelled)
      return printer.Fail(answer.error());
    const std::string output = answer ? *answer : BatchErrorJson(request, answer.error());
    const ExitStatus written = printer.Print(output + '\n');
    if (written != ExitStatus::kOk) return written;
  }
}

}  // namespace

ExitStatus RunBatch(const Invocation& invocation, Printer& printer) {
  const Settings& settings = invocation.settings;
  const Result<void> input = CheckInput(settings.no_input);
  if (!input) return printer.Fail(input.error());
  const Result<JudgeOptions> judging = MakeJudgeOptions(invocation);
  if (!judging) return printer.Fail(judging.error());
  auto backend = MakeBackend(settings);
  if (!backend) return printer.Fail(backend.error());
  platform::HandleInterrupts();
  const decode::Clock::time_point start = decode::Clock::now();
  const Result<void> loaded = (*backend)->Load();
  const std::chrono::duration<double, std::milli> load_time = decode::Clock::now() - start;
  if (!loaded) return printer.Fail(loaded.error(), ExitStatus::kModel);

  const assist::PlatformFacts facts = assist::ProbePlatform(settings.shell);
  Progress watch(Progress::Visibility::kHidden);
  return AnswerLines({.settings = settings,
                      .backend = **backend,
                      .facts = facts,
                      .judging = *judging,
                      .stop_token = watch.stop_token(),
                      .load_ms = load_time.count()},
                     printer);
}

}  // namespace cmdai::cli
