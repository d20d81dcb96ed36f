#include "assist/command_checks.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include "shell/walk.h"

namespace cmdai::assist {
namespace {

using Words = std::span<const std::string>;

/// Programs that run the program among their operands.
constexpr std::array kWrappers = std::to_array<std::string_view>(
    {"builtin", "chronic", "command",  "doas",     "env",    "exec",   "ionice",
     "nice",    "nohup",   "parallel", "setsid",   "stdbuf", "strace", "sudo",
     "time",    "timeout", "torsocks", "unbuffer", "watch",  "xargs"});

/// Wrappers whose first operand is something else.
constexpr std::array kWrappersWithOperand = std::to_array<std::string_view>({"timeout"});

/// Options of wrappers that take the next word as their value.
constexpr std::array kWrapperValues = std::to_array<std::string_view>(
    {"-n", "-P", "-I", "-L", "-d", "-a", "-s", "-k", "-u", "-g", "-c", "-p", "-i", "-o", "-e"});

/// Programs whose first operand is a subcommand with options of its own.
constexpr std::array kWithSubcommands = std::to_array<std::string_view>(
    {"apt",       "apt-get",    "aws",     "az",     "brew",   "cargo", "conda", "dnf",
     "docker",    "dpkg",       "flatpak", "gcloud", "gh",     "git",   "go",    "helm",
     "ip",        "journalctl", "kubectl", "make",   "mvn",    "nmcli", "npm",   "openssl",
     "pip",       "pip3",       "podman",  "poetry", "rustup", "snap",  "svn",   "systemctl",
     "terraform", "tmux",       "yarn",    "zfs"});

/// Programs that take words with a dash which are no options: signals, text, expressions.
constexpr std::array kFreeWords =
    std::to_array<std::string_view>({"[", "dd", "echo", "expr", "fg", "kill", "killall", "pkill",
                                     "printf", "seq", "set", "skill", "test"});

template <size_t n>
bool IsIn(std::string_view word, const std::array<std::string_view, n>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The text of a word after quote removal; empty where it holds expansions.
std::string LiteralOf(const shell::Word& word) {
  std::string text;
  const auto add = [&](const std::vector<shell::Part>& parts, const auto& self) -> bool {
    return std::all_of(parts.begin(), parts.end(), [&](const shell::Part& part) {
      if (const auto* literal = std::get_if<shell::Text>(&part.value)) {
        text += literal->text;
        return true;
      }
      const auto* quoted = std::get_if<shell::DoubleQuoted>(&part.value);
      return quoted != nullptr && self(quoted->parts, self);
    });
  };
  return add(word.parts, add) ? text : "";
}

class Checker {
 public:
  Checker(const ToolLookup& tools, std::set<std::string, std::less<>> functions)
      : tools_(tools), functions_(std::move(functions)) {}

  /// The words of a simple command, or of one inside of another's words.
  void Check(Words words) {
    if (words.empty() || words[0].empty()) return;
    const std::string& program = words[0];
    const bool is_path = program.find('/') != std::string::npos;
    if (is_path || functions_.contains(program)) return;
    if (!tools_.is_command(program)) {
      found.programs.push_back(program);
      return;
    }
    words = words.subspan(1);
    if (IsIn(program, kWrappers)) {
      CheckWrapped(program, words);
    } else if (!IsIn(program, kFreeWords)) {
      CheckOptions(program, words);
    }
  }

  UnknownWords found;

 private:
  void CheckWrapped(std::string_view wrapper, Words words) {
    bool passed_operand = !IsIn(wrapper, kWrappersWithOperand);
    while (!words.empty()) {
      const std::string& word = words[0];
      const bool is_assignment = word.find('=') != std::string::npos && word[0] != '-';
      if (word[0] == '-') {
        words = words.subspan(IsIn(word, kWrapperValues) && words.size() > 1 ? 2 : 1);
      } else if (is_assignment || !std::exchange(passed_operand, true)) {
        words = words.subspan(1);
      } else {
        return Check(words);
      }
    }
  }

  void CheckOptions(const std::string& program, Words words) {
    std::string subcommand;
    if (IsIn(program, kWithSubcommands)) {
      const auto operand = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return !word.empty() && word[0] != '-';
      });
      if (operand == words.end()) return;
      subcommand = *operand;
      words = words.subspan(static_cast<size_t>(operand - words.begin()) + 1);
    }
    const std::optional<OptionSet> options = tools_.options(program, subcommand);
    for (size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (word == "--") return;
      const bool runs_another =
          program == "find" && (word.starts_with("-exec") || word.starts_with("-ok"));
      if (options && word.starts_with('-') && !IsDocumented(word, *options)) {
        found.options.push_back(program + (subcommand.empty() ? "" : ' ' + subcommand) + ' ' +
                                word);
      }
      if (!runs_another) continue;
      const auto end = std::find_if(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(),
                                    [](const std::string& w) { return w == ";" || w == "+"; });
      const size_t n = static_cast<size_t>(end - words.begin());
      Check(words.subspan(i + 1, n - std::min(n, i + 1)));
      i = n;
    }
  }

  const ToolLookup& tools_;
  const std::set<std::string, std::less<>> functions_;
};

}  // namespace

UnknownWords FindUnknownWords(const shell::List& program, const ToolLookup& tools) {
  std::set<std::string, std::less<>> functions;
  Walk(program, [&](const shell::Command& command) {
    if (const auto* function = std::get_if<shell::Function>(&command.value)) {
      functions.insert(function->name);
    }
  });
  Checker checker(tools, std::move(functions));
  Walk(program, [&](const shell::Command& command) {
    const auto* simple = std::get_if<shell::SimpleCommand>(&command.value);
    if (simple == nullptr) return;
    std::vector<std::string> words;
    for (const shell::Word& word : simple->words) words.push_back(LiteralOf(word));
    checker.Check(words);
  });
  return std::move(checker.found);
}

}  // namespace cmdai::assist
