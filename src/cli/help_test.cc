#include "cli/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/settings.h"

namespace cmdai::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(HelpText, BeginsWithExamplesAndNamesEveryOption) {
  for (const CommandSpec& spec : CommandSpecs()) {
    const std::string text = HelpText(spec.command);
    EXPECT_THAT(text, StartsWith("Examples:\n  cmdai "));
    for (const OptionSpec& option : OptionsOf(spec)) EXPECT_THAT(text, HasSubstr(option.flag));
  }
}

TEST(HelpText, NamesNothingThatIsNotThere) {
  const std::string text = HelpText(Command::kAsk);
  for (const char* word : {"--offline", "history", "ollama", "completion"}) {
    EXPECT_THAT(text, Not(HasSubstr(word)));
  }
}

TEST(HelpText, MentionsTheOtherCommandsOnlyInTheOverview) {
  EXPECT_THAT(HelpText(Command::kAsk), HasSubstr("cmdai doctor"));
  EXPECT_THAT(HelpText(Command::kBatch), Not(HasSubstr("doctor")));
}

TEST(UsageText, IsShort) {
  const std::string text = UsageText();
  EXPECT_THAT(text, HasSubstr("cmdai --help"));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 8);
}

}  // namespace
}  // namespace cmdai::cli
