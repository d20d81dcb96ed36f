#include "assist/platform_facts.h"
#include "base/utf8.h"
#include "cli/execute.h"
#include "cli/explanation.h"
#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/judging.h"
#include "cli/progress.h"
#include "cli/request.h"
#include "cli/verdict_text.h"
#include "cli/wiring.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

/// Loads and asks, with a sign of life in a terminal. An error of loading sets `failed_to_load`.
Result<assist::Suggestion> Answer(backend::InferenceBackend& backend, const Settings& settings,
                                  const JudgeOptions& judging, const std::string& request,
                                  Progress& progress, bool& failed_to_load) {
  const decode::Clock::time_point start = decode::Clock::now();
  failed_to_load = true;
  CMDAI_TRY(backend.Load());
  failed_to_load = false;
  const std::chrono::duration<double, std::milli> load_time = decode::Clock::now() - start;
  const assist::PlatformFacts facts = assist::ProbePlatform(settings.shell);
  CMDAI_ASSIGN(assist::Suggestion suggestion,
               assist::Suggest(backend, MakeSuggestRequest(settings, facts, judging, request),
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

/// What comes closest where there is no command, marked as what it is.
void PrintGuess(const assist::Suggestion& suggestion, Printer& printer) {
  if (suggestion.alternatives.empty()) return;
  const assist::ProposedCommand& guess = suggestion.alternatives.front();
  printer.Note(fmt::format("a guess, not an answer: {}", EscapeForTerminal(guess.command)));
  if (guess.verdict.decision != safety::Decision::kSafe) {
    printer.Note(printer.Warning(VerdictLine(guess.verdict)));
  }
}

/// The other commands, for those who asked for several.
void PrintOthers(const assist::Suggestion& suggestion, Printer& printer) {
  for (const assist::ProposedCommand& other : suggestion.alternatives) {
    if (other.verdict.decision == safety::Decision::kBlocked) continue;
    printer.Note(fmt::format("or: {}", EscapeForTerminal(other.command)));
  }
}

/// The command, or why it is not given. Printing is no confirmation.
ExitStatus PrintAnswer(const assist::Suggestion& suggestion, bool with_others, Printer& printer) {
  const assist::ProposedCommand& best = *suggestion.best;
  const bool blocked = best.verdict.decision == safety::Decision::kBlocked;
  ExitStatus status = ExitStatus::kBlocked;
  if (blocked) {
    std::string text = FindingsText(best.command, best.verdict);
    text.pop_back();
    printer.Note(text);
  } else {
    status = printer.Print(best.command + '\n');
    if (status != ExitStatus::kOk) return status;
  }
  if (with_others) PrintOthers(suggestion, printer);
  if (best.verdict.decision != safety::Decision::kSafe) {
    printer.Note(printer.Warning(VerdictLine(best.verdict)));
    if (!blocked) printer.Note(ReasonsText(best.verdict));
  }
  return status;
}

/// Prints the answer or runs it, as the user chose.
int Deliver(const Invocation& invocation, const JudgeOptions& judging,
            const assist::Suggestion& suggestion, const std::string& request,
            const backend::BackendInfo& info, Printer& printer) {
  const bool executes = invocation.arguments.Find("execute").has_value();
  if (printer.json()) {
    const AnswerReport report = {.prompt = request, .suggestion = suggestion, .backend = info};
    ExitStatus status = ExitStatus::kNoCommand;
    if (suggestion.best) {
      const bool blocked = suggestion.best->verdict.decision == safety::Decision::kBlocked;
      status = blocked ? ExitStatus::kBlocked : ExitStatus::kOk;
    } else {
      printer.Note(fmt::format("cmdai: no command: {}", suggestion.refusal));
      PrintGuess(suggestion, printer);
    }
    status = printer.Print(AnswerJson(report) + '\n', status);
    if (!executes || status != ExitStatus::kOk) return static_cast<int>(status);
  } else if (!suggestion.best) {
    const ExitStatus status =
        printer.Fail({ErrorCode::kNoAnswer, "no command: " + suggestion.refusal});
    PrintGuess(suggestion, printer);
    return static_cast<int>(status);
  }
  const assist::ProposedCommand& best = *suggestion.best;
  if (invocation.arguments.Find("explain")) {
    std::string text = ExplanationText(best.command, judging);
    text.pop_back();
    printer.Note(text);
  }
  if (!executes || best.verdict.decision == safety::Decision::kBlocked) {
    const bool with_others = invocation.settings.candidates > 1;
    return static_cast<int>(PrintAnswer(suggestion, with_others, printer));
  }
  return Execute(best.command, best.verdict, ShellToRun(invocation.settings),
                 invocation.arguments.Find("yes").has_value(), !invocation.settings.no_input,
                 printer);
}

}  // namespace

int RunAsk(const Invocation& invocation, Printer& printer) {
  const Settings& settings = invocation.settings;
  if (invocation.arguments.Find("yes") && !invocation.arguments.Find("execute")) {
    return static_cast<int>(
        printer.Fail({ErrorCode::kInvalidArgument, "[arguments] --yes needs --execute"}));
  }
  const Result<std::string> request = ReadRequest(invocation.arguments.words, settings.no_input);
  if (!request) return static_cast<int>(printer.Fail(request.error()));
  const Result<JudgeOptions> judging = MakeJudgeOptions(invocation);
  if (!judging) return static_cast<int>(printer.Fail(judging.error()));
  auto backend = MakeBackend(settings);
  if (!backend) return static_cast<int>(printer.Fail(backend.error()));

  platform::HandleInterrupts();
  Progress progress(printer.shows_progress() ? Progress::Visibility::kVisible
                                             : Progress::Visibility::kHidden);
  bool failed_to_load = false;
  const auto suggestion = Answer(**backend, settings, *judging, *request, progress, failed_to_load);
  progress.Finish();
  if (!suggestion && failed_to_load) {
    return static_cast<int>(printer.Fail(suggestion.error(), ExitStatus::kModel));
  }
  if (!suggestion) return static_cast<int>(printer.Fail(suggestion.error()));

  const backend::BackendInfo info = (*backend)->info();
  PrintDetails(*suggestion, info, printer);
  return Deliver(invocation, *judging, *suggestion, *request, info, printer);
}

}  // namespace cmdai::cli
