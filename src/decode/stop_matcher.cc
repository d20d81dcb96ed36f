#include "decode/stop_matcher.h"

#include <algorithm>
#include <utility>

namespace cmdai::decode {
namespace {

/// Length of the longest end of `text` that is the beginning of `stop`, but not all of it.
size_t PartialMatch(std::string_view text, std::string_view stop) {
  for (size_t n = std::min(text.size(), stop.size() - 1); n > 0; --n) {
    if (text.substr(text.size() - n) == stop.substr(0, n)) return n;
  }
  return 0;
}

}  // namespace

StopMatcher::StopMatcher(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase_if(stops_, [](const std::string& stop) { return stop.empty(); });
}

std::string StopMatcher::Add(std::string_view text) {
  // Byte by byte, so that the first stop string to become complete decides, however the text comes.
  for (const char c : text) {
    if (matched_) return "";
    held_ += c;
    for (const std::string& stop : stops_) {
      if (held_.size() < stop.size() ||
          held_.compare(held_.size() - stop.size(), stop.size(), stop) != 0) {
        continue;
      }
      matched_ = true;
      held_.resize(held_.size() - stop.size());
      return std::exchange(held_, "");
    }
  }
  size_t keep = 0;
  for (const std::string& stop : stops_) keep = std::max(keep, PartialMatch(held_, stop));
  std::string out = held_.substr(0, held_.size() - keep);
  held_.erase(0, out.size());
  return out;
}

std::string StopMatcher::Flush() { return std::exchange(held_, ""); }

}  // namespace cmdai::decode
