#include "safety/path.h"

#include <algorithm>
#include <array>

#include "safety/places.h"

namespace cmdai::safety {
namespace {

using enum Risk;

/// Risk by operation (rows) and place (columns).
constexpr Risk kRisks[10][15] = {
    // clang-format off
    // Ordinary  Temporary Repository Credential Startup    History   Home       Other     System    Vital      Device     Peripheral Pseudo Network   Unknown
    {kSafe,     kSafe,     kSafe,     kCaution,  kSafe,     kSafe,     kSafe,     kSafe,     kSafe,     kSafe,     kCaution,  kSafe,     kSafe,     kHigh,     kSafe},  // read
    {kLow,      kLow,      kLow,      kCaution,  kHigh,     kLow,      kLow,      kCaution,  kCaution,  kHigh,     kHigh,     kLow,      kSafe,     kHigh,     kUnknown},  // create
    {kLow,      kLow,      kHigh,     kHigh,     kHigh,     kLow,      kCritical, kCaution,  kHigh,     kCritical, kCritical, kCaution,  kSafe,     kHigh,     kUnknown},  // append
    {kCaution,  kLow,      kHigh,     kHigh,     kCritical, kHigh,     kCritical, kCaution,  kHigh,     kCritical, kCritical, kCaution,  kSafe,     kHigh,     kUnknown},  // write
    {kCaution,  kLow,      kHigh,     kHigh,     kHigh,     kHigh,     kCritical, kCaution,  kHigh,     kCritical, kCritical, kCaution,  kSafe,     kHigh,     kUnknown},  // edit
    {kCaution,  kCaution,  kHigh,     kHigh,     kHigh,     kHigh,     kCritical, kHigh,     kHigh,     kCritical, kCritical, kHigh,     kHigh,     kHigh,     kUnknown},  // delete
    {kHigh,     kCaution,  kHigh,     kHigh,     kHigh,     kHigh,     kCritical, kHigh,     kHigh,     kCritical, kCritical, kHigh,     kHigh,     kHigh,     kUnknown},  // delete tree
    {kCaution,  kCaution,  kHigh,     kHigh,     kHigh,     kHigh,     kCritical, kHigh,     kHigh,     kCritical, kCritical, kHigh,     kHigh,     kHigh,     kUnknown},  // move
    {kCaution,  kCaution,  kCaution,  kHigh,     kHigh,     kCaution,  kHigh,     kHigh,     kHigh,     kCritical, kCritical, kHigh,     kHigh,     kHigh,     kUnknown},  // attributes
    {kHigh,     kCaution,  kHigh,     kHigh,     kHigh,     kHigh,     kCritical, kHigh,     kHigh,     kCritical, kCritical, kHigh,     kHigh,     kHigh,     kUnknown},  // attributes of a tree
    // clang-format on
};

/// Whether a constant path lies at what `rule` describes, in the folder `base`.
bool Lies(std::string_view path, const PlaceRule& rule, std::string_view base) {
  if (!path.starts_with(base)) return false;
  path.remove_prefix(base.size());
  if (!path.starts_with(rule.path)) return false;
  if (rule.extent == Extent::kNames) return true;
  const std::string_view rest = path.substr(rule.path.size());
  if (rest.empty()) return rule.extent == Extent::kItself || rule.extent == Extent::kTree;
  const bool below = rest[0] == '/' || rule.path.ends_with('/');
  if (rule.extent == Extent::kItself || !below) return false;
  return rule.extent != Extent::kChildren || rest.find('/', 1) == std::string_view::npos;
}

/// Whether any of the paths that a pattern stands for does.
bool MayLie(std::string_view path, const PlaceRule& rule, std::string_view base) {
  if (rule.extent == Extent::kNames) return false;  // the rules below them are stricter
  std::string full(base);
  full += rule.path;
  if (rule.extent != Extent::kBelow && rule.extent != Extent::kChildren && MayEqual(path, full)) {
    return true;
  }
  if (rule.extent == Extent::kItself) return false;
  if (full.empty() || full.back() != '/') full += '/';
  if (!MayBeginWith(path, full)) return false;
  const auto depth = std::ranges::count(full, '/');
  return rule.extent != Extent::kChildren || std::ranges::count(path, '/') == depth;
}

/// Unknown values stand for some ordinary name.
Pattern WithOrdinaryNames(std::string_view path) {
  Pattern result(path);
  std::ranges::replace(result, kAnything, 'x');
  return result;
}

/// `path` without a last component that stands for everything in the folder, such as `*`.
std::string_view WithoutAll(std::string_view path) {
  while (!path.empty() && path.back() == kAnyDepth) path.remove_suffix(1);
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return path;
  const std::string_view last = path.substr(slash + 1);
  const bool all = std::ranges::all_of(last, [](char c) { return c == kAnyRun; });
  if (!all) return path;
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

/// Whether `path` may be `root` or a folder that holds it. `/.` and the like are gone already.
bool MayHold(std::string_view path, std::string_view root) {
  if (IsConstant(path)) {
    return path == root || path == "/" ||
           (root.starts_with(path) && root.size() > path.size() && root[path.size()] == '/');
  }
  if (path[0] == kAnything) return false;
  for (size_t end = root.size(); end > 0; end = root.rfind('/', end - 1)) {
    if (MayEqual(path, root.substr(0, end))) return true;
    if (root.rfind('/', end - 1) == std::string_view::npos) break;
  }
  return MayEqual(path, "/");
}

Place PlaceOfTree(std::string_view path, const Folders& folders) {
  const std::string_view top = WithoutAll(path);
  for (const std::string_view root : kVitalFolders) {
    if (MayHold(top, root)) return Place::kVital;
  }
  if (MayHold(top, folders.home)) return Place::kHome;
  if (top == "/tmp" || top == "/var/tmp") return Place::kOther;  // all of it is others' too
  return Place::kOrdinary;
}

void Append(std::vector<Pattern>& paths, std::string_view component) {
  for (Pattern& path : paths) {
    if (component == "..") {
      const size_t slash = path.rfind('/');
      if (path.find(kAnything) == 0) continue;
      path.resize(slash == std::string::npos || slash == 0 ? (path.empty() ? 0 : 1) : slash);
      if (path.size() == 1) path.clear();
    } else {
      path += '/';
      path += component;
    }
  }
}

}  // namespace

std::vector<Pattern> Normalise(std::string_view path, const Folders& folders) {
  if (!path.empty() && path[0] == kAnything) return {Pattern(path)};
  std::vector<Pattern> results(1);
  const auto walk = [&](std::string_view rest) {
    while (!rest.empty()) {
      const size_t slash = std::min(rest.find('/'), rest.size());
      const std::string_view component = rest.substr(0, slash);
      rest.remove_prefix(std::min(slash + 1, rest.size()));
      if (component.empty() || component == ".") continue;
      const bool may_go_up = component != ".." && component[0] == '.' && !HasUnknown(component) &&
                             results.size() < 4 && MayEqual(component, "..");
      std::vector<Pattern> above;
      if (may_go_up) {
        above = results;
        Append(above, "..");
      }
      Append(results, component);
      for (Pattern& other : above) results.push_back(std::move(other));
    }
  };
  if (path.empty() || path[0] != '/') {
    if (!folders.cwd.empty() && folders.cwd[0] == kAnything) {
      Pattern below = folders.cwd;
      below += '/';
      below += path;
      return {std::move(below)};
    }
    walk(folders.cwd);
  }
  walk(path);
  for (Pattern& result : results) {
    if (result.empty()) result += '/';
    // The root and the working folder of a process, seen through /proc.
    if (result.starts_with("/proc/")) {
      const size_t entry = result.find('/', 6);
      const std::string_view name = std::string_view(result).substr(std::min(entry, result.size()));
      if (name.starts_with("/root") || name.starts_with("/cwd")) {
        const bool own = result.starts_with("/proc/self/cwd");
        result.erase(0, entry + (name[1] == 'r' ? 5 : 4));
        if (own) result.insert(0, folders.cwd);
        if (result.empty()) result += '/';
      }
    }
  }
  return results;
}

Place PlaceOf(std::string_view path, const Folders& folders, bool tree) {
  constexpr size_t kMaxPathBytes = 4096;  // PATH_MAX of Linux: no longer one is a path
  if (path.empty() || path[0] == kAnything || path.size() > kMaxPathBytes) return Place::kUnknown;
  const bool deep = path.back() == kAnyDepth;
  if (tree || deep) {
    const Place place = PlaceOfTree(path, folders);
    if (place != Place::kOrdinary) return place;
  }
  Pattern named = WithOrdinaryNames(path);
  while (!named.empty() && named.back() == kAnyDepth) named.pop_back();
  if (named == folders.home) return Place::kHome;
  const auto lies = IsConstant(named) ? Lies : MayLie;
  Pattern below_home = folders.home;
  below_home += '/';
  if (MayBeginWith(named, below_home)) {
    for (const PlaceRule& rule : kHomeRules) {
      if (lies(named, rule, folders.home)) return rule.place;
    }
    return IsCredentialName(named) ? Place::kCredential
           : IsInRepository(named) ? Place::kRepository
                                   : Place::kOrdinary;
  }
  const auto rule = std::ranges::find_if(
      kRootRules, [&](const PlaceRule& candidate) { return lies(named, candidate, ""); });
  const bool special = rule != kRootRules.end() && rule->place != Place::kOther;
  if (special) return rule->place;
  if (IsCredentialName(named)) return Place::kCredential;
  return IsInRepository(named) ? Place::kRepository : Place::kOther;
}

Risk RiskOf(Operation operation, Place place) {
  return kRisks[static_cast<int>(operation)][static_cast<int>(place)];
}

std::string_view EffectOf(Operation operation) {
  static constexpr std::array<std::string_view, 10> kEffects = {
      "read",   "write",  "write", "write",       "write",
      "delete", "delete", "move",  "permissions", "permissions"};
  return kEffects[static_cast<size_t>(operation)];
}

std::string_view Describe(Operation operation) {
  static constexpr std::array<std::string_view, 10> kTexts = {
      "reads",
      "creates",
      "appends to",
      "overwrites",
      "changes",
      "deletes",
      "deletes everything under",
      "moves away",
      "changes the permissions or owner of",
      "changes the permissions or owner of everything under"};
  return kTexts[static_cast<size_t>(operation)];
}

std::string_view Describe(Place place) {
  static constexpr std::array<std::string_view, 15> kTexts = {
      "",
      "",
      ", part of a repository's own data",
      ", which holds credentials",
      ", which is run at start-up or found first as a program",
      ", the history of the shell",
      ", the home folder",
      "",
      ", part of the system's settings or data",
      ", which the system cannot do without",
      ", a device",
      ", a device that keeps no files",
      "",
      ", a network connection",
      ", which is not known before it runs"};
  return kTexts[static_cast<size_t>(place)];
}

}  // namespace cmdai::safety
