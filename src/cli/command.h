#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What cmdai can be told to do, and how it tells a command's name from a request.
namespace cmdai::cli {

enum class Command {
  kAsk,
  kBatch,
  kCheck,
  kExplain,
  kModel,
  kModelInspect,
  kModelEval,
  kDoctor,
  kBench
};

/// Several commands, as bits.
using CommandSet = uint32_t;
constexpr CommandSet SetOf(Command command) { return 1U << static_cast<uint32_t>(command); }
inline constexpr CommandSet kEveryCommand = ~CommandSet{0};

/// An option of one command; those that are settings, too, stand in SettingKeys().
struct OwnOption {
  std::string_view name;        // "tokens" for --tokens
  std::string_view value_name;  // empty: a switch
  std::string_view sentence;
  char short_flag = 0;  // 'x' for -x; 0: none
};

struct CommandSpec {
  Command command = Command::kAsk;
  std::string_view name = {};       // as typed, of one or two words; empty: a request
  std::string_view arguments = {};  // for help
  std::string_view sentence = {};
  size_t max_words = 0;  // besides the name and options
  std::vector<OwnOption> own_options = {};
  std::vector<std::string_view> examples = {};
};

std::span<const CommandSpec> CommandSpecs();
const CommandSpec& GetCommandSpec(Command command);

/// An option as the argument parser sees it.
struct OptionSpec {
  std::string id = {};          // the setting's key, or the own option's name
  std::string flag = {};        // "--max-tokens"
  char short_flag = 0;          // 'n' for -n; 0: none
  std::string value_name = {};  // empty: a switch
};

/// The options that a command takes: settings, own ones, --help and --version.
std::vector<OptionSpec> OptionsOf(const CommandSpec& spec);

struct DetectedCommand {
  Command command = Command::kAsk;
  std::vector<std::string> arguments;  // without the name
};

/// A command's name counts as one only where the words after it are arguments that it takes; with
/// anything else it begins a request. After `--` no name counts; `check -- COMMAND` names a command
/// that begins with `-`. Options may stand before the name. `model` alone is that command, too: it
/// has something to say about what it lacks.
DetectedCommand DetectCommand(std::span<const std::string> arguments);

}  // namespace cmdai::cli
