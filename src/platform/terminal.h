#pragma once

namespace cmdai::platform {

/// Whether the file descriptor (0, 1 or 2) is a terminal.
bool IsTerminal(int fd);

/// Columns of the terminal behind `fd`; 80 where there is none.
int TerminalWidth(int fd);

/// From now on SIGINT and SIGTERM set a flag instead of ending the process; a second one ends it at
/// once. A signal that the caller had ignored stays ignored. SIGPIPE is ignored, so that a closed
/// pipe shows as a write error.
void HandleInterrupts();

/// Whether SIGINT or SIGTERM has come since HandleInterrupts.
bool WasInterrupted();

}  // namespace cmdai::platform
