#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/utf8.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

constexpr std::chrono::milliseconds kTick(20);  // how soon Ctrl-C is noticed
constexpr int kTicksPerFrame = 4;
constexpr std::string_view kFrames = "|/-\\";
constexpr std::string_view kEraseLine = "\r\x1b[K";

void Write(std::string_view text) {
  static_cast<void>(platform::WriteAll(platform::kStandardError, text).has_value());
}

}  // namespace

std::string LastColumns(std::string_view text, size_t n_columns) {
  const std::string safe = EscapeForTerminal(text);
  size_t start = safe.size();
  for (size_t used = 0; start > 0;) {
    size_t first = start - 1;  // of the character that ends before `start`
    while (first > 0 && (static_cast<unsigned char>(safe[first]) & 0xC0) == 0x80) --first;
    used += start - first == 1 ? 1 : 2;
    if (used > n_columns) break;
    start = first;
  }
  return safe.substr(start);
}

Progress::Progress(Visibility visibility)
    : visibility_(visibility),
      thread_([this](const std::stop_token& finished) { Watch(finished); }) {}

decode::TextSink Progress::sink() {
  return [this](std::string_view text) {
    const std::scoped_lock lock(mutex_);
    text_ += text;
  };
}

void Progress::Finish() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  if (drawn_) Write(kEraseLine);
}

void Progress::Watch(const std::stop_token& finished) {
  for (int tick = 1; !finished.stop_requested(); ++tick) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, finished, kTick, [] { return false; });
    if (platform::WasInterrupted()) interrupted_.request_stop();
    if (visibility_ == Visibility::kHidden || finished.stop_requested()) continue;
    if (tick % kTicksPerFrame != 0) continue;
    const std::string text = text_;
    lock.unlock();
    Draw(text);
  }
}

void Progress::Draw(std::string_view text) {
  const auto width =
      static_cast<size_t>(std::max(0, platform::TerminalWidth(platform::kStandardError) - 3));
  const char frame = kFrames[frame_++ % kFrames.size()];
  Write(fmt::format("{}{} {}", kEraseLine, frame, LastColumns(text, width)));
  drawn_ = true;
}

}  // namespace cmdai::cli
