#include "shell/foreign.h"

#include <gtest/gtest.h>

namespace cmdai::shell {
namespace {

TEST(ForeignSyntax, IsFoundByItsMarks) {
  struct Row {
    std::string_view text;
    std::string_view shell;
    std::string_view what;
  };
  static constexpr Row kRows[] = {
      {"if test a; b; end", "fish", "`end`"},
      {"for i in a b\n  c\nend", "fish", "`end`"},
      {"begin; a; end", "fish", "`begin ... end`"},
      {"set a (b)", "fish", "`(...)` as a command substitution"},
      {"foreach i (a b) c; end", "zsh", "`foreach`"},
      {"repeat 3 { a", "zsh", "`repeat`"},
      {"{ a } always { b }", "zsh", "`always`"},
      {"ls *(.om[1])", "zsh", "a glob qualifier"},
      {"ls **/*(/)", "zsh", "a glob qualifier"},
      {"diff =(a) =(b)", "zsh", "`=(...)`"},
  };
  for (const Row& row : kRows) {
    const std::optional<ForeignSyntax> found = FindForeignSyntax(row.text);
    ASSERT_TRUE(found) << row.text;
    EXPECT_EQ(found->shell, row.shell) << row.text;
    EXPECT_EQ(found->what, row.what) << row.text;
  }
}

TEST(ForeignSyntax, IsNotFoundInOtherTexts) {
  static constexpr std::string_view kTexts[] = {
      "",         "a",         "a |",          "echo end",    "a; ended",
      "a; end_b", "a weekend", "echo foreach", "grep repeat", "ls *(a|b)",
      "ls *(",    "a=(b)",     "set a b",      "echo (a)",    "'end'"};
  for (const std::string_view text : kTexts) EXPECT_FALSE(FindForeignSyntax(text)) << text;
}

}  // namespace
}  // namespace cmdai::shell
