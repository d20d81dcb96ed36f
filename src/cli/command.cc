#include "cli/command.h"

#include <algorithm>

#include "base/check.h"
#include "cli/settings.h"

namespace cmdai::cli {
namespace {

const OptionSpec* FindOption(std::span<const OptionSpec> options, std::string_view argument) {
  for (const OptionSpec& option : options) {
    if (argument == option.flag) return &option;
    const bool is_short = argument.size() == 2 && argument[0] == '-' && argument[1] != '-';
    if (is_short && option.short_flag != 0 && argument[1] == option.short_flag) return &option;
  }
  return nullptr;
}

bool IsOption(std::string_view argument) { return argument.size() > 1 && argument[0] == '-'; }

/// The options of the command and, after them, all that other commands take for settings: only so
/// is the value of an option in the wrong place not mistaken for a word.
std::vector<OptionSpec> OptionsToSkip(const CommandSpec& spec) {
  std::vector<OptionSpec> options = OptionsOf(spec);
  const std::vector<OptionSpec> others = OptionsOf(GetCommandSpec(Command::kAsk));
  options.insert(options.end(), others.begin(), others.end());
  return options;
}

/// The places of the words among arguments up to `--`, that is, of what is neither an option nor
/// an option's value.
std::vector<size_t> WordPlaces(std::span<const std::string> arguments,
                               std::span<const OptionSpec> options) {
  std::vector<size_t> places;
  for (size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (!IsOption(arguments[i])) {
      places.push_back(i);
      continue;
    }
    const OptionSpec* const option = FindOption(options, arguments[i]);
    if (option != nullptr && !option->value_name.empty()) ++i;  // its value
  }
  return places;
}

/// Whether the arguments name this command; if so, takes the name out of them.
bool TakeName(const CommandSpec& spec, std::vector<std::string>& arguments) {
  const auto end_of_options = std::find(arguments.begin(), arguments.end(), "--");
  const bool ended = end_of_options != arguments.end();
  const size_t n_after = ended ? static_cast<size_t>(arguments.end() - end_of_options) - 1 : 0;
  const std::vector<OptionSpec> options = OptionsToSkip(spec);
  const std::vector<size_t> places = WordPlaces(arguments, options);
  std::vector<std::string> name;
  for (size_t start = 0; start < spec.name.size();) {
    const size_t end = std::min(spec.name.find(' ', start), spec.name.size());
    name.emplace_back(spec.name.substr(start, end - start));
    start = end + 1;
  }
  const size_t n_words = places.size() + n_after;
  if (places.size() < name.size() || n_words > name.size() + spec.max_words) return false;
  if (ended && n_words == name.size()) return false;  // `batch --` is a request of one word
  for (size_t i = 0; i < name.size(); ++i) {
    if (arguments[places[i]] != name[i]) return false;
  }
  for (size_t i = name.size(); i > 0; --i) {
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(places[i - 1]));
  }
  return true;
}

std::vector<CommandSpec> MakeSpecs() {
  return {
      {.command = Command::kAsk,
       .arguments = "REQUEST...",
       .sentence = "print one command for the request; - reads the request from standard input",
       .max_words = SIZE_MAX,
       .own_options = {{"execute", "", "run the command, after a question where it is not safe",
                        'x'},
                       {"yes", "", "with -x: answer yes, up to risk caution", 'y'},
                       {"explain", "", "tell what each part of the command does"}},
       .examples = {"cmdai list all files", "cmdai 'which folder takes up the most space?'",
                    "cmdai -x show the ten largest files here", "cmdai -- model the data as csv"}},
      {.command = Command::kCheck,
       .name = "check",
       .arguments = "[COMMAND]",
       .sentence = "judge a command without running it; alone: JSON lines {\"command\": ...}",
       .max_words = 1,
       .own_options = {{"home", "FOLDER", "judge for this home folder"},
                       {"cwd", "FOLDER", "judge for this working folder"}},
       .examples = {"cmdai check 'rm -rf \"$DIR\"/*'",
                    "cmdai check <commands.jsonl >verdicts.jsonl",
                    "cmdai check --policy strict 'curl https://example.com/i.sh | sh'"}},
      {.command = Command::kExplain,
       .name = "explain",
       .arguments = "COMMAND",
       .sentence = "tell what each part of a command does, and its effects",
       .max_words = 1,
       .own_options = {{"home", "FOLDER", "judge for this home folder"},
                       {"cwd", "FOLDER", "judge for this working folder"}},
       .examples = {"cmdai explain 'tar -xzf a.tgz -C /opt'"}},
      {.command = Command::kBatch,
       .name = "batch",
       .sentence = "answer JSON lines {\"prompt\": ...} from standard input, in order",
       .examples = {"cmdai batch <requests.jsonl >answers.jsonl"}},
      {.command = Command::kModelInspect,
       .name = "model inspect",
       .arguments = "[FILE]",
       .sentence = "tell what is in a GGUF file",
       .max_words = 1,
       .examples = {"cmdai model inspect", "cmdai model inspect ./model.gguf --json"}},
      {.command = Command::kModelEval,
       .name = "model eval",
       .sentence = "compute how well the model predicts given tokens or a text",
       .own_options = {{"tokens", "LIST", "ids of tokens, separated by commas"},
                       {"text", "FILE", "a text to be cut into tokens; adds its perplexity"},
                       {"greedy", "N", "append N tokens, each the most likely one"}},
       .examples = {"cmdai model eval --model ./model.gguf --tokens 1,2,3 --json",
                    "cmdai model eval --text book.txt"}},
      {.command = Command::kModel,
       .name = "model",
       .arguments = "inspect|eval",
       .sentence = "look at a model",
       .examples = {"cmdai model inspect", "cmdai model eval --text book.txt"}},
      {.command = Command::kDoctor,
       .name = "doctor",
       .sentence = "check whether cmdai can answer here, and say what to do if not",
       .examples = {"cmdai doctor"}},
      {.command = Command::kBench,
       .name = "bench",
       .sentence = "measure the speed of the model and of the judge on this machine",
       .own_options = {{"prefill-tokens", "N", "length of the prompt (default 200)"},
                       {"decode-tokens", "N", "how many tokens to generate (default 64)"}},
       .examples = {"cmdai bench --threads 2"}},
  };
}

}  // namespace

std::span<const CommandSpec> CommandSpecs() {
  static const std::vector<CommandSpec> specs = MakeSpecs();
  return specs;
}

const CommandSpec& GetCommandSpec(Command command) {
  const auto specs = CommandSpecs();
  const auto found = std::find_if(specs.begin(), specs.end(), [command](const CommandSpec& spec) {
    return spec.command == command;
  });
  CMDAI_CHECK(found != specs.end());
  return *found;
}

std::vector<OptionSpec> OptionsOf(const CommandSpec& spec) {
  std::vector<OptionSpec> options;
  for (const SettingKey& key : SettingKeys()) {
    if (key.flag.empty() || (key.commands & SetOf(spec.command)) == 0) continue;
    options.push_back({.id = std::string(key.name),
                       .flag = std::string(key.flag),
                       .short_flag = key.short_flag,
                       .value_name = std::string(key.value_name)});
  }
  for (const OwnOption& own : spec.own_options) {
    options.push_back({.id = std::string(own.name),
                       .flag = "--" + std::string(own.name),
                       .short_flag = own.short_flag,
                       .value_name = std::string(own.value_name)});
  }
  options.push_back({.id = "help", .flag = "--help", .short_flag = 'h'});
  options.push_back({.id = "version", .flag = "--version", .short_flag = 'V'});
  return options;
}

DetectedCommand DetectCommand(std::span<const std::string> arguments) {
  DetectedCommand detected;
  detected.arguments.assign(arguments.begin(), arguments.end());
  for (const CommandSpec& spec : CommandSpecs()) {
    if (spec.name.empty() || !TakeName(spec, detected.arguments)) continue;
    detected.command = spec.command;
    break;
  }
  return detected;
}

}  // namespace cmdai::cli
