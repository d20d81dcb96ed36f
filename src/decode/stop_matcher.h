#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cmdai::decode {

/// Cuts a stream of text at the first stop string. Text that may still become a stop string is held
/// back, so that nothing of a stop string is ever given out. Not thread-safe.
class StopMatcher {
 public:
  /// Empty stop strings are ignored.
  explicit StopMatcher(std::vector<std::string> stops);

  /// The text that is certain to come before any stop string. Empty after a match.
  std::string Add(std::string_view text);

  /// What was held back, once the stream is over.
  std::string Flush();

  bool matched() const { return matched_; }

 private:
  std::vector<std::string> stops_;
  std::string held_;
  bool matched_ = false;
};

}  // namespace cmdai::decode
