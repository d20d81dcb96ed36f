#include "cli/app.h"

#include <algorithm>

#include "cli/handlers.h"
#include "cli/help.h"
#include "platform/paths.h"
#include "platform/stream.h"

namespace cmdai::cli {
namespace {

/// Whether errors are to be JSON even if the arguments turn out to be wrong.
bool AsksForJson(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, "--json") != end;
}

PrinterOptions OptionsFrom(const Settings& settings) {
  return {.json = settings.json,
          .quiet = settings.quiet,
          .verbose = settings.verbose,
          .color = settings.color};
}

ExitStatus Run(Command command, const Invocation& invocation, Printer& printer) {
  switch (command) {
    case Command::kAsk:  // see RunArguments
      break;
    case Command::kBatch:
      return RunBatch(invocation, printer);
    case Command::kCheck:
      return RunCheck(invocation, printer);
    case Command::kExplain:
      return RunExplain(invocation, printer);
    case Command::kModel:
      return printer.Fail({ErrorCode::kInvalidArgument,
                           "[arguments] model needs one of: inspect, eval; see model --help"});
    case Command::kModelInspect:
      return RunModelInspect(invocation, printer);
    case Command::kModelEval:
      return RunModelEval(invocation, printer);
    case Command::kDoctor:
      return RunDoctor(invocation, printer);
    case Command::kBench:
      return RunBench(invocation, printer);
  }
  return ExitStatus::kFailure;
}

int RunArguments(const std::vector<std::string>& arguments) {
  Printer early({.json = AsksForJson(arguments)});
  const DetectedCommand detected = DetectCommand(arguments);
  Result<ParsedArguments> parsed =
      ParseArguments(detected.arguments, OptionsOf(GetCommandSpec(detected.command)));
  if (!parsed) return static_cast<int>(early.Fail(parsed.error()));
  if (parsed->Find("help")) return static_cast<int>(early.Print(HelpText(detected.command)));
  if (parsed->Find("version")) {
    return static_cast<int>(early.Print("cmdai " CMDAI_VERSION "\n"));
  }
  Result<Settings> settings = LoadSettings({.config_files = platform::ConfigFiles(),
                                            .environment = platform::ListEnvironment("CMDAI_"),
                                            .flags = parsed->options});
  if (!settings) return static_cast<int>(early.Fail(settings.error()));
  if (detected.command == Command::kAsk && parsed->words.empty()) {
    if (settings->json) {
      return static_cast<int>(
          early.Fail({ErrorCode::kInvalidArgument, "[arguments] there is no request"}));
    }
    early.Note(UsageText());
    return static_cast<int>(ExitStatus::kUsage);
  }
  const Invocation invocation = {.settings = *std::move(settings), .arguments = *std::move(parsed)};
  Printer printer(OptionsFrom(invocation.settings));
  if (detected.command == Command::kAsk) return RunAsk(invocation, printer);
  return static_cast<int>(Run(detected.command, invocation, printer));
}

}  // namespace

int RunApp(const std::vector<std::string>& arguments) {
  platform::GuardStandardStreams();
  return RunArguments(arguments);
}

}  // namespace cmdai::cli
