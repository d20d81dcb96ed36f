#pragma once

#include "cli/arguments.h"
#include "cli/exit_status.h"
#include "cli/printer.h"
#include "cli/settings.h"

/// The commands, one per file. Each prints what it has to say and gives the exit status; that of
/// RunAsk may be the status of the program that it ran.
namespace cmdai::cli {

struct Invocation {
  Settings settings = {};
  ParsedArguments arguments = {};
};

int RunAsk(const Invocation& invocation, Printer& printer);
ExitStatus RunBatch(const Invocation& invocation, Printer& printer);
ExitStatus RunCheck(const Invocation& invocation, Printer& printer);
ExitStatus RunExplain(const Invocation& invocation, Printer& printer);
ExitStatus RunModelInspect(const Invocation& invocation, Printer& printer);
ExitStatus RunModelEval(const Invocation& invocation, Printer& printer);
ExitStatus RunDoctor(const Invocation& invocation, Printer& printer);
ExitStatus RunBench(const Invocation& invocation, Printer& printer);

}  // namespace cmdai::cli
