#include "cli/execute.h"

#include "base/utf8.h"
#include "cli/verdict_text.h"
#include "platform/process.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

using safety::Decision;
using safety::Risk;

constexpr std::string_view kTypedWord = "destroy";

/// Asks for a yes; for a critical command the word has to be typed.
bool Confirms(const safety::Verdict& verdict, Printer& printer) {
  printer.Note(ReasonsText(verdict));
  if (verdict.risk == Risk::kCritical) {
    const auto answer = platform::AskAtTerminal(fmt::format("type {} to run it: ", kTypedWord));
    return answer && *answer == kTypedWord;
  }
  const auto answer = platform::AskAtTerminal("run it? [y/N] ");
  return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

}  // namespace

int Execute(const std::string& command, const safety::Verdict& verdict, const std::string& shell,
            bool assume_yes, bool may_ask, Printer& printer) {
  if (verdict.decision == Decision::kBlocked) return static_cast<int>(ExitStatus::kBlocked);
  printer.Note(fmt::format("$ {}", EscapeForTerminal(command)));
  if (verdict.decision == Decision::kConfirm) {
    const bool yes = assume_yes && !safety::NeedsPerson(verdict);
    const bool can_ask = may_ask && platform::HasControllingTerminal();
    if (!yes && !can_ask) {
      printer.Note(ReasonsText(verdict));
      printer.Note(
          fmt::format("cmdai: not run: {}, and nobody can be asked", VerdictLine(verdict)));
      return static_cast<int>(ExitStatus::kUnconfirmed);
    }
    if (!yes && !Confirms(verdict, printer)) {
      printer.Note("cmdai: not run");
      return static_cast<int>(ExitStatus::kUnconfirmed);
    }
  }
  const Result<int> status = platform::RunInForeground({shell, "-c", command});
  if (!status) return static_cast<int>(printer.Fail(status.error()));
  return *status;
}

}  // namespace cmdai::cli
