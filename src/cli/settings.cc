#include "cli/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <type_traits>

#include "cli/near_match.h"
#include "cli/rules_file.h"
#include "cli/toml_file.h"

namespace cmdai::cli {
namespace {

constexpr std::string_view kVariablePrefix = "CMDAI_";

/// The text as a number of type T, or nullopt where it is none, or not only one.
template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  if (text.find_first_not_of("0123456789.-+eE") != std::string_view::npos) return std::nullopt;
  const std::string copy(text);
  const char* const end = copy.c_str() + copy.size();
  T value = {};
  const char* stop = copy.c_str();
  if constexpr (std::is_integral_v<T>) {
    const auto [after, error] = std::from_chars(copy.c_str(), end, value);
    if (error == std::errc()) stop = after;
  } else {
    // Not std::from_chars, which some standard libraries lack for floating point.
    char* after = nullptr;
    value = std::strtod(copy.c_str(), &after);
    stop = after;
  }
  if (copy.empty() || stop != end) return std::nullopt;
  return value;
}

std::optional<bool> ParseSwitch(std::string_view text) {
  for (const std::string_view word : {"true", "1", "yes", "on"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"false", "0", "no", "off"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

Result<void> SetText(std::string& target, const SettingKey& key, std::string_view text,
                     std::string_view origin) {
  const auto& choices = key.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end()) {
    return Fail(ErrorCode::kInvalidArgument, "[settings] {}: '{}' is not one of {}{}", origin, text,
                fmt::join(choices, ", "), DidYouMean(text, choices));
  }
  target = text;
  return {};
}

template <typename T>
Result<void> SetNumber(T& target, const SettingKey& key, std::string_view text,
                       std::string_view origin) {
  const std::optional<T> value = ParseNumber<T>(text);
  const auto as_double = static_cast<double>(value.value_or(T{}));
  if (!value || !(as_double >= key.min && as_double <= key.max)) {
    return Fail(ErrorCode::kInvalidArgument, "[settings] {}: '{}' is not a {}number from {} to {}",
                origin, text, std::is_integral_v<T> ? "whole " : "", key.min, key.max);
  }
  target = *value;
  return {};
}

Result<void> SetSwitch(bool& target, std::string_view text, std::string_view origin) {
  const std::optional<bool> value = ParseSwitch(text);
  if (!value) {
    return Fail(ErrorCode::kInvalidArgument, "[settings] {}: '{}' is neither true nor false",
                origin, text);
  }
  target = *value;
  return {};
}

TomlType TypeOf(const SettingKey& key) {
  return std::visit(
      [](auto field) {
        using T = std::remove_reference_t<decltype(std::declval<Settings>().*field)>;
        if constexpr (std::is_same_v<T, bool>) return TomlType::kBoolean;
        if constexpr (std::is_same_v<T, uint64_t>) return TomlType::kInteger;
        if constexpr (std::is_same_v<T, double>) return TomlType::kFloat;
        return TomlType::kString;
      },
      key.field);
}

bool Accepts(TomlType wanted, TomlType given) {
  return wanted == given || (wanted == TomlType::kFloat && given == TomlType::kInteger);
}

Result<void> ApplyFile(Settings& settings, const std::string& path) {
  CMDAI_ASSIGN(const std::vector<TomlEntry> entries, ReadTomlFile(path));
  std::vector<std::string_view> names = {kRulesKey};
  for (const SettingKey& key : SettingKeys()) names.push_back(key.name);
  for (const TomlEntry& entry : entries) {
    if (entry.key == kRulesKey) continue;  // see LoadRules()
    const std::string origin = fmt::format("{}:{}: {}", path, entry.line, entry.key);
    const SettingKey* const key = FindSettingKey(entry.key);
    if (key == nullptr) {
      return Fail(ErrorCode::kInvalidArgument, "[settings] {}: there is no such key{}", origin,
                  DidYouMean(entry.key, names));
    }
    if (!Accepts(TypeOf(*key), entry.type)) {
      return Fail(ErrorCode::kInvalidArgument, "[settings] {}: {} is expected here, not {}", origin,
                  TomlTypeName(TypeOf(*key)), TomlTypeName(entry.type));
    }
    CMDAI_TRY(SetFromText(settings, *key, entry.text, origin));
  }
  return {};
}

Result<void> ApplyEnvironment(Settings& settings, const std::string& name,
                              const std::string& value) {
  if (value.empty() || name.substr(0, kVariablePrefix.size()) != kVariablePrefix) return {};
  std::vector<std::string> names;
  for (const SettingKey& key : SettingKeys()) {
    names.push_back(EnvironmentName(key));
    if (names.back() == name) return SetFromText(settings, key, value, name);
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return Fail(ErrorCode::kInvalidArgument, "[settings] {}: there is no such variable{}", name,
              DidYouMean(name, candidates));
}

}  // namespace

const SettingKey* FindSettingKey(std::string_view name) {
  for (const SettingKey& key : SettingKeys()) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::string EnvironmentName(const SettingKey& key) {
  std::string name(kVariablePrefix);
  for (const char c : key.name) {
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

std::string ValueText(const Settings& settings, const SettingKey& key) {
  return std::visit([&](auto field) { return fmt::format("{}", settings.*field); }, key.field);
}

Result<void> SetFromText(Settings& settings, const SettingKey& key, std::string_view text,
                         std::string_view origin) {
  return std::visit(
      [&](auto field) -> Result<void> {
        auto& target = settings.*field;
        using T = std::remove_reference_t<decltype(target)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return SetText(target, key, text, origin);
        } else if constexpr (std::is_same_v<T, bool>) {
          return SetSwitch(target, text, origin);
        } else {
          return SetNumber(target, key, text, origin);
        }
      },
      key.field);
}

Result<Settings> LoadSettings(const SettingSources& sources) {
  Settings settings;
  for (const std::string& path : sources.config_files) {
    CMDAI_TRY(ApplyFile(settings, path));
  }
  for (const auto& [name, value] : sources.environment) {
    CMDAI_TRY(ApplyEnvironment(settings, name, value));
  }
  for (const auto& [name, value] : sources.flags) {
    const SettingKey* const key = FindSettingKey(name);
    if (key == nullptr) continue;  // an option of one command, no setting
    CMDAI_TRY(SetFromText(settings, *key, value, key->flag));
  }
  return settings;
}

}  // namespace cmdai::cli
