#include "assist/platform_facts.h"
#include "base/utf8.h"
#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/request.h"
#include "cli/wiring.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

/// Loads and asks, with a sign of life in a terminal. An error of loading sets `failed_to_load`.
Result<assist::Suggestion> Answer(backend::InferenceBackend& backend, const Settings& settings,
                                  const std::string& request, Progress& progress,
                                  bool& failed_to_load) {
  const decode::Clock::time_point start = decode::Clock::now();
  failed_to_load = true;
  CMDAI_TRY(backend.Load());
  failed_to_load = false;
  const std::chrono::duration<double, std::milli> load_time = decode::Clock::now() - start;
  const assist::PlatformFacts facts = assist::ProbePlatform(settings.shell);
  CMDAI_ASSIGN(assist::Suggestion suggestion,
               assist::Suggest(backend, MakeSuggestRequest(settings, facts, request),
                               progress.sink(), progress.stop_token()));
  const std::chrono::duration<double, std::milli> total_time = decode::Clock::now() - start;
  suggestion.timings.load_ms = load_time.count();
  suggestion.timings.total_ms = total_time.count();
  return suggestion;
}

void PrintDetails(const assist::Suggestion& suggestion, const backend::BackendInfo& info,
                  Printer& printer) {
  const backend::Timings& t = suggestion.timings;
  printer.Detail(fmt::format("model {}, backend {}, kernels {}", EscapeForTerminal(info.model),
                             info.name, info.kernels));
  printer.Detail(fmt::format("answer: {}", EscapeForTerminal(suggestion.first_answer)));
  printer.Detail(fmt::format("tokens: {} of the prompt, {} generated", suggestion.n_prompt_tokens,
                             suggestion.n_generated_tokens));
  printer.Detail(fmt::format("ms: load {:.1f}, prefill {:.1f}, decode {:.1f}, total {:.1f}",
                             t.load_ms, t.prefill_ms, t.decode_ms, t.total_ms));
}

ExitStatus PrintAnswer(const assist::Suggestion& suggestion, Printer& printer) {
  if (!suggestion.best) {
    return printer.Fail({ErrorCode::kNoAnswer, "no command: " + suggestion.refusal});
  }
  const ExitStatus status = printer.Print(suggestion.best->command + '\n');
  if (status != ExitStatus::kOk) return status;
  for (const assist::ProposedCommand& other : suggestion.alternatives) {
    printer.Note(fmt::format("or: {}", EscapeForTerminal(other.command)));
  }
  const assist::Verdict& verdict = suggestion.best->verdict;
  printer.Note(fmt::format("{} risk {}: nothing has judged this command; read it before you run it",
                           printer.Warning(fmt::format("{}:", verdict.verdict)), verdict.risk));
  return status;
}

}  // namespace

ExitStatus RunAsk(const Invocation& invocation, Printer& printer) {
  const Settings& settings = invocation.settings;
  const Result<std::string> request = ReadRequest(invocation.arguments.words, settings.no_input);
  if (!request) return printer.Fail(request.error());
  auto backend = MakeBackend(settings);
  if (!backend) return printer.Fail(backend.error());

  platform::HandleInterrupts();
  Progress progress(printer.shows_progress() ? Progress::Visibility::kVisible
                                             : Progress::Visibility::kHidden);
  bool failed_to_load = false;
  const auto suggestion = Answer(**backend, settings, *request, progress, failed_to_load);
  progress.Finish();
  if (!suggestion && failed_to_load) return printer.Fail(suggestion.error(), ExitStatus::kModel);
  if (!suggestion) return printer.Fail(suggestion.error());

  const backend::BackendInfo info = (*backend)->info();
  PrintDetails(*suggestion, info, printer);
  if (!printer.json()) return PrintAnswer(*suggestion, printer);
  if (!suggestion->best) printer.Note(fmt::format("cmdai: no command: {}", suggestion->refusal));
  const AnswerReport report = {.prompt = *request, .suggestion = *suggestion, .backend = info};
  return printer.Print(AnswerJson(report) + '\n',
                       suggestion->best ? ExitStatus::kOk : ExitStatus::kNoCommand);
}

}  // namespace cmdai::cli
