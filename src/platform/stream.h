#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cmdai::platform {

inline constexpr int kStandardInput = 0;
inline constexpr int kStandardOutput = 1;
inline constexpr int kStandardError = 2;

/// Puts a descriptor that only fails in the place of each standard stream that is closed. Otherwise
/// the next file opened would take its number, and our output would go there. Ignores SIGPIPE, so
/// that a closed pipe shows as a write error. To be called first.
void GuardStandardStreams();

/// Writes all of `text` to `fd`, past interruptions and short writes. kIo says what the system
/// said.
Result<void> WriteAll(int fd, std::string_view text);

/// Reads the lines of a file descriptor. Not thread-safe.
class LineReader {
 public:
  /// What a call of Next found.
  enum class Found { kLine, kTooLong, kEnd };

  LineReader(int fd, size_t max_line_bytes) : fd_(fd), max_line_bytes_(max_line_bytes) {}

  /// The next line, without its newline, in `line`; the last one needs none. A line that is too
  /// long is passed over. kIo where reading fails, kCancelled after SIGINT (see HandleInterrupts).
  Result<Found> Next(std::string& line);

 private:
  int fd_;
  size_t max_line_bytes_;
  std::string buffer_;   // read and not yet given out
  size_t position_ = 0;  // of the first byte of buffer_ that was not given out
  bool ended_ = false;
};

}  // namespace cmdai::platform
