#include "safety/dialect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "safety/judge.h"

namespace cmdai::safety {
namespace {

using shell::Kind;

Verdict JudgeFor(Kind kind, std::string_view command) {
  return Judge(command, {.home = "/home/user", .cwd = "/home/user/proj", .shell = kind});
}

/// The message of the first finding of a rule "shell..."; empty where there is none.
std::string Remark(const Verdict& verdict) {
  for (const Finding& finding : verdict.findings) {
    if (finding.rule.starts_with("shell.")) return finding.message;
  }
  return {};
}

struct Row {
  std::string_view command;
  std::string_view remark;
};

void ExpectRemarks(Kind kind, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Verdict verdict = JudgeFor(kind, row.command);
    EXPECT_NE(verdict.decision, Decision::kSafe) << row.command;
    EXPECT_EQ(Remark(verdict).substr(0, row.remark.size()), row.remark) << row.command;
  }
}

TEST(Dialect, SyntaxOfZshIsNamedAndNeverSafeInOtherShells) {
  const std::vector<Row> rows = {
      {"ls *(e:'rm x':)", "this is zsh syntax: a glob qualifier"},
      {"ls **/*(.om[1])", "this is zsh syntax: a glob qualifier"},
      {"ls *(/)", "this is zsh syntax: a glob qualifier"},
      {"echo ${(e)x}", "this is zsh syntax: `${(...)x}`"},
      {"noglob ls *", "this is zsh syntax: `noglob`"},
      {"print -P '%F{red}x'", "this is zsh syntax: `print`"},
      {"repeat 3 ls", "this is zsh syntax: `repeat`"},
  };
  for (const Kind kind : {Kind::kBash, Kind::kPosix, Kind::kKsh}) {
    for (const Row& row : rows) {
      const Verdict verdict = JudgeFor(kind, row.command);
      EXPECT_NE(verdict.decision, Decision::kSafe) << row.command;
      const bool found = std::ranges::any_of(verdict.findings, [](const Finding& finding) {
        return finding.rule == "shell.zsh" || finding.rule == "shell.bash";
      });
      EXPECT_TRUE(found) << row.command;
    }
  }
  ExpectRemarks(Kind::kBash, rows);
}

TEST(Dialect, SyntaxOfFishIsNamedInOtherShells) {
  ExpectRemarks(Kind::kBash, {
                                 {"test -f x; and ls", "this is fish syntax: `and`"},
                                 {"begin; ls; end", "this is fish syntax: `begin`"},
                                 {"not ls", "this is fish syntax: `not`"},
                             });
}

TEST(Dialect, BashIsNamedForSh) {
  ExpectRemarks(Kind::kPosix, {
                                  {"ls &> f", "`&>` is bash syntax, which sh reads in another way"},
                                  {"[[ -f x ]]", "`[[ ... ]]` is bash syntax"},
                                  {"a=(1 2)", "an array is bash syntax"},
                                  {"diff <(ls a) <(ls b)", "`<(...)` is bash syntax"},
                                  {"echo $'a'", "`$'...'` is bash syntax"},
                                  {"wc -l <<< x", "`<<<` is bash syntax"},
                                  {"ls |& wc", "`|&` is bash syntax"},
                                  {"ls {a,b}", "`{a,b}` is bash syntax"},
                                  {"ls {1..3}", "`{a,b}` is bash syntax"},
                                  {"((x > 1))", "`((...))` is bash syntax"},
                                  {"echo ${x//a/b}", "`${...}` of this form is bash syntax"},
                                  {"echo ${x:0:3}", "`${...}` of this form is bash syntax"},
                                  {"function f { ls; }; f", "`function` is bash syntax"},
                                  {"ls @(a|b)", "`@(...)` is bash syntax"},
                                  {"sh -c 'ls &> f'", "`&>` is bash syntax"},
                              });
  EXPECT_EQ(Remark(JudgeFor(Kind::kBash, "dash -c 'ls &> f'")),
            "`&>` is bash syntax, which sh reads in another way");
  EXPECT_EQ(Remark(JudgeFor(Kind::kPosix, "bash -c 'ls &> /dev/null'")), "");
}

TEST(Dialect, OfZsh) {
  ExpectRemarks(Kind::kZsh, {
                                {"ls *(e:'rm x':)", "`*(...)` is read by zsh in another way"},
                                {"ls *(.)", "`*(...)` is read by zsh in another way"},
                                {"cat =ls", "a word that begins with `=` is read by zsh"},
                                {"noglob ls *", "`noglob` is read by zsh"},
                                {"print -P x", "`print` is read by zsh"},
                                {"echo ${(e)x}", "`${(...)x}` is read by zsh"},
                                {"echo ${x:h}", "`${x:h}` is read by zsh"},
                                {"ls $x:h", "`$x:h` is read by zsh"},
                                {"ls \"$x:h\"", "`$x:h` is read by zsh"},
                                {"ls $x[1]", "`$x[...]` is read by zsh"},
                                {"a=(b c); ls $a", "an array is read by zsh"},
                                {"path=/tmp", "`path=` is read by zsh"},
                                {"ls | read x", "the end of a pipe"},
                                {"ls >! f", "`>!` is read by zsh"},
                            });
  for (const std::string_view alike :
       {"for f in *.c; do wc -l \"$f\"; done", "[[ -f x ]] && ls", "diff <(ls a) <(ls b)",
        "ls &> /dev/null", "echo ${x%.c}", "scp a host:b", "ls {a,b}"}) {
    EXPECT_EQ(Remark(JudgeFor(Kind::kZsh, alike)), "") << alike;
  }
}

TEST(Dialect, OfFish) {
  const std::string_view different[] = {"set x 1; echo (ls)",
                                        "echo (ls)",
                                        "echo $status",
                                        "test -f x; and ls",
                                        "set x 1",
                                        "begin; ls; end",
                                        "if true; then ls; fi",
                                        "for x in a; do ls; done",
                                        "(ls)",
                                        "{ ls; }",
                                        "x=1",
                                        "echo `ls`",
                                        "echo $((1+2))",
                                        "ls ?(a)",
                                        "ls @(ls)",
                                        "ls [ab]*",
                                        "echo $?",
                                        "echo ${x}",
                                        "wc <<< x",
                                        "cat <<E\nE\n",
                                        "echo \\x41",
                                        "ls 'a\\\\b'",
                                        "ls >| wc",
                                        "eval ls",
                                        "if true; ls; end",
                                        "echo $'a'",
                                        "ls >?f",
                                        "echo {1..3}",
                                        "history",
                                        "string match a b"};
  for (const std::string_view command : different) {
    EXPECT_NE(JudgeFor(Kind::kFish, command).decision, Decision::kSafe) << command;
    EXPECT_NE(Remark(JudgeFor(Kind::kFish, command)), "") << command;
  }
  for (const std::string_view alike :
       {"ls -la", "git log -3 | head", "find . -name '*.c'", "ls > /dev/null 2>&1",
        "echo \"$HOME\"", "test -f x && ls || pwd", "du -sh *", "awk '{print $1}' f", "ls {a,b}",
        "echo $(date)", "grep -E '^a\\.b' f", "ls a\\ b"}) {
    EXPECT_EQ(JudgeFor(Kind::kFish, alike).decision, Decision::kSafe) << alike;
  }
}

TEST(Dialect, OfAnUnknownShellIsNeverSafe) {
  const Verdict verdict = JudgeFor(Kind::kOther, "ls");
  EXPECT_NE(verdict.decision, Decision::kSafe);
  EXPECT_EQ(Remark(verdict), "is for a shell whose syntax is not known");
  // Inside a command, what no shell reads in another way is understood.
  EXPECT_EQ(JudgeFor(Kind::kBash, "tcsh -c 'ls -la'").decision, Decision::kSafe);
  EXPECT_NE(JudgeFor(Kind::kBash, "tcsh -c 'if [ -f x ]; then ls; fi'").decision, Decision::kSafe);
}

TEST(Dialect, DoesNotHideWhatACommandDoes) {
  for (const Kind kind :
       {Kind::kBash, Kind::kPosix, Kind::kKsh, Kind::kZsh, Kind::kFish, Kind::kOther}) {
    EXPECT_EQ(JudgeFor(kind, "rm -rf /").decision, Decision::kBlocked);
    EXPECT_EQ(JudgeFor(kind, "for x in a; do rm -rf /; done").decision, Decision::kBlocked);
  }
}

TEST(Dialect, EchoDecodesEscapesInShAndZsh) {
  const std::string_view command = "echo 'ls\\nrm -rf /' | sh";
  EXPECT_EQ(JudgeFor(Kind::kZsh, command).decision, Decision::kBlocked);
  EXPECT_EQ(JudgeFor(Kind::kPosix, command).decision, Decision::kBlocked);
}

}  // namespace
}  // namespace cmdai::safety
