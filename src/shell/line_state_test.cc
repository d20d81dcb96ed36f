#include "shell/line_state.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::shell {
namespace {

struct Row {
  std::string_view line;
  LineState state;
};

constexpr LineState kComplete = LineState::kComplete;
constexpr LineState kOpen = LineState::kOpen;
constexpr LineState kHopeless = LineState::kHopeless;

TEST(LineState, OfBash) {
  static constexpr Row kRows[] = {
      {"", kOpen},
      {"  ", kOpen},
      {"ls", kComplete},
      {"ls ", kComplete},
      {"x=1", kComplete},
      {"ls;", kComplete},
      {"ls &", kComplete},
      {"> f", kComplete},
      {"ls # it's", kComplete},
      {"ls |", kOpen},
      {"ls &&", kOpen},
      {"ls >", kOpen},
      {"ls 'a", kOpen},
      {"ls \"a", kOpen},
      {"ls \"$(", kOpen},
      {"ls \\", kOpen},
      {"ls \\\\", kComplete},
      {"echo ${x", kOpen},
      {"echo $((1 + ", kOpen},
      {"(( (1 + 2) * 3 )", kOpen},
      {"if a", kOpen},
      {"if a; th", kOpen},
      {"if a; then b; f", kOpen},
      {"{ a; } 2", kOpen},
      {"for i i", kOpen},
      {"for (", kOpen},
      {"case x in a) b;", kOpen},
      {"[[ a -", kOpen},
      {"[[ a -eq", kOpen},
      {"[[ a ]", kOpen},
      {"f(", kOpen},
      {"f() ", kOpen},
      {"f() [", kOpen},
      {"(ls) d", kHopeless},
      {"while (ls) d", kOpen},
      {"ls | do", kOpen},  // docker
      {"ls | do ", kHopeless},
      {"&", kOpen},  // &> f
      {"& ", kHopeless},
      {"cat <", kOpen},
      {"cat <<", kOpen},  // <<<
      {"cat <<<", kOpen},
      {"cat << ", kHopeless},
      {"cat <<E", kHopeless},
      {"cat <<-", kHopeless},
      {"echo $(cat <<E", kHopeless},
      {"# ls", kHopeless},
      {"ls | # then", kHopeless},
      {"ls $( # then", kHopeless},
      {"echo `ls |", kOpen},
      {"echo `ls |;", kHopeless},
      {"echo `(ls) d", kHopeless},
      {"echo `while (ls) d", kOpen},
      {"echo `if a`", kHopeless},
      {")", kHopeless},
      {"ls )", kHopeless},
      {"ls ;;", kHopeless},
      {"ls | |", kHopeless},
      {"ls (a", kHopeless},
      {"(ls) a", kHopeless},
      {"{ ls; } a", kHopeless},
      {"fi", kOpen},  // file
      {"fi ", kHopeless},
      {"x=(1)b", kHopeless},
  };
  for (const Row& row : kRows) EXPECT_EQ(StateOfLine(row.line), row.state) << row.line;
}

TEST(LineState, OfPosix) {
  static constexpr Row kRows[] = {
      {"ls", kComplete},       {"cat <<", kHopeless},  {"a=(", kHopeless},
      {"[[ a = b", kComplete}, {"ls &> f", kComplete}, {"f() l", kComplete},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(StateOfLine(row.line, Dialect::kPosix), row.state) << row.line;
  }
}

TEST(LineState, IsHopelessBeyondTheLimits) {
  EXPECT_EQ(StateOfLine(std::string(70'000, 'a')), kHopeless);
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "$(";
  EXPECT_EQ(StateOfLine(deep), kHopeless);
}

TEST(LineState, OfEveryBeginningOfAProgramIsNotHopeless) {
  static constexpr std::string_view kPrograms[] = {
      "if ! test -f a; then b; elif c; then d; else e; fi 2>&1",
      "while (ls) do a; done | for x in a b; do c; done",
      "until a; do b & done; select x in a; do b; done",
      "for ((i = 0; i < 3; i++)); do a; done",
      "case $x in (a|b) c ;; d) e ;& f) ;;& g) h; esac",
      "f () { a; }; function g ( b ); function h { c; }",
      "f() if a; then b; fi; g() [[ a ]]; h() while a; do b; done",
      "[[ -f a && b != c || ! ( d -nt e ) ]] && echo \"${x:-$(a 'b' \"c\")}\"",
      "a=(1 [2]=3 $x) b+=4 c[1]=5; echo ${a[@]:1:2} ${#a} ${!b} ${c//x/y} $'\\n' $\"z\"",
      "a <(b) >(c) &>> d <<< e {f}>g 2>| h <> i 3>&-",
      "echo `a \\`b\\` \"c\"` $(d | e |& f) $((1 + (2) * 3)) $[4]",
      "(( (1) * (2) )) && ((a); b); ! time -p c; coproc X { d; }",
  };
  for (const std::string_view program : kPrograms) {
    ASSERT_EQ(StateOfLine(program), kComplete) << program;
    for (size_t n = 0; n < program.size(); ++n) {
      EXPECT_NE(StateOfLine(program.substr(0, n)), kHopeless) << program.substr(0, n);
    }
  }
}

}  // namespace
}  // namespace cmdai::shell
