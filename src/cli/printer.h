#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/exit_status.h"

namespace cmdai::cli {

struct PrinterOptions {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  std::string color = "auto";  // "auto", "always" or "never"
};

/// What decides about colour under `--color auto`, as found in the environment.
struct ColorEnvironment {
  std::string no_color = {};     // $NO_COLOR
  std::string force_color = {};  // $FORCE_COLOR or $CLICOLOR_FORCE
  std::string clicolor = {};     // $CLICOLOR
  std::string term = {};         // $TERM
  bool is_terminal = false;
};

/// The choice of the user, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal that can.
bool UsesColor(std::string_view choice, const ColorEnvironment& environment);

/// Everything that cmdai prints goes through here: the result to standard output, and all else to
/// standard error. Text that comes from the model, files or the user is made safe for the terminal
/// by whoever prints it, except in Fail, which does it itself. Not thread-safe.
class Printer {
 public:
  explicit Printer(const PrinterOptions& options);

  bool json() const { return options_.json; }

  /// Prints a result, as it is, to standard output. Gives `status`, or kFailure (having said why)
  /// where it can't be written.
  ExitStatus Print(std::string_view text, ExitStatus status = ExitStatus::kOk);

  /// A line on standard error, unless --quiet; and one with --verbose only.
  void Note(std::string_view line);
  void Detail(std::string_view line);

  /// Reports an error: a line on standard error or, with --json, an object on standard output.
  /// Gives the status for it; `status` where the place of the error decides, not its code.
  ExitStatus Fail(const Error& error, std::optional<ExitStatus> status = std::nullopt);

  /// `text` in colour, where standard error shows colours.
  std::string Warning(std::string_view text) const;
  std::string Faint(std::string_view text) const;

  /// Whether to show something that moves on standard error.
  bool shows_progress() const { return shows_progress_; }

 private:
  std::string Paint(std::string_view code, std::string_view text) const;

  PrinterOptions options_;
  bool color_ = false;  // of standard error; results are never coloured
  bool shows_progress_ = false;
};

}  // namespace cmdai::cli
