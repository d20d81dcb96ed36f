#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/command.h"

/// The settings of cmdai. One table of keys says, for each, its option, its environment variable
/// and its key in the configuration file; help and error messages are made from it, too.
namespace cmdai::cli {

/// The values and, as written here, their defaults.
struct Settings {
  std::string model = "built-in";
  std::string backend = "auto";
  std::string policy = "moderate";
  std::string shell = {};
  uint64_t candidates = 0;  // as many as it takes
  double temperature = 0.0;
  uint64_t top_k = 0;
  double top_p = 1.0;
  double min_p = 0.0;
  uint64_t seed = 0;
  uint64_t max_tokens = 96;
  double timeout = 0.0;  // seconds; 0: none
  std::string format = "line";
  std::string chat_template = {};
  uint64_t threads = 0;
  std::string kernels = {};
  bool json = false;
  bool no_input = false;
  bool quiet = false;
  bool verbose = false;
  std::string color = "auto";
};

using SettingField = std::variant<std::string Settings::*, uint64_t Settings::*, double Settings::*,
                                  bool Settings::*>;

/// One row of the table.
struct SettingKey {
  std::string_view name = {};        // in the configuration file; CMDAI_NAME is the variable
  std::string_view flag = {};        // "--name"; empty: no option
  char short_flag = 0;               // 'n' for -n; 0: none
  std::string_view value_name = {};  // in help; empty for switches
  SettingField field = &Settings::model;
  double min = 0.0;  // of numbers
  double max = 0.0;
  std::vector<std::string_view> choices = {};  // of text; empty: any
  CommandSet commands = kEveryCommand;         // that take the option
  std::string_view sentence = {};              // for help
  std::string_view default_note = {};          // what the default means, where help should say it
};

/// All keys, in the order of help.
std::span<const SettingKey> SettingKeys();

/// The row called `name`, or nullptr.
const SettingKey* FindSettingKey(std::string_view name);

std::string EnvironmentName(const SettingKey& key);

/// The value as text, in the form that SetFromText takes.
std::string ValueText(const Settings& settings, const SettingKey& key);

/// Sets a value from text. `origin` is what the user wrote it in, such as "--color" or
/// "/etc/xdg/cmdai/config.toml:3: color"; messages begin with it, and say what can be chosen.
Result<void> SetFromText(Settings& settings, const SettingKey& key, std::string_view text,
                         std::string_view origin);

/// Where settings come from, each over those before it.
struct SettingSources {
  std::vector<std::string> config_files = {};  // paths; those that are not there are passed over
  std::vector<std::pair<std::string, std::string>> environment = {};  // the CMDAI_* variables
  std::vector<std::pair<std::string, std::string>> flags = {};        // key names and their values
};

/// The settings that the sources give. Errors (kInvalidArgument, kIo for a file that is there and
/// can't be read) name the file and line, the variable or the option. Unknown keys and variables
/// are errors that name the nearest one. An empty variable counts as unset.
Result<Settings> LoadSettings(const SettingSources& sources);

}  // namespace cmdai::cli
