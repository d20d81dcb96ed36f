#include "assist/shell_constraint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "shell/parser.h"

namespace cmdai::assist {
namespace {

using backend::AnswerForm;
using decode::Constraint;
using shell::Dialect;

enum class End { kRefused, kOpen, kMayEnd, kComplete };

/// What the constraint says of `text`, byte by byte; the whole must give the same.
End Judge(const Constraint& fresh, std::string_view text) {
  const std::unique_ptr<Constraint> constraint = fresh.Clone();
  for (size_t i = 0; i < text.size(); ++i) {
    if (!constraint->Allows(text.substr(i, 1))) return End::kRefused;
    constraint->Accept(text.substr(i, 1));
  }
  EXPECT_TRUE(fresh.Allows(text)) << text;
  if (constraint->IsComplete()) return End::kComplete;
  return constraint->CanEnd() ? End::kMayEnd : End::kOpen;
}

TEST(ShellConstraint, IsOneLineThatIsACommandOrCanBecomeOne) {
  struct Row {
    std::string_view text;
    End expected;
  };
  static constexpr Row kRows[] = {
      {"", End::kOpen},
      {"  ", End::kOpen},
      {"\n", End::kRefused},
      {"ls -l", End::kMayEnd},
      {"ls\n", End::kComplete},
      {"ls\nrm", End::kRefused},
      {"ls |", End::kOpen},
      {"ls |\n", End::kRefused},
      {"ls | wc\n", End::kComplete},
      {"ls | |", End::kRefused},
      {"echo $(ls", End::kOpen},
      {"echo \"$(ls \"a b\")\"", End::kMayEnd},
      {"echo it's", End::kOpen},
      {"echo it's here'", End::kMayEnd},
      {"I cannot (do", End::kRefused},
      {"for f in *; do echo \"$f\"; done", End::kMayEnd},
      {"for f in *; do echo \"$f\";", End::kOpen},
      {"if a; done ", End::kRefused},
      {"cat <<E", End::kRefused},
      {"# list files", End::kRefused},
      {"ls # all of it", End::kMayEnd},
      {"ls \\", End::kOpen},
      {"ls \\\n", End::kRefused},
      {"ls\tx", End::kRefused},
      {"ls \x1b[31m", End::kRefused},
      {"ls \x7f", End::kRefused},
      {"echo caf\u00e9", End::kMayEnd},
  };
  const std::unique_ptr<Constraint> fresh = MakeShellConstraint(Dialect::kBash);
  for (const Row& row : kRows) EXPECT_EQ(Judge(*fresh, row.text), row.expected) << row.text;
}

TEST(ShellConstraint, DependsOnFormAndShell) {
  const struct {
    AnswerForm form;
    std::string_view shell;
    std::string_view text;
    End expected;
  } rows[] = {
      {AnswerForm::kLine, "bash", "a=(1 2)", End::kMayEnd},
      {AnswerForm::kLine, "/usr/bin/zsh", "a=(1 2)", End::kMayEnd},
      {AnswerForm::kLine, "sh", "a=(1 2)", End::kRefused},
      {AnswerForm::kLine, "dash", "ls | wc", End::kMayEnd},
      {AnswerForm::kLine, "fish", "echo (ls)", End::kMayEnd},
      {AnswerForm::kLine, "fish", "echo 'a", End::kOpen},
      {AnswerForm::kLine, "tcsh", "foreach f (*)", End::kMayEnd},
      {AnswerForm::kJson, "bash", R"({"cmd": "ls | wc"})", End::kComplete},
      {AnswerForm::kJson, "bash", R"({"cmd": "echo \"a b\""})", End::kComplete},
      {AnswerForm::kJson, "bash", R"({"cmd": "ls |"})", End::kRefused},
      {AnswerForm::kJson, "bash", R"({"cmd": "echo \"a"})", End::kRefused},
      {AnswerForm::kJson, "bash", R"({"cmd": "ls | |)", End::kRefused},
      {AnswerForm::kJson, "bash", R"({"cmd": "# a)", End::kRefused},
      {AnswerForm::kJson, "fish", R"({"cmd": "ls |"})", End::kComplete},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Judge(*MakeAnswerConstraint(row.form, row.shell), row.text), row.expected)
        << row.shell << ": " << row.text;
  }
  EXPECT_EQ(MakeAnswerConstraint(AnswerForm::kFree, "bash"), nullptr);
}

TEST(ShellConstraint, TakesEveryCommandThatPeopleGiveByteByByte) {
  std::ifstream file("tests/safety/everyday.jsonl");
  size_t n_commands = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string command = nlohmann::json::parse(line).at("command");
    const bool is_line = command.find_first_of("\n\t") == std::string::npos;
    if (!is_line || shell::Parse(command).error) continue;
    ++n_commands;
    for (const AnswerForm form : {AnswerForm::kLine, AnswerForm::kJson}) {
      const bool json = form == AnswerForm::kJson;
      const std::string text =
          json ? R"({"cmd": )" + nlohmann::json(command).dump() + "}" : command;
      EXPECT_EQ(Judge(*MakeAnswerConstraint(form, "bash"), text),
                json ? End::kComplete : End::kMayEnd)
          << text;
    }
  }
  EXPECT_GE(n_commands, 400U);
}

/// Draws tokens at random among those that the constraint takes.
TEST(ShellConstraint, EndsOnWholeCommandsOnly) {
  static constexpr std::string_view kTokens[] = {
      "ls",   " ",   "|",  "&",    ";",     "&&",    "'",     "\"",   "$(", ")",    "(",   "`",
      "\\",   "<",   ">",  "<<",   "if ",   " then", " fi",   "; fi", "do", "done", "for", " in ",
      "{",    "}",   "# ", "case", " esac", "[[ ",   " ]]",   "-eq",  "x=", "${x",  "1",   ";;",
      "2>&1", "f()", "$",  "\n",   " a b",  "while", "; do ", "!",    "((", "))",   "=("};
  std::mt19937 random(7);
  size_t n_ended = 0;
  for (int i = 0; i < 400; ++i) {
    const std::unique_ptr<Constraint> constraint =
        MakeShellConstraint(i % 2 == 0 ? Dialect::kBash : Dialect::kPosix);
    std::string text;
    for (int n = 0; n < 40 && !constraint->IsComplete(); ++n) {
      const std::string_view token = kTokens[random() % std::size(kTokens)];
      if (!constraint->Allows(token)) continue;
      constraint->Accept(token);
      text += token;
      const bool whole =
          !shell::Parse(text, i % 2 == 0 ? Dialect::kBash : Dialect::kPosix).error.has_value();
      EXPECT_TRUE(whole || !constraint->CanEnd()) << text;
      EXPECT_EQ(constraint->IsComplete() ? text.back() == '\n' : constraint->Allows("\n"),
                constraint->CanEnd())
          << text;
      n_ended += constraint->IsComplete() ? 1 : 0;
    }
  }
  EXPECT_GE(n_ended, 20U);
}

TEST(IsCutOff, OnlyWhereTheShellWouldWait) {
  EXPECT_TRUE(IsCutOff("ls |", "bash"));
  EXPECT_TRUE(IsCutOff("if a; then b", "sh"));
  EXPECT_FALSE(IsCutOff("ls", "bash"));
  EXPECT_FALSE(IsCutOff("ls )", "bash"));
  EXPECT_FALSE(IsCutOff("if a; b; end", "fish"));
}

}  // namespace
}  // namespace cmdai::assist
