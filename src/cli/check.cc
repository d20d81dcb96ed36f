#include "assist/host_facts.h"
#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/judging.h"
#include "cli/request.h"
#include "cli/rules_file.h"
#include "cli/verdict_text.h"
#include "cli/wiring.h"
#include "platform/paths.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

using platform::LineReader;

constexpr size_t kMaxLineBytes = size_t{1} << 20;

/// Judges line by line until the input ends, reading or writing fails, or Ctrl-C comes.
ExitStatus CheckLines(const JudgeOptions& options, Printer& printer) {
  LineReader reader(platform::kStandardInput, kMaxLineBytes);
  std::string line;
  while (true) {
    const Result<LineReader::Found> found = reader.Next(line);
    if (!found) return printer.Fail(found.error());
    if (*found == LineReader::Found::kEnd) return ExitStatus::kOk;
    CheckRequest request;
    Result<void> parsed = {};
    if (*found == LineReader::Found::kTooLong) {
      parsed = Fail(ErrorCode::kLimit, "[check] the line is longer than {} bytes", kMaxLineBytes);
    } else {
      parsed = ParseCheckRequest(line, request);
    }
    const std::string output = parsed ? CheckJson(request, JudgeWith(options, request.command))
                                      : CheckErrorJson(request, parsed.error());
    const ExitStatus written = printer.Print(output + '\n');
    if (written != ExitStatus::kOk) return written;
  }
}

/// The shell whose reading counts. Where $SHELL alone says sh, or names none at all, as in
/// containers and services, the command is for whoever asks: bash, unless cmdai itself runs it.
shell::Kind KindToJudge(const Invocation& invocation, const std::string& shell) {
  const shell::Kind kind = shell::KindOfShell(shell);
  const bool asked_for = !invocation.settings.shell.empty();
  const bool runs = invocation.arguments.Find("execute").has_value();
  const bool none = shell.ends_with("/nologin") || shell.ends_with("/false");
  const bool plain = kind == shell::Kind::kPosix || none;
  return plain && !asked_for && !runs ? shell::Kind::kBash : kind;
}

}  // namespace

ExitStatus StatusFor(const safety::Verdict& verdict) {
  switch (verdict.decision) {
    case safety::Decision::kSafe:
      return ExitStatus::kOk;
    case safety::Decision::kConfirm:
      return ExitStatus::kUnconfirmed;
    case safety::Decision::kBlocked:
      break;
  }
  return ExitStatus::kBlocked;
}

Result<JudgeOptions> MakeJudgeOptions(const Invocation& invocation) {
  JudgeOptions options = {.environment = assist::EnvironmentHere(),
                          .policy = *safety::ParsePolicy(invocation.settings.policy),
                          .shell = ShellToRun(invocation.settings)};
  options.environment.shell = KindToJudge(invocation, options.shell);
  const auto home = invocation.arguments.Find("home");
  const auto cwd = invocation.arguments.Find("cwd");
  if (home || cwd) {
    // Somewhere else: what is known of this machine does not count there.
    options.environment.facts = nullptr;
    options.environment.is_root = false;
    if (home) options.environment.home = *home;
    options.environment.cwd = cwd ? *cwd : options.environment.home;
  }
  CMDAI_ASSIGN(options.rules, LoadRules(platform::ConfigFiles(), options.environment));
  return options;
}

safety::Verdict JudgeWith(const JudgeOptions& options, std::string_view command) {
  return safety::Judge(command, options.environment, options.policy, &options.rules);
}

ExitStatus RunCheck(const Invocation& invocation, Printer& printer) {
  const Result<JudgeOptions> options = MakeJudgeOptions(invocation);
  if (!options) return printer.Fail(options.error());
  if (invocation.arguments.words.empty()) {
    const Result<void> input = CheckInput(invocation.settings.no_input);
    if (!input) return printer.Fail(input.error());
    if (platform::IsTerminal(platform::kStandardInput)) {
      printer.Note("reading JSON lines {\"command\": \"...\"}; Ctrl-D ends");
    }
    platform::HandleInterrupts();
    return CheckLines(*options, printer);
  }
  const std::string& command = invocation.arguments.words[0];
  const safety::Verdict verdict = JudgeWith(*options, command);
  if (printer.json()) {
    return printer.Print(CheckJson({.command = command}, verdict) + '\n', StatusFor(verdict));
  }
  std::string text = VerdictLine(verdict) + '\n';
  if (!verdict.findings.empty()) text += FindingsText(command, verdict);
  return printer.Print(text, StatusFor(verdict));
}

}  // namespace cmdai::cli
