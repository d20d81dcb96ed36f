#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "safety/pattern.h"

namespace cmdai::safety {

/// A glob of the user's on absolute paths: `*`, `?` and `[...]` within a component, a component
/// `**` for any number of them (at the end at least one), `~` for the home folder at the beginning.
class PathGlob {
 public:
  /// kInvalidArgument for one that is not absolute, or has empty components, `.` or `..`; the
  /// message has no area.
  static Result<PathGlob> Parse(std::string_view text, std::string_view home);

  /// Whether every path that the normalised pattern may stand for fits. What lies below a folder is
  /// not looked at.
  bool Covers(std::string_view path) const;

  enum class Fit : uint8_t { kNo, kMay, kYes };
  /// Whether what the normalised pattern names fits, or may fit. A pattern that ends in kAnyDepth
  /// names all below it too, so what the glob looks for may lie deeper.
  Fit Touches(std::string_view path) const;

 private:
  using Compare = bool (*)(std::string_view glob, std::string_view component);
  /// Whether the glob takes all components; `tree`: or only their beginning does.
  bool Match(const std::vector<std::string_view>& components, bool tree, Compare compare) const;

  std::vector<Pattern> components_;  // `**` as it is written
};

}  // namespace cmdai::safety
