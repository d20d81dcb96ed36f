#include "shell/quote.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "shell/parser.h"
#include "shell/print.h"
#include "shell/reserved.h"

namespace cmdai::shell {
namespace {

TEST(Quote, QuotesOnlyWhatIsSpecial) {
  struct Row {
    std::string_view text;
    std::string_view quoted;
  };
  static constexpr Row kRows[] = {
      {"", "''"},
      {"a", "a"},
      {"a-b_c.d/e:f,g@h%i+1", "a-b_c.d/e:f,g@h%i+1"},
      {"-rf", "-rf"},
      {"a b", "'a b'"},
      {"a\nb", "'a\nb'"},
      {"a\tb", "'a\tb'"},
      {"a'b", R"('a'\''b')"},
      {"'", R"(''\''')"},
      {"''", R"(''\'''\''')"},
      {"\\", R"('\')"},
      {"\"", R"('"')"},
      {"$a", "'$a'"},
      {"`a`", "'`a`'"},
      {"!", "'!'"},
      {"a!b", "'a!b'"},
      {"~", "'~'"},
      {"~/a", "'~/a'"},
      {"*", "'*'"},
      {"a?", "'a?'"},
      {"[a]", "'[a]'"},
      {"{a,b}", "'{a,b}'"},
      {"a;b", "'a;b'"},
      {"a&b", "'a&b'"},
      {"a|b", "'a|b'"},
      {"a>b", "'a>b'"},
      {"(a)", "'(a)'"},
      {"#a", "'#a'"},
      {"a=b", "'a=b'"},
      {"^a", "'^a'"},
      {"\303\251", "'\303\251'"},
      {"\xff", "'\xff'"},
      {"if", "'if'"},
      {"time", "'time'"},
      {"iff", "iff"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Quote(row.text), row.quoted) << row.text;
}

TEST(Quote, JoinsArgumentsWithBlanks) {
  EXPECT_EQ(QuoteAll(std::array<std::string_view, 0>{}), "");
  EXPECT_EQ(QuoteAll(std::array<std::string, 4>{"a", "b c", "", "$d"}), "a 'b c' '' '$d'");
}

/// The text of a word that consists of literal parts only; what was read of it otherwise.
std::string LiteralOf(const Word& word) {
  std::string text;
  for (const Part& part : word.parts) {
    const Text* const literal = std::get_if<Text>(&part.value);
    if (literal == nullptr) return "no literal: " + Print(word);
    text += literal->text;
  }
  return text;
}

/// Whether the quoted text is, as argument and as name of a command, one word that is `text`.
void ExpectOneWord(const std::string& text, Dialect dialect) {
  for (const std::string_view before : {"", "a "}) {
    const ParseResult result = Parse(std::string(before) + Quote(text), dialect);
    ASSERT_FALSE(result.error) << Quote(text) << "\n" << result.error->message;
    ASSERT_EQ(result.program.items.size(), 1U) << Quote(text);
    const Pipeline& pipeline = result.program.items[0].pipelines[0];
    ASSERT_TRUE(pipeline.negations == 0 && !pipeline.timed && pipeline.commands.size() == 1);
    const auto* const simple = std::get_if<SimpleCommand>(&pipeline.commands[0].value);
    ASSERT_NE(simple, nullptr) << Quote(text);
    EXPECT_TRUE(simple->assignments.empty() && pipeline.commands[0].redirections.empty());
    ASSERT_EQ(simple->words.size(), before.empty() ? 1U : 2U) << Quote(text);
    EXPECT_EQ(LiteralOf(simple->words.back()), text);
  }
}

TEST(Quote, GivesOneWordThatIsTheTextForEveryByte) {
  for (int byte = 1; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    for (const std::string& text : {c, "a" + c, c + "a", "a" + c + "=1"}) {
      ExpectOneWord(text, Dialect::kBash);
      ExpectOneWord(text, Dialect::kPosix);
    }
  }
}

TEST(Quote, GivesOneWordThatIsTheTextForRandomBytes) {
  std::mt19937 random(20260101);
  constexpr std::string_view kSpecial = "'\"\\`$!{}()[]<>|&;#*?~=+-^%@:/, \n\tab1_";
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t n = random() % 24; n > 0; --n) {
      text += random() % 4 == 0 ? static_cast<char>(1 + random() % 255)
                                : kSpecial[random() % kSpecial.size()];
    }
    ExpectOneWord(text, Dialect::kBash);
    ExpectOneWord(text, Dialect::kPosix);
  }
}

TEST(Quote, QuotesEveryReservedWord) {
  constexpr std::string_view kWords[] = {
      "!",  "{",  "}",    "case",  "do",    "done", "elif", "else",   "esac",   "fi",   "for",
      "if", "in", "then", "until", "while", "[[",   "]]",   "select", "coproc", "time", "function"};
  for (const std::string_view word : kWords) {
    EXPECT_EQ(FindReserved(word), word);
    EXPECT_EQ(Quote(word), "'" + std::string(word) + "'");
    ExpectOneWord(std::string(word), Dialect::kBash);
  }
  EXPECT_EQ(FindReserved("select", Dialect::kPosix), "");
  EXPECT_EQ(FindReserved("while", Dialect::kPosix), "while");
  EXPECT_EQ(FindReserved(""), "");
  EXPECT_EQ(FindReserved("whil"), "");
}

}  // namespace
}  // namespace cmdai::shell
