#include "cli/printer.h"

#include "base/utf8.h"
#include "cli/json.h"
#include "platform/paths.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

ColorEnvironment ReadColorEnvironment() {
  ColorEnvironment found = {.no_color = platform::GetEnvironment("NO_COLOR"),
                            .force_color = platform::GetEnvironment("FORCE_COLOR"),
                            .clicolor = platform::GetEnvironment("CLICOLOR"),
                            .term = platform::GetEnvironment("TERM"),
                            .is_terminal = platform::IsTerminal(platform::kStandardError)};
  if (found.force_color.empty()) found.force_color = platform::GetEnvironment("CLICOLOR_FORCE");
  return found;
}

/// For standard error there is nowhere to report a failure to.
void WriteError(std::string_view text) {
  static_cast<void>(platform::WriteAll(platform::kStandardError, text).has_value());
}

}  // namespace

bool UsesColor(std::string_view choice, const ColorEnvironment& environment) {
  if (choice != "auto") return choice == "always";
  if (!environment.no_color.empty()) return false;
  if (!environment.force_color.empty() && environment.force_color != "0") return true;
  return environment.is_terminal && environment.term != "dumb" && environment.clicolor != "0";
}

Printer::Printer(const PrinterOptions& options) : options_(options) {
  const ColorEnvironment environment = ReadColorEnvironment();
  color_ = UsesColor(options_.color, environment);
  shows_progress_ = environment.is_terminal && environment.term != "dumb" && !options_.quiet;
}

ExitStatus Printer::Print(std::string_view text, ExitStatus status) {
  const Result<void> written = platform::WriteAll(platform::kStandardOutput, text);
  if (written) return status;
  WriteError(fmt::format("cmdai: {}\n", written.error().message));
  return ExitStatus::kFailure;
}

void Printer::Note(std::string_view line) {
  if (!options_.quiet) WriteError(fmt::format("{}\n", line));
}

void Printer::Detail(std::string_view line) {
  if (options_.verbose) WriteError(fmt::format("{}\n", Faint(line)));
}

ExitStatus Printer::Fail(const Error& error, std::optional<ExitStatus> status) {
  const ExitStatus result = status.value_or(StatusFor(error.code));
  // Ctrl-C is no answer to anything, so it leaves standard output alone.
  const bool as_json = options_.json && error.code != ErrorCode::kCancelled;
  if (as_json) return Print(ErrorJson(error) + '\n', result);
  WriteError(fmt::format("{} {}\n", Warning("cmdai:"), EscapeForTerminal(error.message)));
  return result;
}

std::string Printer::Warning(std::string_view text) const { return Paint("1;33", text); }

std::string Printer::Faint(std::string_view text) const { return Paint("2", text); }

std::string Printer::Paint(std::string_view code, std::string_view text) const {
  return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

}  // namespace cmdai::cli
