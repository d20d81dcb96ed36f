#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cmdai::platform {

/// Whether the file descriptor (0, 1 or 2) is a terminal.
bool IsTerminal(int fd);

/// Columns of the terminal behind `fd`; 80 where there is none.
int TerminalWidth(int fd);

/// Whether there is a terminal to ask a person at, wherever the standard streams lead.
bool HasControllingTerminal();

/// Writes `question` to the controlling terminal and reads a line from it, without its newline;
/// nullopt when there is no terminal, at its end, or after Ctrl-C (see HandleInterrupts).
std::optional<std::string> AskAtTerminal(std::string_view question);

/// From now on SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it at
/// once. A signal that the caller had ignored stays ignored. SIGPIPE is ignored, so that a closed
/// pipe shows as a write error.
void HandleInterrupts();

/// Whether SIGINT or SIGTERM has come since HandleInterrupts.
bool WasInterrupted();

}  // namespace cmdai::platform
