#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/settings.h"

namespace cmdai::cli {
namespace {

constexpr size_t kOptionColumns = 30;
constexpr size_t kPageColumns = 98;

/// A line with a text beside it, which is broken between words where the page ends.
std::string Line(const std::string& left, std::string_view right) {
  std::string text;
  std::string line = fmt::format("  {:<{}}", left, kOptionColumns - 3);
  while (true) {
    const size_t room = kPageColumns - kOptionColumns;
    const bool fits = right.size() <= room;
    const size_t end = fits ? right.size() : right.rfind(' ', room);
    text += fmt::format("{} {}\n", line, right.substr(0, end));
    if (fits || end == std::string_view::npos) return text;
    right.remove_prefix(end + 1);
    line = std::string(kOptionColumns - 1, ' ');
  }
}

std::string NameAndArguments(const CommandSpec& spec) {
  const bool has_both = !spec.name.empty() && !spec.arguments.empty();
  return fmt::format("{}{}{}", spec.name, has_both ? " " : "", spec.arguments);
}

std::string OptionNames(char short_flag, std::string_view flag, std::string_view value_name) {
  std::string text = short_flag == 0 ? "    " : fmt::format("-{}, ", short_flag);
  text += flag;
  if (!value_name.empty()) text += fmt::format(" {}", value_name);
  return text;
}

/// The sentence of a setting, with its choices and its default.
std::string Explanation(const SettingKey& key) {
  std::string text(key.sentence);
  if (!key.choices.empty()) text += fmt::format(": {}", fmt::join(key.choices, ", "));
  const std::string value = ValueText(Settings{}, key);
  if (!key.default_note.empty()) {
    text += fmt::format(" (default: {})", key.default_note);
  } else if (!key.value_name.empty()) {
    text += fmt::format(" (default: {})", value);
  }
  return text;
}

std::string OptionLines(const CommandSpec& spec) {
  std::string text;
  for (const OwnOption& own : spec.own_options) {
    text += Line(OptionNames(own.short_flag, fmt::format("--{}", own.name), own.value_name),
                 own.sentence);
  }
  for (const SettingKey& key : SettingKeys()) {
    if (key.flag.empty() || (key.commands & SetOf(spec.command)) == 0) continue;
    text += Line(OptionNames(key.short_flag, key.flag, key.value_name), Explanation(key));
  }
  text += Line("-h, --help", "print this");
  text += Line("-V, --version", "print the version");
  return text;
}

std::string Examples(const CommandSpec& spec) {
  std::string text = "Examples:\n";
  for (const std::string_view example : spec.examples) text += fmt::format("  {}\n", example);
  return text;
}

std::string OtherCommands() {
  std::string text = "Commands (COMMAND --help tells more):\n";
  for (const CommandSpec& spec : CommandSpecs()) {
    if (spec.command == Command::kAsk || spec.command == Command::kModel) continue;
    text += Line(fmt::format("cmdai {}", NameAndArguments(spec)), spec.sentence);
  }
  return text;
}

constexpr std::string_view kBackground = R"(
A command's name begins a request where other words follow it; after -- it always does.
The command is printed on standard output, and all else on standard error. Nothing is run
without -x. A command that the policy forbids is not printed there; see cmdai check --help.

Settings: options go before CMDAI_NAME variables (CMDAI_MAX_TOKENS=64), these before
$XDG_CONFIG_HOME/cmdai/config.toml, and that before /etc/xdg/cmdai/config.toml (max_tokens = 64).
CMDAI_KERNELS=reference|avx2|avx512|neon forces a kernel set.

Exit status: 0 done, 1 reading or writing failed, 2 wrong usage or configuration, 3 no command for
this request, 4 blocked by the policy, 5 not confirmed, 6 no usable model or engine, 7 the backend
failed or timed out, 130 interrupted; with -x that of the command.
)";

}  // namespace

std::string HelpText(Command command) {
  const CommandSpec& spec = GetCommandSpec(command);
  std::string text = Examples(spec);
  text += fmt::format("\nUsage: cmdai [OPTIONS] {}\n  {}\n", NameAndArguments(spec), spec.sentence);
  text += "\nOptions:\n" + OptionLines(spec);
  if (command != Command::kAsk) return text;
  return text + '\n' + OtherCommands() + std::string(kBackground);
}

std::string UsageText() {
  const CommandSpec& spec = GetCommandSpec(Command::kAsk);
  return fmt::format("Usage: cmdai [OPTIONS] {}\n{}See cmdai --help.", spec.arguments,
                     Examples(spec));
}

}  // namespace cmdai::cli
