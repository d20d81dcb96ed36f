#include "assist/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cmdai::assist {
namespace {

using backend::AnswerForm;
using decode::FinishReason;
using ::testing::HasSubstr;

bool IsKnownWord(std::string_view word) {
  return word == "ls" || word == "find" || word == "echo" || word == "grep";
}

TEST(ParseAnswer, TakesTheCommandOutOfItsWrapping) {
  const struct {
    std::string_view text;
    std::string_view command;
  } rows[] = {
      {"ls -la", "ls -la"},
      {"  ls -la \n", "ls -la"},
      {"`ls -la`", "ls -la"},
      {"$ ls -la", "ls -la"},
      {"`$ ls -la`", "ls -la"},
      {"```\nls -la\n```", "ls -la"},
      {"```bash\nls -la\n```", "ls -la"},
      {"```ls```", "ls"},
      {"```bash ls -la```", "ls -la"},
      {"echo `date` `id`", "echo `date` `id`"},
      {"`date` `id`", "`date` `id`"},
      {"X=1 make", "X=1 make"},
      {"./configure", "./configure"},
      {"'/opt/the tool/run' for all of the files.", "'/opt/the tool/run' for all of the files."},
      {"(cd /tmp && ls)", "(cd /tmp && ls)"},
      {"terraform state list", "terraform state list"},
      {"find the files that you want.", "find the files that you want."},
      {"echo \"it's\"", "echo \"it's\""},
      {"echo 'a # b' # it's a comment", "echo 'a # b' # it's a comment"},
      {"echo \xc3\xa4", "echo \xc3\xa4"},
  };
  for (const auto& row : rows) {
    const ParsedAnswer answer =
        ParseAnswer(row.text, FinishReason::kEnd, AnswerForm::kLine, IsKnownWord);
    EXPECT_EQ(answer.command, row.command) << row.text;
    EXPECT_EQ(answer.refusal, "") << row.text;
  }
}

TEST(ParseAnswer, RefusesWhatIsNoCommandAndSaysWhy) {
  const struct {
    std::string text;
    std::string_view reason;
  } rows[] = {
      {"", "empty"},
      {" \n ", "empty"},
      {"none", "no command"},
      {"None.", "no command"},
      {"`none`", "no command"},
      {"ls\nls", "more than one line"},
      {"```\nls\nls\n```", "more than one line"},
      {"ls \x1b[31m", "control characters"},
      {std::string("ls \0", 4), "control characters"},
      {"ls \xc2\x85", "control characters"},
      {"ls \u202e", "invisible"},
      {"ls\u200b -l", "invisible"},
      {"ls \xff", "UTF-8"},
      {"echo 'a", "quote"},
      {"echo \"a", "quote"},
      {"echo `a", "quote"},
      {"echo a\\", "quote"},
      {"echo a\\ #'x", "quote"},
      {"```bash", "quote"},
      {"To list all files, use the ls command.", "sentence"},
      {"I'm sorry, but I can't do that", "sentence"},
      {"sorry, i cannot do that", "sentence"},
      {"There is no such command", "sentence"},
      {"Yes", "sentence"},
      {"Hello World", "sentence"},
      {"\"What's a joke about a server? It does not know what to do.\"", "sentence"},
      {"'the answer to that is no'", "sentence"},
  };
  for (const auto& row : rows) {
    const ParsedAnswer answer =
        ParseAnswer(row.text, FinishReason::kEnd, AnswerForm::kLine, IsKnownWord);
    EXPECT_FALSE(answer.command.has_value()) << row.text;
    EXPECT_THAT(answer.refusal, HasSubstr(row.reason)) << row.text;
  }
}

TEST(ParseAnswer, RefusesAnAnswerThatWasCutOff) {
  const ParsedAnswer answer =
      ParseAnswer("ls -la", FinishReason::kLength, AnswerForm::kLine, IsKnownWord);
  EXPECT_FALSE(answer.command.has_value());
  EXPECT_THAT(answer.refusal, HasSubstr("cut off"));
}

TEST(ParseAnswer, DecodesJson) {
  const struct {
    std::string_view text;
    std::string_view command;  // empty: refused
  } rows[] = {
      {R"({"cmd": "ls -la"})", "ls -la"},
      {R"({"cmd": "echo \"}\" \\n"})", "echo \"}\" \\n"},
      {"```json\n{\"cmd\": \"ls\"}\n```", "ls"},
      {R"({"cmd": "none"})", ""},
      {R"({"cmd": "ls)", ""},
      {R"({"cmd": 1})", ""},
      {R"({"command": "ls"})", ""},
      {R"({"cmd": "ls\nls"})", ""},
      {R"(["ls"])", ""},
      {"ls", ""},
  };
  for (const auto& row : rows) {
    const ParsedAnswer answer =
        ParseAnswer(row.text, FinishReason::kEnd, AnswerForm::kJson, IsKnownWord);
    EXPECT_EQ(answer.command.value_or(""), row.command) << row.text;
    EXPECT_EQ(answer.command.has_value(), answer.refusal.empty()) << row.text;
  }
}

}  // namespace
}  // namespace cmdai::assist
