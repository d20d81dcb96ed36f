#include "safety/path_glob.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

constexpr std::string_view kAnyFolders = "**";
constexpr size_t kMaxComponents = 64;

/// The components of an absolute path, without empty ones.
std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> components;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/'), path.size());
    if (end > 0) components.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return components;
}

/// Takes the mark for everything below off the end of a path; whether it was there.
bool TakeTree(std::string_view& path) {
  const bool tree = path.ends_with(kAnyDepth);
  while (path.ends_with(kAnyDepth) || (path.size() > 1 && path.ends_with('/'))) {
    path.remove_suffix(1);
  }
  return tree;
}

/// Whether the glob takes everything that the component may be.
bool CoversComponent(std::string_view glob, std::string_view component) {
  if (glob == std::string_view(&kAnyRun, 1) || glob == component) return true;
  return IsConstant(component) && MayEqual(glob, component);
}

/// Whether there surely is something, of what the component names, that the glob takes.
bool MeetsComponent(std::string_view glob, std::string_view component) {
  if (CoversComponent(glob, component) || component == std::string_view(&kAnyRun, 1)) return true;
  return IsConstant(glob) && MayEqual(component, glob);
}

bool MayMeetComponent(std::string_view glob, std::string_view component) {
  return MeetsComponent(glob, component) || (!IsConstant(glob) && !IsConstant(component));
}

Pattern PatternOf(std::string_view component) {
  if (component == kAnyFolders) return Pattern(component);
  Pattern pattern;
  for (size_t i = 0; i < component.size(); ++i) {
    const size_t end = component[i] == '[' ? component.find(']', i + 2) : std::string_view::npos;
    if (end != std::string_view::npos) {
      pattern += kClassBegin;
      pattern += component.substr(i + 1, end - i - 1);
      pattern += kClassEnd;
      i = end;
    } else {
      pattern += component[i] == '*' ? kAnyRun : component[i] == '?' ? kAnyChar : component[i];
    }
  }
  return pattern;
}

}  // namespace

Result<PathGlob> PathGlob::Parse(std::string_view text, std::string_view home) {
  std::string full(text);
  if (text == "~" || text.starts_with("~/")) full.replace(0, 1, home);
  if (text.starts_with("**/")) full.insert(0, 1, '/');
  if (!full.starts_with('/')) {
    return Fail(ErrorCode::kInvalidArgument, "the path '{}' begins with none of /, ~/ and **/",
                text);
  }
  if (!IsConstant(full)) {
    return Fail(ErrorCode::kInvalidArgument, "the path '{}' holds control characters", text);
  }
  PathGlob glob;
  for (const std::string_view component : Split(full)) {
    if (component == "." || component == "..") {
      return Fail(ErrorCode::kInvalidArgument, "the path '{}' holds the component '{}'", text,
                  component);
    }
    glob.components_.push_back(PatternOf(component));
  }
  if (glob.components_.size() > kMaxComponents) {
    return Fail(ErrorCode::kInvalidArgument, "the path '{}' has more than {} components", text,
                kMaxComponents);
  }
  return glob;
}

bool PathGlob::Match(const std::vector<std::string_view>& components, bool tree,
                     Compare compare) const {
  // ends[i]: the first i components of the glob may take what was seen so far.
  const size_t n = components_.size();
  std::vector<bool> ends(n + 1);
  const auto pass_folders = [&] {  // `**` takes nothing, but at the end
    for (size_t i = 0; i + 1 < n; ++i) {
      if (ends[i] && components_[i] == kAnyFolders) ends[i + 1] = true;
    }
  };
  ends[0] = true;
  pass_folders();
  for (const std::string_view component : components) {
    std::vector<bool> next(n + 1);
    for (size_t i = 0; i < n; ++i) {
      if (components_[i] == kAnyFolders) {
        if (ends[i]) next[i] = next[i + 1] = true;
      } else if (ends[i] && compare(components_[i], component)) {
        next[i + 1] = true;
      }
    }
    ends = std::move(next);
    pass_folders();
  }
  return ends[n] || (tree && std::ranges::find(ends, true) != ends.end());
}

bool PathGlob::Covers(std::string_view path) const {
  TakeTree(path);
  if (!path.starts_with('/') || HasUnknown(path)) return false;
  if (path.find(kAnyDepth) != std::string_view::npos) return false;
  return Match(Split(path), /*tree=*/false, &CoversComponent);
}

PathGlob::Fit PathGlob::Touches(std::string_view path) const {
  bool tree = TakeTree(path);
  const size_t unknown =
      std::min(path.find(kAnything), std::min(path.find(kAnyDepth), path.size()));
  if (unknown < path.size()) {  // what is known of it ends with the last whole component before
    const std::string_view known = path.substr(0, unknown);
    const size_t slash = known.rfind('/');
    if (slash == std::string_view::npos) return Fit::kMay;
    return Match(Split(known.substr(0, slash)), /*tree=*/true, &MayMeetComponent) ? Fit::kMay
                                                                                  : Fit::kNo;
  }
  if (Match(Split(path), tree, &MeetsComponent)) return Fit::kYes;
  return Match(Split(path), tree, &MayMeetComponent) ? Fit::kMay : Fit::kNo;
}

}  // namespace cmdai::safety
