#include "assist/platform_facts.h"

#include <algorithm>
#include <chrono>

#include "base/utf8.h"
#include "platform/file.h"
#include "platform/paths.h"
#include "platform/process.h"
#include "platform/system.h"

namespace cmdai::assist {
namespace {

constexpr size_t kMaxOsReleaseBytes = size_t{64} << 10;
constexpr size_t kMaxNameBytes = 64;
constexpr std::chrono::milliseconds kProbeTime(500);

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The value of `key` in lines KEY=value, KEY="value" or KEY='value'.
std::string ValueOf(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.substr(0, key.size()) != key || line.substr(key.size(), 1) != "=") continue;
    line.remove_prefix(key.size() + 1);
    const bool is_quoted = line.size() >= 2 && line.front() == line.back() &&
                           (line.front() == '"' || line.front() == '\'');
    return std::string(is_quoted ? line.substr(1, line.size() - 2) : line);
  }
  return "";
}

std::string ProbeSystem() {
  std::string kernel = platform::SystemName();
  if (kernel == "Darwin") return "macOS";
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const Result<std::string> text = platform::ReadFile(path, kMaxOsReleaseBytes);
    std::string name = text ? DistributionName(*text) : "";
    if (!name.empty()) return name;
  }
  return kernel;
}

ToolFlavour ProbeTools() {
  const auto result = platform::RunProcess({"ls", "--version"}, {.time = kProbeTime});
  if (!result) return ToolFlavour::kUnknown;
  return FlavourFromLsVersion(result->exit_status, result->output);
}

}  // namespace

const char* ToolFlavourName(ToolFlavour flavour) {
  switch (flavour) {
    case ToolFlavour::kUnknown:
      return "unknown";
    case ToolFlavour::kGnu:
      return "GNU";
    case ToolFlavour::kBsd:
      return "BSD";
    case ToolFlavour::kBusybox:
      return "BusyBox";
  }
  return "unknown";
}

PlatformFacts ProbePlatform(std::string_view shell) {
  std::string name = ShellName(shell);
  if (name.empty()) name = ShellName(platform::GetEnvironment("SHELL"));
  if (name.empty()) name = "sh";
  return {.system = ProbeSystem(), .shell = std::move(name), .tools = ProbeTools()};
}

std::string ShellName(std::string_view path) {
  std::string name = platform::BaseName(path);
  const bool is_plausible =
      name.size() <= kMaxNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == '+';
      });
  return is_plausible ? name : "";
}

std::string DistributionName(std::string_view os_release) {
  std::string name = ValueOf(os_release, "PRETTY_NAME");
  if (name.empty()) name = ValueOf(os_release, "NAME");
  // It goes into the prompt, so it has to be one short line of text.
  return name.size() <= kMaxNameBytes && EscapeForTerminal(name) == name ? name : "";
}

ToolFlavour FlavourFromLsVersion(int exit_status, std::string_view output) {
  if (Contains(output, "BusyBox")) return ToolFlavour::kBusybox;
  // uutils takes the options of the GNU tools.
  const bool is_gnu = Contains(output, "GNU") || Contains(output, "coreutils");
  if (exit_status == 0) return is_gnu ? ToolFlavour::kGnu : ToolFlavour::kUnknown;
  return Contains(output, "option") ? ToolFlavour::kBsd : ToolFlavour::kUnknown;
}

}  // namespace cmdai::assist
