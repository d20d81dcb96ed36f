#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>

#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::platform {
namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "it is set in a signal handler");

void OnInterrupt(int) { interrupted.store(true, std::memory_order_relaxed); }

}  // namespace

bool IsTerminal(int fd) { return ::isatty(fd) == 1; }

int TerminalWidth(int fd) {
  winsize size = {};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool HasControllingTerminal() {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  ::close(fd);
  return true;
}

std::optional<std::string> AskAtTerminal(std::string_view question) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::optional<std::string> answer;
  if (WriteAll(fd, question)) {
    LineReader reader(fd, 4096);
    std::string line;
    const Result<LineReader::Found> found = reader.Next(line);
    if (found && *found == LineReader::Found::kLine) answer = std::move(line);
  }
  ::close(fd);
  return answer;
}

void HandleInterrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    // Whoever started us in the background may have chosen that Ctrl-C isn't meant for us.
    if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = OnInterrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one has its default effect
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
}

bool WasInterrupted() { return interrupted.load(std::memory_order_relaxed); }

}  // namespace cmdai::platform
