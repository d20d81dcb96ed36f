#pragma once

#include <string>

#include "cli/command.h"

namespace cmdai::cli {

/// What --help prints for a command; for requests with an overview of everything.
std::string HelpText(Command command);

/// A few lines for somebody who gave no request, without a newline at the end.
std::string UsageText();

}  // namespace cmdai::cli
