#include "safety/code_texts.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::safety {
namespace {

/// The effects as `role:text`, or `risk` for those that have no role, joined by ` | `.
std::string Show(const std::vector<CodeEffect>& effects) {
  std::string text;
  for (const CodeEffect& effect : effects) {
    if (!text.empty()) text += " | ";
    text += effect.role == Role::kText ? std::string(Name(effect.risk))
                                       : std::string(Name(effect.role)) + ":" + effect.text;
    if (effect.fed) text += " <";
  }
  return text;
}

struct Row {
  std::string_view code;
  std::string_view effects;
};

TEST(Awk, RunsAndWritesWhatItsTextSays) {
  static constexpr Row kRows[] = {
      {"BEGIN { system(\"rm -rf /\") }", "shell:rm -rf /"},
      {"BEGIN { system( \"id\" ) }", "shell:id"},
      {"{ system($1) }", "unknown"},
      {"{ system(\"rm \" $1) }", "shell:rm \x01 | unknown"},
      {"{ system(cmd) }", "unknown"},
      {"BEGIN { \"id\" | getline x }", "shell:id"},
      {"{ cmd | getline }", "unknown"},
      {"{ print | \"sh\" }", "shell:sh <"},
      {"{ print $1 | \"sort -u\" }", "shell:sort -u <"},
      {"{ print |& \"sh\" }", "shell:sh <"},
      {"{ print $0 | cmd }", "unknown"},
      {"{ print > \"out.txt\" }", "write:out.txt"},
      {"{ print $1, $2 > \"/etc/passwd\" }", "write:/etc/passwd"},
      {"{ print >> \"log\" }", "append:log"},
      {"{ printf \"%s\\n\", $1 > \"out\" }", "write:out"},
      {"{ print > $1 }", "caution"},
      {"BEGIN { print \"x\" > \"/inet/tcp/0/host/80\" }", "high"},
      {"@load \"filefuncs\"", "unknown"},
      {"{ print > \"a\"; print > \"b\" }", "write:a | write:b"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(EffectsOfAwk(row.code)), row.effects) << row.code;
}

TEST(Awk, ProgramsThatOnlyReadAndPrintHaveNoEffect) {
  for (const std::string_view code :
       {"", "{ print $1 }", "$3 > 5", "$3 > 5 { print $1 }", "{ if ($1 > 2) print }",
        "{ print ($1 > 2) }", "/system(\"x\")/ { print }", "# system(\"x\")", "$1 || $2",
        "{ print \"system(1)\" }", "{ print \"a > b\" }", "NR==1, NR==5",
        "{ s += $1 } END { print s }", "{ print $1 }; $2 > 3", "BEGIN { FS = \"|\" } { print $2 }",
        "{ x = $1 / 2; y = $2 / 3 }", "/[/]\"/ { n++ }", "{ gsub(/>/, \"x\"); print }",
        "{ while ((getline line < f) > 0) n++ }"}) {
    EXPECT_EQ(Show(EffectsOfAwk(code)), "") << code;
  }
}

TEST(Sed, RunsReadsAndWritesWhatItsScriptSays) {
  static constexpr Row kRows[] = {
      {"1e rm -rf /", "shell:rm -rf /"},
      {"e id", "shell:id"},
      {"$e id", "shell:id"},
      {"/x/e id", "shell:id"},
      {"1!e id", "shell:id"},
      {"1,5e id", "shell:id"},
      {"e", "unknown"},
      {"s/a/b/e", "unknown"},
      {"s/a/b/ge", "unknown"},
      {"s,a,b,e", "unknown"},
      {"s/[/]/b/e", "unknown"},
      {"1i\\\ns/x\ne id", "shell:id"},
      {"1a one\\\ntwo\n2e id", "shell:id"},
      {"s/a\\/b/c/e", "unknown"},
      {"s/a/b/w out.txt", "write:out.txt"},
      {"w /etc/passwd", "write:/etc/passwd"},
      {"/x/w out", "write:out"},
      {"\\,x,w out", "write:out"},
      {"r /etc/passwd", "read:/etc/passwd"},
      {"p\ne id", "shell:id"},
      {"p;e id", "shell:id"},
      {"{p;w out\n}", "write:out"},
      {"y/abc/xyz/;w out", "write:out"},
      {"a text\nw out", "write:out"},
      {"b end\n:end\nw out", "write:out"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(EffectsOfSed(row.code)), row.effects) << row.code;
}

TEST(Sed, ScriptsThatOnlyChangeTheStreamHaveNoEffect) {
  for (const std::string_view code :
       {"",     "s/a/b/",   "s/a/b/g",  "s/e/w/2p",   "1d",      "$p",        "/x/d",
        "1,5p", "/a/,/b/d", "s|/e|/w|", "s/[^/]*$//", "a w out", "i\\\ne id", "# e id",
        ":e",   "b e",      "te",       "y/ew/we/",   "n;d",     "="}) {
    EXPECT_EQ(Show(EffectsOfSed(code)), "") << code;
  }
}

TEST(Editor, RunsAndWritesWhatItsLinesSay) {
  static constexpr Row kRows[] = {
      {"!rm -rf /", "shell:rm -rf /"},
      {":!id", "shell:id"},
      {"+!id", "shell:id"},
      {":silent !id", "shell:id"},
      {"r !id", "shell:id"},
      {"w !sh", "shell:sh"},
      {"%!sort", "shell:sort"},
      {"\\!id", "shell:id"},
      {"shell id", "shell:id"},
      {"system id", "shell:id"},
      {":term id", "shell:id"},
      {":shell", "high"},
      {":sh", "high"},
      {":py import os", "python:import os"},
      {":python3 print(1)", "python:print(1)"},
      {":lua os.execute('id')", "unknown"},
      {":call system('id')", "unknown"},
      {":so evil.vim", "unknown"},
      {":norm dd", "unknown"},
      {"w out.txt", "write:out.txt"},
      {"w! /etc/passwd", "write:/etc/passwd"},
      {":wq out", "write:out"},
      {":set nu | !id", "shell:id"},
      {"x\n!id", "shell:id"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(EffectsOfEditor(row.code)), row.effects) << row.code;
}

TEST(Editor, LinesThatOnlyMoveOrQuitHaveNoEffect) {
  for (const std::string_view code :
       {"", "q", ":q", "q!", ":qa!", "wq!", ":x", "e!", "10", "+10", ":set nu", "/pattern", "p",
        "info registers", "break main", "ls -l"}) {
    EXPECT_EQ(Show(EffectsOfEditor(code)), "") << code;
  }
}

TEST(Tcl, FindsThePrograms) {
  struct TclRow {
    std::string_view code;
    std::vector<std::string> commands;
  };
  const TclRow rows[] = {
      {"exec rm -rf /", {"rm -rf /"}},
      {"puts [exec id]", {"id"}},
      {"spawn ssh host; expect x", {"ssh host"}},
      {"spawn -noecho -- sh -c id", {"sh -c id"}},
      {"set x 1\nsystem id", {"id"}},
      {"puts hello", {}},
      {"puts executed", {}},
  };
  for (const TclRow& row : rows) EXPECT_EQ(CommandsOfTcl(row.code), row.commands) << row.code;
}

TEST(CodeTexts, TextsThatEndTooSoonAreReadToTheirEnd) {
  EXPECT_EQ(Show(EffectsOfAwk("BEGIN { system(\"id")), "shell:id\x01 | unknown");
  EXPECT_EQ(Show(EffectsOfAwk("{ print > ")), "caution");
  EXPECT_EQ(Show(EffectsOfAwk("/abc")), "");
  for (const std::string_view code : {"s", "s/", "s/a", "s/a/b", "y/a", "/a", "\\", "s/a\\"}) {
    EXPECT_EQ(Show(EffectsOfSed(code)), "") << code;
  }
}

}  // namespace
}  // namespace cmdai::safety
