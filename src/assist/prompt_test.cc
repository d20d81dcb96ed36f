#include "assist/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assist/answer.h"

namespace cmdai::assist {
namespace {

using backend::AnswerForm;
using ::testing::HasSubstr;
using ::testing::Not;
using tokenizer::Role;

const PlatformFacts kFacts = {.system = "Alpine", .shell = "zsh", .tools = ToolFlavour::kBusybox};

TEST(BuildPrompt, TellsTheFactsAndEndsWithTheRequest) {
  const auto messages = BuildPrompt(kFacts, "list files", AnswerForm::kLine);
  ASSERT_GE(messages.size(), 4U);
  EXPECT_EQ(messages.front().role, Role::kSystem);
  EXPECT_THAT(messages.front().text, HasSubstr("zsh"));
  EXPECT_THAT(messages.front().text, HasSubstr("Alpine"));
  EXPECT_THAT(messages.front().text, HasSubstr("BusyBox tools"));
  EXPECT_EQ(messages.back().role, Role::kUser);
  EXPECT_EQ(messages.back().text, "list files");
}

TEST(BuildBarePrompt, IsTheRequestAndWhatTellsThePlatformsApart) {
  const auto messages = BuildBarePrompt({.tools = ToolFlavour::kGnu}, "list files");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].text, "list files");
  for (const auto& [tools, name] :
       {std::pair(ToolFlavour::kBsd, "bsd"), std::pair(ToolFlavour::kBusybox, "busybox")}) {
    const auto others = BuildBarePrompt({.tools = tools}, "list files");
    ASSERT_EQ(others.size(), 2U);
    EXPECT_EQ(others[0].role, Role::kSystem);
    EXPECT_EQ(others[0].text, name);
    EXPECT_EQ(others[1].text, "list files");
  }
}

TEST(BuildPrompt, LeavesOutAFlavourThatIsNotKnown) {
  PlatformFacts facts = kFacts;
  facts.tools = ToolFlavour::kUnknown;
  EXPECT_THAT(BuildPrompt(facts, "x", AnswerForm::kLine).front().text, Not(HasSubstr("tools")));
}

TEST(BuildPrompt, ExamplesAlternateAndAreAnswersThatWeWouldTake) {
  const auto anything = [](std::string_view) { return true; };
  for (const AnswerForm form : {AnswerForm::kLine, AnswerForm::kJson}) {
    const auto messages = BuildPrompt(kFacts, "x", form);
    size_t n_none = 0;
    for (size_t i = 1; i + 1 < messages.size(); i += 2) {
      EXPECT_EQ(messages[i].role, Role::kUser);
      EXPECT_EQ(messages[i + 1].role, Role::kAssistant);
      const auto answer =
          ParseAnswer(messages[i + 1].text, decode::FinishReason::kEnd, form, anything);
      if (!answer.command) ++n_none;
    }
    EXPECT_EQ(n_none, 1U);
  }
}

}  // namespace
}  // namespace cmdai::assist
