#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::platform {

void GuardStandardStreams() {
  ::signal(SIGPIPE, SIG_IGN);
  for (int fd = kStandardInput; fd <= kStandardError; ++fd) {
    if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is fd, as those below are open by now. The mode is the wrong one on
    // purpose: reading or writing gives EBADF, as on a closed descriptor.
    [[maybe_unused]] const int opened =
        ::open("/dev/null", fd == kStandardInput ? O_WRONLY : O_RDONLY);
  }
}

Result<void> WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return Fail(ErrorCode::kIo, "[output] {} can't be written to: {}",
                  fd == kStandardOutput ? "standard output" : "standard error",
                  std::generic_category().message(errno));
    }
    text.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Result<LineReader::Found> LineReader::Next(std::string& line) {
  line.clear();
  bool too_long = false;
  while (true) {
    const size_t newline = buffer_.find('\n', position_);
    const size_t end = newline == std::string::npos ? buffer_.size() : newline;
    too_long = too_long || line.size() + (end - position_) > max_line_bytes_;
    if (!too_long) line.append(buffer_, position_, end - position_);
    if (newline != std::string::npos) {
      position_ = newline + 1;
      return too_long ? Found::kTooLong : Found::kLine;
    }
    const bool has_text = too_long || !line.empty();
    if (ended_) {
      position_ = buffer_.size();
      if (too_long) return Found::kTooLong;
      return has_text ? Found::kLine : Found::kEnd;
    }
    position_ = 0;
    buffer_.resize(size_t{64} << 10);
    const ssize_t n = ::read(fd_, buffer_.data(), buffer_.size());
    const int number = errno;
    buffer_.resize(n > 0 ? static_cast<size_t>(n) : 0);
    if (n < 0 && number == EINTR) {
      if (WasInterrupted()) return Fail(ErrorCode::kCancelled, "[input] interrupted");
    } else if (n < 0) {
      return Fail(ErrorCode::kIo, "[input] can't be read: {}",
                  std::generic_category().message(number));
    }
    ended_ = n == 0;
  }
}

}  // namespace cmdai::platform
