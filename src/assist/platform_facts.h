#pragma once

#include <string>
#include <string_view>

namespace cmdai::assist {

/// Whose tools ls, sed, date and the like are; it decides which options they take.
enum class ToolFlavour { kUnknown, kGnu, kBsd, kBusybox };

/// "GNU", "BSD", "BusyBox"; "unknown".
const char* ToolFlavourName(ToolFlavour flavour);

/// What the model is told about the machine that the command is for.
struct PlatformFacts {
  std::string system = {};  // "Debian GNU/Linux 12 (bookworm)", "macOS"
  std::string shell = {};   // "bash"
  ToolFlavour tools = ToolFlavour::kUnknown;
};

/// Looks at this machine: a file and one short process. `shell` is the user's choice; empty: the
/// one that $SHELL names, or sh.
PlatformFacts ProbePlatform(std::string_view shell);

/// The base name of a shell's path, or "" where that is no plausible name of a program.
std::string ShellName(std::string_view path);

/// The value of PRETTY_NAME, or else NAME, in the text of an os-release file (see os-release(5));
/// empty where it has neither.
std::string DistributionName(std::string_view os_release);

/// The flavour that the outcome of `ls --version` shows: GNU tools answer with their name, BusyBox
/// complains under its own name, BSD tools merely fail.
ToolFlavour FlavourFromLsVersion(int exit_status, std::string_view output);

}  // namespace cmdai::assist
