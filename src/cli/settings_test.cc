#include "cli/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cli/arguments.h"
#include "cli/near_match.h"

namespace cmdai::cli {
namespace {

using ::testing::HasSubstr;

/// A value other than the default for every key of the table: as text, and as TOML.
struct Sample {
  std::string_view key;
  std::string_view text;
  std::string_view toml;
};
constexpr Sample kSamples[] = {
    {"model", "a.gguf", "'a.gguf'"},
    {"backend", "cpu", "'cpu'"},
    {"policy", "strict", "'strict'"},
    {"shell", "fish", "'fish'"},
    {"candidates", "3", "3"},
    {"temperature", "0.5", "0.5"},
    {"top_k", "40", "40"},
    {"top_p", "0.9", "0.9"},
    {"min_p", "0.1", "0.1"},
    {"seed", "9007199254740991", "9007199254740991"},
    {"max_tokens", "64", "64"},
    {"timeout", "2.5", "2.5"},
    {"format", "json", "'json'"},
    {"chat_template", "plain", "'plain'"},
    {"threads", "2", "2"},
    {"kernels", "reference", "'reference'"},
    {"json", "true", "true"},
    {"no_input", "true", "true"},
    {"quiet", "true", "true"},
    {"verbose", "true", "true"},
    {"color", "never", "'never'"},
};

/// Writes a configuration file for one test.
std::string WriteFile(const std::string& name, std::string_view text) {
  const std::string path = ::testing::TempDir() + "cmdai_settings_" + name;
  std::ofstream(path) << text;
  return path;
}

std::string ValueFrom(const SettingSources& sources, const SettingKey& key) {
  const Result<Settings> settings = LoadSettings(sources);
  return settings ? ValueText(*settings, key) : settings.error().message;
}

TEST(SettingKeys, EveryKeyHasASample) {
  ASSERT_EQ(SettingKeys().size(), std::size(kSamples));
  for (size_t i = 0; i < std::size(kSamples); ++i) {
    EXPECT_EQ(SettingKeys()[i].name, kSamples[i].key);
    EXPECT_NE(ValueText(Settings{}, SettingKeys()[i]), kSamples[i].text) << kSamples[i].key;
  }
}

TEST(SettingKeys, DefaultsAreValuesThatAreTaken) {
  for (const SettingKey& key : SettingKeys()) {
    Settings settings;
    const std::string value = ValueText(settings, key);
    if (value.empty()) continue;  // means: detected
    EXPECT_TRUE(SetFromText(settings, key, value, "test").has_value()) << key.name;
  }
}

TEST(LoadSettings, EveryKeyIsTakenFromFlagVariableAndFile) {
  for (const Sample& sample : kSamples) {
    const SettingKey& key = *FindSettingKey(sample.key);
    const std::string file =
        WriteFile("every.toml", fmt::format("{} = {}\n", sample.key, sample.toml));
    const std::pair<std::string, std::string> variable = {EnvironmentName(key),
                                                          std::string(sample.text)};
    const std::pair<std::string, std::string> flag = {std::string(key.name),
                                                      std::string(sample.text)};
    EXPECT_EQ(ValueFrom({.config_files = {file}}, key), sample.text);
    EXPECT_EQ(ValueFrom({.environment = {variable}}, key), sample.text);
    if (!key.flag.empty()) {
      EXPECT_EQ(ValueFrom({.flags = {flag}}, key), sample.text);
    }
  }
}

TEST(LoadSettings, EveryOptionOfTheTableIsParsed) {
  for (const Sample& sample : kSamples) {
    const SettingKey& key = *FindSettingKey(sample.key);
    if (key.flag.empty() || (key.commands & SetOf(Command::kAsk)) == 0) continue;
    std::vector<std::string> arguments = {std::string(key.flag)};
    if (!key.value_name.empty()) arguments.emplace_back(sample.text);
    const auto parsed = ParseArguments(arguments, OptionsOf(GetCommandSpec(Command::kAsk)));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    EXPECT_EQ(ValueFrom({.flags = parsed->options}, key), sample.text);
  }
}

TEST(LoadSettings, AFlagGoesBeforeAVariableBeforeAFileBeforeTheSystemsFile) {
  const std::string system = WriteFile("system.toml",
                                       "max_tokens = 1\nseed = 1\nthreads = 1\n"
                                       "candidates = 1\n");
  const std::string user = WriteFile("user.toml", "max_tokens = 2\nseed = 2\nthreads = 2\n");
  const auto settings =
      LoadSettings({.config_files = {system, user},
                    .environment = {{"CMDAI_MAX_TOKENS", "3"}, {"CMDAI_SEED", "3"}},
                    .flags = {{"max_tokens", "4"}}});
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->max_tokens, 4U);
  EXPECT_EQ(settings->seed, 3U);
  EXPECT_EQ(settings->threads, 2U);
  EXPECT_EQ(settings->candidates, 1U);
  EXPECT_EQ(settings->top_k, 0U);
}

TEST(LoadSettings, RefusesWrongFilesAndNamesTheLine) {
  const struct {
    std::string_view text;
    std::string_view message;
  } rows[] = {
      {"\nmax_token = 1\n", ":2: max_token: there is no such key (did you mean 'max_tokens'?)"},
      {"[model]\nname = 'x'\n", ":1: model: text is expected here, not an array, a table"},
      {"candidates = 'three'\n", ":1: candidates: a whole number is expected here, not text"},
      {"candidates = 2.0\n", "not a number"},
      {"json = 1\n", "true or false is expected here"},
      {"model = 3\n", "text is expected here"},
      {"candidates = 17\n", "'17' is not a whole number from 0 to 16"},
      {"candidates = -1\n", "'-1' is not a whole number"},
      {"color = 'alway'\n", "auto, always, never (did you mean 'always'?)"},
      {"temperature = nan\n", "is not a number from 0 to 2"},
      {"a = = b\n", ":1: is not TOML"},
      {"seed = 1\nseed = 2\n", ":2: is not TOML"},
      {"[[[[\n", "is not TOML"},
  };
  for (const auto& row : rows) {
    const std::string path = WriteFile("wrong.toml", row.text);
    const auto settings = LoadSettings({.config_files = {path}});
    ASSERT_FALSE(settings.has_value()) << row.text;
    EXPECT_EQ(settings.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(settings.error().message, HasSubstr(path));
    EXPECT_THAT(settings.error().message, HasSubstr(row.message));
  }
}

TEST(LoadSettings, RefusesUnknownVariablesButNotEmptyOnes) {
  const auto unknown = LoadSettings({.environment = {{"CMDAI_MAXTOKENS", "3"}}});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_THAT(unknown.error().message,
              HasSubstr("CMDAI_MAXTOKENS: there is no such variable (did you mean "
                        "'CMDAI_MAX_TOKENS'?)"));
  EXPECT_TRUE(LoadSettings({.environment = {{"CMDAI_MAXTOKENS", ""}}}).has_value());
  EXPECT_TRUE(LoadSettings({.environment = {{"CMDAI_SEED", ""}}}).has_value());
}

TEST(LoadSettings, RefusesValuesThatAreNone) {
  const struct {
    std::string_view key;
    std::string_view value;
  } rows[] = {
      {"candidates", ""},     {"candidates", "-1"},  {"candidates", "1x"}, {"candidates", " 1"},
      {"candidates", "+1"},   {"temperature", "-1"}, {"temperature", "x"}, {"temperature", "inf"},
      {"temperature", "2.1"}, {"seed", "1e3"},       {"top_p", "1.01"},    {"timeout", "1s"},
      {"backend", "gpu"},     {"kernels", "sse2"},   {"format", "Line"},   {"json", "maybe"},
  };
  for (const auto& row : rows) {
    const auto settings = LoadSettings({.flags = {{std::string(row.key), std::string(row.value)}}});
    EXPECT_FALSE(settings.has_value()) << row.key << " " << row.value;
  }
}

TEST(LoadSettings, AFileThatIsNotThereIsPassedOver) {
  EXPECT_TRUE(LoadSettings({.config_files = {"/nonexistent/config.toml"}}).has_value());
}

TEST(LoadSettings, AFolderInPlaceOfAFileIsAnError) {
  EXPECT_FALSE(LoadSettings({.config_files = {::testing::TempDir()}}).has_value());
}

}  // namespace
}  // namespace cmdai::cli
