#include "cli/explanation.h"
#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/judging.h"

namespace cmdai::cli {

ExitStatus RunExplain(const Invocation& invocation, Printer& printer) {
  if (invocation.arguments.words.empty()) {
    return printer.Fail(
        {ErrorCode::kInvalidArgument, "[arguments] explain needs a command; see explain --help"});
  }
  const std::string& command = invocation.arguments.words[0];
  const Result<JudgeOptions> options = MakeJudgeOptions(invocation);
  if (!options) return printer.Fail(options.error());
  if (printer.json()) {
    return printer.Print(ExplanationJson(command, JudgeWith(*options, command)) + '\n');
  }
  return printer.Print(ExplanationText(command, *options));
}

}  // namespace cmdai::cli
