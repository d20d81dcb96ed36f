#include "shell/print.h"

#include <gtest/gtest.h>

#include <string>

#include "shell/dump.h"
#include "shell/parser.h"

namespace cmdai::shell {
namespace {

struct Row {
  std::string_view text;
  std::string_view printed;
};

std::string PrintOf(std::string_view text, Dialect dialect = Dialect::kBash) {
  const ParseResult result = Parse(text, dialect);
  EXPECT_FALSE(result.error) << text;
  return Print(result.program);
}

TEST(Print, WritesProgramsOnOneLine) {
  static constexpr Row kRows[] = {
      {R"(a  'b'   "c")", R"(a 'b' "c")"},
      {"a;b\nc", "a; b; c"},
      {"a&b", "a & b"},
      {"a&&b||c", "a && b || c"},
      {"a|b|&c", "a | b |& c"},
      {"! a|b", "! a | b"},
      {"time -p a", "time -p a"},
      {"!", "! ;"},
      {"(a;b)", "( a; b)"},
      {"{ a;b;}", "{ a; b; }"},
      {"{ a& }", "{ a & }"},
      {"(! ; )", "( ! ;)"},
      {"if a;then b;elif c;then d;else e;fi", "if a; then b; elif c; then d; else e; fi"},
      {"while a;do b;done", "while a; do b; done"},
      {"until a;do b&done", "until a; do b & done"},
      {"for i in a b;do c;done", "for i in a b; do c; done"},
      {"for i do a;done", "for i; do a; done"},
      {"for ((i=0;i<3;i++)) { a; }", "for ((i=0;i<3;i++)); do a; done"},
      {"select i in a;do b;done", "select i in a; do b; done"},
      {"case $a in b|c)d;;e)f;&*) esac", "case $a in (b|c) d ;; (e) f ;& (*)  ;; esac"},
      {"f(){ a;}", "f() { a; }"},
      {"function f (a)", "function f() ( a)"},
      {"coproc N { a;}", "coproc N { a; }"},
      {"[[ -f a&&! ( b==c ) ]]", "[[ -f a && ! ( b==c ) ]]"},
      {"((a+1))", "((a+1))"},
      {"a>b 2>&1<c", "a > b 2>&1 < c"},
      {"a &>b", "a &> b"},
      {"a {b}>c", "a {b}> c"},
      {"<a if", "< a if"},
      {"<a b", "b < a"},
      {"a=1  b+=2 c", "a=1 b+=2 c"},
      {"a=(1   2) b[3]=4", "a=(1 2) b[3]=4"},
      {"a[1 2]=3", "a[1 2]=3"},
      {"a[1]b", "a[1]b"},
      {R"(a `b \`c\``)", R"(a `b \`c\``)"},
      {"a $( b ) $((1+2)) $[3]", "a $(b) $((1+2)) $[3]"},
      {"a $( (b) )", "a $( ( b))"},
      {"a <(b) >(c)", "a <(b) >(c)"},
      {R"(a ${b:-c} ${#b} ${!b} ${b[1]//c/d} "${b:1:2}")",
       R"(a ${b:-c} ${#b} ${!b} ${b[1]//c/d} "${b:1:2}")"},
      {R"(a $'\x01\'\\b\u00e9')", R"(a $'\001\'\\b\303\251')"},
      {R"(a "b\"\$c\`d\\e")", R"(a "b\"\$c\`d\\e")"},
      {R"(a \b\ c)", R"(a \b\ c)"},
      {"a \\\nb", "a b"},
      {"a # b", "a"},
      {"", ""},
      {"declare -a a=(1 2)", "declare -a a=(1 2)"},
      {"a $()", "a $()"},
      {"a ``", "a ``"},
      {"a <<<b", "a <<< b"},
  };
  for (const Row& row : kRows) EXPECT_EQ(PrintOf(row.text), row.printed) << row.text;
}

TEST(Print, PutsHereDocumentsAfterTheLineTheyBelongTo) {
  static constexpr Row kRows[] = {
      {"a <<E\nb $c\nE\n", "a << E\nb $c\nE\n"},
      {"a <<'E'\nb $c\nE\n", "a << 'E'\nb $c\nE\n"},
      {"a <<E | b; c\nd\nE\n", "a << E |\nd\nE\nb; c"},
      {"a <<E && b <<F\n1\nE\n2\nF\nc", "a << E &&\n1\nE\nb << F\n2\nF\nc"},
      {"if a <<E; then b; fi\n1\nE\n", "if a << E\n1\nE\nthen b; fi"},
      {"(a <<E)\n1\nE\n", "( a << E\n1\nE\n)"},
      {"a $(b <<E\n1\nE\n) c", "a $(b << E\n1\nE\n) c"},
      {"a <<-E\n\tb\n\tE\n", "a <<- E\nb\nE\n"},
      {"a <<E\n\\$b\\\\\nE\n", "a << E\n\\$b\\\\\nE\n"},
      {"`a <<E\nb\nE\n`", "`a << E\nb\nE\n`"},
      {"case a in b) c <<E;; esac\nd\nE\n", "case a in (b) c << E\nd\nE\n;; esac"},
      {"a <<E &\nb\nE\nc", "a << E &\nb\nE\nc"},
      {"f() { a; } <<E\nb\nE\n", "f() { a; } << E\nb\nE\n"},
      {"a <<E\n$(b <<F\nc\nF\n)\nE\n", "a << E\n$(b << F\nc\nF\n)\nE\n"},
      {"{ a <<E; b; } | c\n1\nE\n", "{ a << E\n1\nE\nb; } | c"},
      {"a <<'E F'\nb\nE F\n", "a << 'E F'\nb\nE F\n"},
  };
  for (const Row& row : kRows) EXPECT_EQ(PrintOf(row.text), row.printed) << row.text;
}

/// What the print of a program is parsed to is the program, and its print is the same text.
void ExpectRoundTrip(std::string_view text, Dialect dialect) {
  const ParseResult result = Parse(text, dialect);
  ASSERT_FALSE(result.error) << text << "\n" << result.error->message;
  const std::string printed = Print(result.program);
  const ParseResult again = Parse(printed, dialect);
  ASSERT_FALSE(again.error) << text << "\n" << printed << "\n" << again.error->message;
  EXPECT_EQ(Dump(again.program), Dump(result.program)) << text << "\n" << printed;
  EXPECT_EQ(Print(again.program), printed) << text;
}

TEST(Print, IsParsedToTheSameProgram) {
  static constexpr std::string_view kTexts[] = {
      "a <<E\nb\nc\nE\n",
      "a <<E\nE\n",
      "a <<E\n\nE\n",
      "a << E\nb\nE",
      "a 3<<E\nb\nE\n",
      "a <<E b\nc\nE\nd",
      "<<E\na\nE\n",
      "a <<E\n E\nEE\nE\n",
      "a <<E | b\nc\nE\n",
      "a <<E && b\nc\nE\nd",
      "a <<E; b\nc\nE\n",
      "a <<E &\nb\nE\n",
      "a <<E # c\nb\nE\n",
      "a <<-E\n\tb\n\t\tc d\n\tE\n",
      "a <<-E\n b\tc\n\tE\n",
      "a <<1\nb\n1\n",
      "a <<!\nb\n!\n",
      "a <<E\n$b ${c} $(d) `e` $((1))\nE\n",
      "a <<E\n\\$b \\` \\\\ \\a \\\"\nE\n",
      "a <<E\n\"b\" 'c'\nE\n",
      "a <<E\nb \\\nc\nE\n",
      "a <<E\nb\\\nE\nE\n",
      "a <<E\nb\\\\\nE\n",
      "a <<'E'\n$b \\$ `c`\\\nE\n",
      "a <<\"E\"\n$b\nE\n",
      "a <<\\E\n$b\nE\n",
      "a <<E''F\n$b\nEF\n",
      "a <<'E F'\n$b\nE F\n",
      "a <<''\n$b\n\n",
      "a <<-'E'\n\t$b\n\tE\n",
      "a <<$E\nb\n$E\n",
      "a <<E\n${b:-'c'}\nE\n",
      "a <<E\n${b:-\"c\"}\nE\n",
      "a <<E\n$(b \"c\" 'd')\nE\n",
      "a <<-E\n\t\tb\\\n\t\tc\nE\n",
      "a <<E <<F\nb\nE\nc\nF\n",
      "a <<E | b <<'F' && c <<-G\n1\nE\n$2\nF\n\t3\n\tG\nd",
      "a <<E; b <<E\n1\nE\n2\nE\n",
      "if a <<E; then b <<F; fi\n1\nE\n2\nF\n",
      "(a <<E)\nb\nE\n",
      "{ a <<E; }\nb\nE\n",
      "{ a <<E\nb\nE\n}",
      "while a <<E\nb\nE\ndo c; done",
      "f() { a; } <<E\nb\nE\n",
      "a <<E $(b)\nc\nE\n",
      "a $(b <<E\nc\nE\n) <<F\nd\nF\n",
      "a <<E\n$(b <<F\nc\nF\n)\nE\n",
      "`a <<E\nb\nE\n`",
      "case a in b) c <<E;; esac\nd\nE\n",
      "a <<E 'b\nc'\nd\nE\n",
      "a <<E \\\nb\nc\nE\n",
      "echo ${a:-`b`}",
      "echo ${a:-$((1))}",
      R"(echo ${a#"}"})",
      R"(echo "${a#'}'}")",
      R"(echo "${a%"b"}")",
      "echo ${a//b/c}",
      "echo ${a/b/}",
      R"(echo ${a//\//b})",
      "echo ${a:1:2}",
      "echo ${a[1]}",
      "echo ${a[@]}",
      "echo ${!a}",
      "echo ${a^^}",
      "echo ${a@Q}",
      "echo ${a:-(}",
      "echo ${a:-)}",
      "echo ${a:-a b  c}",
      "echo ${a:-\n}",
      "echo ${a:-|}",
      "echo ${a:-;}",
      "echo ${a:-#}",
      R"(echo "${a:-`b "c"`}")",
      "echo $(a $(b) c)",
      R"_(echo "$(a "$(b "c")")")_",
      R"(echo `a \`b\``)",
      R"(echo "`a \"b\"`")",
      R"_(echo $(a 'b)' "c)"))_",
      "echo $(a # b)\n)",
      "echo $(case a in b) c;; esac)",
      "echo $(case a in (b) c;; esac)",
      "echo $( (a) )",
      "echo $((1 + (2)))",
      "echo $(( (1) + (2) ))",
      "echo $( (a); (b) )",
      "echo $((1)) $((2))",
      "echo $(())",
      "echo $(( ))",
      "echo $((1 << 2))",
      "echo $((1 > 2 ? 3 : 4))",
      "echo $(($a + ${b}))",
      "echo $(($(a)))",
      R"_(echo "$((1))")_",
      "echo $(echo a\n)",
      "echo $(\na\n)",
      "echo $(a;)",
      "echo $(a &)",
      "echo $(if a; then b; fi)",
      "echo $(a <<E\n1\nE\n)",
      "echo `a # b`",
      "echo `a 'b'`",
      R"(echo "'" '"')",
      R"(echo $'a\'b')",
      R"(echo $'a' $"b")",
      R"(echo "$'a'")",
      "echo a$'b'c",
      R"(echo "\"" '\')",
      "echo a\\\nb",
      "echo \"a\\\nb\"",
      "i\\\nf a; then b; fi",
      "echo ~ ~a a~",
      "echo * ? [a] {a,b}",
      "echo ?(a) *(b)",
      "echo !(a)",
      "[[ a == @(b|c) ]]",
      "case a in @(b|c)) d;; esac",
      "time -p a",
      "function f { a; }",
      "function f() { a; }",
      "f() if a; then b; fi",
      "f() for i in a; do b; done",
      "f() case a in b) c;; esac",
      "f() { a; } <b >c",
      "a-b() { c; }",
      "f.g() { a; }",
      "1f() { a; }",
      "[() { a; }",
      "f() { g() { a; }; g; }",
      "coproc N { a; }",
      "select i in a; do b; done",
      "for ((;;)); do a; done",
      "for ((i=0;i<1;i++)) { a; }",
      "((a)) || b",
      "((a) && (b))",
      "[[ -f a ]]",
      "[[ a = b && ( c != d || -n e ) ]]",
      "[[ a =~ ^(b|c)$ ]]",
      "[[ a < b ]]",
      R"([[ $a == "b"* ]])",
      "[[ ! -e a ]] && b",
      "a=(1 2 3)",
      "a=([1]=b [c]=d)",
      "declare -A a=([b]=c)",
      "local a=(b)",
      "a=(\n1\n2\n)",
      "a=(1 # b\n2)",
      "x=1 y=(2) z",
      "a &>b & c",
      "a <(b) >(c)",
      "let 'a = (1)'",
      "alias a=b",
      "eval 'a;b'",
      "trap 'a' EXIT",
      ": ${a:=b}",
      "[ a = b ] && c",
      "test a -a b",
      "a # b # c",
      "a 2>&1<c",
      "echo a a-b=c ~/a ~b *.[ch] a? {a,b{1..3}} a,b:c@d%e+f^g \303\251\342\202\254 a\302\240b 1 "
      "2a ! a! !b if then } { [ ] ]]",
      "echo \\a\\$ a\\ b \\\342\202\254b a\\;b\\| \\'\\\" \\~ \\*",
      "echo '' 'a b' 'a\\' '\"$x`' 'a'b'c' 'a\nb' a''",
      "echo \"\" \"a b\" \"a\\\"b\\\\c\\$d\\`e\" \"\\a\\n\\'\" \"'\" \"$x\"y \"a ${x} $(b \"c\") "
      "`d` $((1))\" \"*~{a,b}\" \"$\" \"$ a$\" \"a\nb\" \"a\\\nb\" \"$'a'\" \"!\"",
      "echo $'' $'a\\'b' $'\\a\\b\\e\\E\\f\\n\\r\\t\\v\\\\\\\"\\?' $'\\x41\\x4g\\101\\1017\\7' "
      "$'\\u41\\u20ac\\U1F600' $'\\cA\\c?' $'\\q\\x' $'a\\0b'c $'$x`\"' a$'b'c $'\\xff' $'\\ud800' "
      "$'a\nb'",
      R"(echo $"a" $"a$b"c $"'")",
      R"(echo a'b'"c"\d$e${f}g 'a'"'"'b' "a"'b'$'c' $a$b$$c)",
      "echo $x $x1_y-z $1 $12 $0 $ $. $= $ x a$ $%",
      R"(echo ${x} ${x}y ${12} ${!x} ${!x*} ${!x@} ${!1} ${x[1]} ${x[@]} ${x[*]} ${!x[@]})",
      R"(echo ${x[$i+1]} ${x[y[1]]} ${x['a b']} ${x["]"]})",
      R"(echo ${x:-w} ${x-} ${x:=a b} ${x=w} ${x:?not set} ${x?} ${x:+w} ${x+w} ${x:-$y})",
      R"(echo ${x:-'a}b'} ${x:-"a}b"} ${x:-a\}b})",
      R"(echo ${x:-${y:-z}} ${x:-$(a; b)} ${@:-a} ${x:-(} ${x:-<(a)} ${-:-a} ${?:+b})",
      R"(echo ${x%.*} ${x%%'a'} ${x/a/b} ${x//a/b} ${x/%a/b} ${x/a} ${x//\//_} ${x//[a\/]/})",
      R"(echo ${x/'/'/b} ${x//$y/$(z)} ${x/a/b/c} ${x^} ${x^^} ${x,} ${x,,} ${x^^[ab]})",
      R"(echo ${x@Q} ${x@U} ${x[1]%a} ${x[@]/a/b})",
      "echo ${x:1} ${x:1:2} ${x: -1} ${x:$y:${z}} ${x[@]:1:2} ${@:2} ${x:(-1):1+1} ${x::2}",
      "echo ${} ${ x} ${x y} ${1x} ${x.y} ${+x} ${!} ${!-a} ${(f)x}",
      "echo $(a) $() $( ) $(a; b & c) $(a $(b $(c))) \"$(a \"b\" '\"')\" $(case a in a) b;; esac) "
      "$(case a in (a) b;; esac) $( (a) ) $((a); b) $((a) | (b)) $(<a) $(a\nb\n) $(a)$(b)c $(\\\n) "
      "$(a <<E\nb\nE\n)",
      "echo `a` `` `a b; c` `a \\`b\\`` `a \\\\ \\$b` \"`a \\\"b\\\"`\" \"`a \"b\"`\" `a 'b'` `a "
      "\\`b \\\\\\`c\\\\\\`\\`` `a '\\\\'` `a\n`",
      "echo $((1)) $(( (1+2)*3 )) $((x)) $((${x}+$y)) $(($(a)+`b`)) $((x[1]++)) $((1<2&&3>4||!5)) "
      "$((a?b:c)) $((\"1\")) $[1+2] $[x[1]] $(()) $((1\n+2)) $((a=1,b)) $((1))2",
      R"_(echo <(a) >(a) <(a | b) <(c) a<(b) <(a)b >(a >(b)) "<(a)")_",
      R"(echo `a \`b \\\`c $d\\\`\``)",
      R"("`a \"b\" \`c \\\"d\\\"\``")",
      "a <<E\n`b \\`c\\``\nE\n",
      "a $(b $(c <<E\n1\nE\n) <<F\n2\nF\n)",
      "a <<E <<F\n$(b <<G\n1\nG\n)\nE\n${c:-`d`}\nF\n",
      "`a <<E\n\\`b\\`\nE\n`",
      R"("${a:-`b "c"`}")",
      "<a if",
      "! ; a",
      "(time;)",
      "a \\\\\\\n",
      "a <<'E'\nE\n",
      "a $(! ;)",
      "a=(\n[1 2]=3)",
      "[[ a =~ (b c)|'d' ]]",
      "a $[(]",
      "a ${b[c]d} ${b[} ${e.f}",
  };
  for (const std::string_view text : kTexts) ExpectRoundTrip(text, Dialect::kBash);
}

TEST(Print, IsParsedToTheSameProgramInPosixGrammar) {
  static constexpr std::string_view kTexts[] = {
      "f() a",
      "a | b && c",
      "if a; then b; fi >c",
      "a <<E\n$b\nE\n",
      "for i do a; done",
      "case a in b) c;; esac",
      "a ${b[1]} ${c/d/e}",
      "${x y}",
      R"("${a:-'}")",
      "$'a'",
      "((a); b)",
      "[[ a ]]",
      "a &>b",
      "! a",
      "a $((1 + (2)))",
      "a[1]=2",
      "f() a >b",
      "time a",
      "<a if",
  };
  for (const std::string_view text : kTexts) ExpectRoundTrip(text, Dialect::kPosix);
}

TEST(Print, KeepsEveryByteOfQuotedText) {
  for (int byte = 1; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    if (c != "'") ExpectRoundTrip("a 'b" + c + "c'", Dialect::kBash);
    if (c != "'" && c != "\\") ExpectRoundTrip("a $'b" + c + "c'", Dialect::kBash);
    if (c != "\"" && c != "`") ExpectRoundTrip("a \"b" + c + "c\"", Dialect::kBash);
    ExpectRoundTrip("a b\\" + c + "c", Dialect::kBash);
    ExpectRoundTrip("a <<'E'\nb" + c + "c\nE\n", Dialect::kBash);
    if (c != "`") ExpectRoundTrip("a <<E\nb" + c + "c\nE\n", Dialect::kBash);
  }
}

TEST(Print, WritesOneWord) {
  const ParseResult result = Parse("a 'b'\"$c\"\\d$(e)");
  ASSERT_FALSE(result.error);
  const Command& command = result.program.items[0].pipelines[0].commands[0];
  EXPECT_EQ(Print(std::get<SimpleCommand>(command.value).words[1]), "'b'\"$c\"\\d$(e)");
}

TEST(Print, TakesWhatWasReadBeforeAnError) {
  static constexpr Row kRows[] = {
      {"a; b |", "a; b | "},
      {"a <<'E'\nb", "a << 'E'\nE\n"},
      {"if a; then b", "if a; then b; fi"},
      {"a $(b; c", "a $(b; c)"},
  };
  for (const Row& row : kRows) {
    const ParseResult result = Parse(row.text);
    EXPECT_TRUE(result.error) << row.text;
    EXPECT_EQ(Print(result.program), row.printed) << row.text;
  }
}

}  // namespace
}  // namespace cmdai::shell
