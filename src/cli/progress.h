#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "decode/generate.h"

namespace cmdai::cli {

/// The part of a text that fits into `n_columns` of a terminal, its end; made safe to print. Counts
/// two columns for every character that is not ASCII, which is never too little.
std::string LastColumns(std::string_view text, size_t n_columns);

/// While it lives, a thread watches for Ctrl-C, which requests a stop, and, where it is visible,
/// shows on one line of standard error that work is going on and the answer as it comes. The line
/// is erased at the end. Call platform::HandleInterrupts before.
class Progress {
 public:
  enum class Visibility { kHidden, kVisible };

  explicit Progress(Visibility visibility);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { Finish(); }

  /// Is told to stop when SIGINT or SIGTERM comes.
  std::stop_token stop_token() const { return interrupted_.get_token(); }

  /// Takes the answer's text as it comes, from any one thread.
  decode::TextSink sink();

  /// Ends the thread and erases the line. Does nothing the second time.
  void Finish();

 private:
  void Watch(const std::stop_token& finished);
  void Draw(std::string_view text);

  const Visibility visibility_;
  std::stop_source interrupted_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string text_;  // guarded by mutex_
  size_t frame_ = 0;
  bool drawn_ = false;
  std::jthread thread_;
};

}  // namespace cmdai::cli
