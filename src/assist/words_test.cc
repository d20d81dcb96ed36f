#include "assist/words.h"

#include <gtest/gtest.h>

#include "assist/answer.h"

namespace cmdai::assist {
namespace {

TEST(SplitWords, SplitsAtRunsOfSpaces) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(SplitWords(""), Words{});
  EXPECT_EQ(SplitWords("  "), Words{});
  EXPECT_EQ(SplitWords(" a  bc "), (Words{"a", "bc"}));
}

TEST(IsShellWord, KnowsBuiltinsAndKeywords) {
  for (const std::string_view word : {"cd", "for", "[", "[[", "export", "{", "while", "!", "."}) {
    EXPECT_TRUE(IsShellWord(word)) << word;
  }
  for (const std::string_view word : {"", "ls", "The", "cdx"}) {
    EXPECT_FALSE(IsShellWord(word)) << word;
  }
}

TEST(IsCommandHere, FindsProgramsAndBuiltins) {
  EXPECT_TRUE(IsCommandHere("ls"));
  EXPECT_TRUE(IsCommandHere("cd"));
  EXPECT_FALSE(IsCommandHere("cmdai-no-such-program"));
}

TEST(ReadsLikeSentence, TellsEnglishFromCommands) {
  for (const std::string_view text :
       {"The command is ls", "You can use ls for that.", "Sorry, I cannot help with that.",
        "this is not a command", "Here are the files:", "please use the terminal", "Sure!",
        "Hello there."}) {
    EXPECT_TRUE(ReadsLikeSentence(text)) << text;
  }
  for (const std::string_view text :
       {"ls", "kubectl get pods", "docker compose up nginx db", "Rscript run.R data",
        "helm upgrade web ./web --install", "git commit -m done", "rsync -av a/ b/",
        "terraform import for each"}) {
    EXPECT_FALSE(ReadsLikeSentence(text)) << text;
  }
}

}  // namespace
}  // namespace cmdai::assist
