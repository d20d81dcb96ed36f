#include "safety/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cmdai::safety {
namespace {

/// The explained words, each after as many dots as its level, joined by blanks.
std::string Words(std::string_view command) {
  std::string text;
  for (const WordExplanation& word : ExplainWords(command)) {
    if (!text.empty()) text += ' ';
    text += std::string(word.level, '.') + word.word;
  }
  return text;
}

/// What the first word spelled so is; empty when it is not explained.
std::string Meaning(std::string_view command, std::string_view word) {
  const auto words = ExplainWords(command);
  const auto found = std::ranges::find(words, word, &WordExplanation::word);
  return found == words.end() ? std::string() : found->meaning;
}

TEST(Explain, EveryWordIsExplainedInTheOrderOfTheText) {
  struct Row {
    std::string_view command;
    std::string_view words;
  };
  static constexpr Row kRows[] = {
      {"", ""},
      {"# nothing", ""},
      {"ls", "ls"},
      {"ls -l a", "ls .-l .a"},
      {"FOO=1 ls", "FOO=1 ls"},
      {"ls | grep x && cat y", "ls grep .x cat .y"},
      {"cp -r a b > log", "cp .-r .a .b .> log"},
      {"sudo rm -rf build", "sudo .rm ..-rf ..build"},
      {"git push --force origin main", "git .push .--force .origin .main"},
      {"tar -x -f a.tgz", "tar .-x .-f ..a.tgz"},
      {"if true; then rm x; fi", "true rm .x"},
      {"rm $(ls)", "rm .$(ls) ls"},
      {"cat <<< hi", "cat .<<< hi"},
      {"wc < in", "wc .< in"},
      {"frobnicate a b", "frobnicate .a .b"},
      {"/bin/rm x", "/bin/rm .x"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Words(row.command), row.words) << row.command;
}

TEST(Explain, MeaningsComeFromTheTables) {
  struct Row {
    std::string_view command;
    std::string_view word;
    std::string_view meaning;
  };
  static constexpr Row kRows[] = {
      {"rm x", "rm", "removes files"},
      {"rm x", "x", "a file that is removed"},
      {"rm -r x", "x", "removed, with everything below"},
      {"cat x", "x", "a file that is read"},
      {"cp a b", "b", "where it is written"},
      {"sed -i s/a/b/ f", "f", "a file that is changed in place"},
      {"mkdir d", "d", "what is made"},
      {"env A=1 ls", "A=1", "a variable for the program"},
      {"FOO=1 ls", "FOO=1", "sets a variable"},
      {"curl http://x", "http://x", "an address that is fetched"},
      {"frobnicate a", "frobnicate", "a program that is not known"},
      {"frobnicate a", "a", "an argument"},
      {"ls > out", "> out", "sends output to a file"},
      {"ls >> out", ">> out", "sends output to a file"},
      {"wc < in", "< in", "takes input from a file"},
      {"cat <<< hi", "<<< hi", "a text that is given as input"},
      {"ls 2>&1", "2>&1", "joins two streams"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Meaning(row.command, row.word), row.meaning) << row.command << ": " << row.word;
  }
}

TEST(Explain, SpansAreThoseOfTheWords) {
  for (const std::string_view command :
       {"sudo rm -rf 'a b' > log 2>&1", "\xC3\xA4=1 ls | grep \"x y\"; cat <<X\nhi\nX\n",
        "for i in 1 2; do echo $i; done", "find . -name '*.o' -exec rm {} \\;"}) {
    const auto words = ExplainWords(command);
    EXPECT_FALSE(words.empty()) << command;
    EXPECT_TRUE(
        std::ranges::is_sorted(words, {}, [](const auto& word) { return word.span.begin; }));
    for (const WordExplanation& word : words) {
      EXPECT_EQ(word.word, command.substr(word.span.begin, word.span.end - word.span.begin));
      EXPECT_FALSE(word.meaning.empty()) << word.word;
    }
  }
}

TEST(Explain, WhatCannotBeParsedIsExplainedAsFarAsItCan) {
  EXPECT_EQ(Words("ls )"), "ls");
  EXPECT_EQ(Words("rm x; if"), "rm .x");
  EXPECT_EQ(Words(")"), "");
}

TEST(Explain, ProgramsInProgramsAreBounded) {
  std::string command;
  for (int i = 0; i < 200; ++i) command += "sudo ";
  const auto words = ExplainWords(command + "ls");
  EXPECT_FALSE(words.empty());
  for (const WordExplanation& word : words) EXPECT_LE(word.level, 12U);
}

}  // namespace
}  // namespace cmdai::safety
