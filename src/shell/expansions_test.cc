#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(Expansions, ReadsSimpleParameters) {
  static constexpr TreeRow kRows[] = {
      {"$x", "(word (parameter x))"},
      {"$x1_y-z", R"((word (parameter x1_y) (bare "-z")))"},
      {"$1", "(word (parameter 1))"},
      {"$12", R"((word (parameter 1) (bare "2")))"},
      {"$@ $* $# $? $- $$ $!",
       "(word (parameter @)) (word (parameter *)) (word (parameter #)) (word "
       "(parameter ?)) (word (parameter -)) (word (parameter $)) (word "
       "(parameter !))"},
      {"$0", "(word (parameter 0))"},
      {"$", R"((word (bare "$")))"},
      {"$.", R"((word (bare "$.")))"},
      {"$=", R"((word (bare "$=")))"},
      {"$ x", R"((word (bare "$")) (word (bare "x")))"},
      {"a$", R"((word (bare "a$")))"},
      {"$%", R"((word (bare "$%")))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsBracedParameters) {
  static constexpr TreeRow kRows[] = {
      {"${x}", "(word (parameter x))"},
      {"${x}y", R"((word (parameter x) (bare "y")))"},
      {"${12}", "(word (parameter 12))"},
      {"${@}${*}${#}${?}${-}${$}${!}",
       "(word (parameter @) (parameter *) (parameter #) (parameter ?) "
       "(parameter -) (parameter $) (parameter !))"},
      {"${#x}", "(word (length x))"},
      {"${#12}", "(word (length 12))"},
      {"${#@} ${#*}", "(word (length @)) (word (length *))"},
      {"${!x}", "(word (indirect x))"},
      {"${!x*} ${!x@}", "(word (indirect x * (word))) (word (indirect x @ (word)))"},
      {"${!1}", "(word (indirect 1))"},
      {"${x[1]}", R"((word (parameter x (word (bare "1")))))"},
      {"${x[@]} ${x[*]}", R"((word (parameter x (word (bare "@")))) (word (parameter x (word )"
                          R"((bare "*")))))"},
      {"${#x[@]}", R"((word (length x (word (bare "@")))))"},
      {"${!x[@]}", R"((word (indirect x (word (bare "@")))))"},
      {"${x[$i+1]}", R"((word (parameter x (word (parameter i) (bare "+1")))))"},
      {"${x[y[1]]}", R"((word (parameter x (word (bare "y[1]")))))"},
      {"${x['a b']}", R"((word (parameter x (word (single "a b")))))"},
      {R"(${x["]"]})", R"((word (parameter x (word (double (bare "]"))))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsDefaults) {
  static constexpr TreeRow kRows[] = {
      {"${x:-w}", R"((word (parameter x :- (word (bare "w")))))"},
      {"${x-}", "(word (parameter x - (word)))"},
      {"${x:=a b}", R"((word (parameter x := (word (bare "a b")))))"},
      {"${x=w}", R"((word (parameter x = (word (bare "w")))))"},
      {"${x:?not set}", R"((word (parameter x :? (word (bare "not set")))))"},
      {"${x?}", "(word (parameter x ? (word)))"},
      {"${x:+w}", R"((word (parameter x :+ (word (bare "w")))))"},
      {"${x+w}", R"((word (parameter x + (word (bare "w")))))"},
      {"${x:-$y}", "(word (parameter x :- (word (parameter y))))"},
      {"${x:-'a}b'}", R"((word (parameter x :- (word (single "a}b")))))"},
      {R"(${x:-"a}b"})", R"((word (parameter x :- (word (double (bare "a}b"))))))"},
      {R"(${x:-a\}b})", R"((word (parameter x :- (word (bare "a") (escaped "}") (bare "b")))))"},
      {"${x:-${y:-z}}", R"((word (parameter x :- (word (parameter y :- (word (bare "z")))))))"},
      {"${x:-$(a; b)}",
       "(word (parameter x :- (word (command (list (and-or (simple (word "
       R"((bare "a")))) (and-or (simple (word (bare "b"))))))))))"},
      {"${#:-a}", R"((word (parameter # :- (word (bare "a")))))"},
      {"${@:-a}", R"((word (parameter @ :- (word (bare "a")))))"},
      {"${x:-a#b;c|d}", R"((word (parameter x :- (word (bare "a#b;c|d")))))"},
      {"${x:-(}", R"((word (parameter x :- (word (bare "(")))))"},
      {"${x:-<(a)}", R"_((word (parameter x :- (word (bare "<(a)")))))_"},
      {"${-:-a}", R"((word (parameter - :- (word (bare "a")))))"},
      {"${?:+b}", R"((word (parameter ? :+ (word (bare "b")))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsTrimsAndReplacements) {
  static constexpr TreeRow kRows[] = {
      {"${x#a}", R"((word (parameter x # (word (bare "a")))))"},
      {"${x##*/}", R"((word (parameter x ## (word (bare "*/")))))"},
      {"${x%.*}", R"((word (parameter x % (word (bare ".*")))))"},
      {"${x%%'a'}", R"((word (parameter x %% (word (single "a")))))"},
      {"${x/a/b}", R"((word (parameter x / (word (bare "a")) (word (bare "b")))))"},
      {"${x//a/b}", R"((word (parameter x // (word (bare "a")) (word (bare "b")))))"},
      {"${x/#a/b}", R"((word (parameter x /# (word (bare "a")) (word (bare "b")))))"},
      {"${x/%a/b}", R"((word (parameter x /% (word (bare "a")) (word (bare "b")))))"},
      {"${x/a}", R"((word (parameter x / (word (bare "a")))))"},
      {"${x///_}", R"((word (parameter x // (word (bare "/_")))))"},
      {"${x////_}", R"((word (parameter x // (word (bare "/")) (word (bare "_")))))"},
      {R"(${x//\//_})", R"((word (parameter x // (word (escaped "/")) (word (bare "_")))))"},
      {R"(${x//[a\/]/})",
       R"((word (parameter x // (word (bare "[a") (escaped "/") (bare "]")) (word))))"},
      {"${x/'/'/b}", R"((word (parameter x / (word (single "/")) (word (bare "b")))))"},
      {"${x//$y/$(z)}",
       "(word (parameter x // (word (parameter y)) (word (command (list (and-or "
       R"((simple (word (bare "z"))))))))))"},
      {"${x/a/b/c}", R"((word (parameter x / (word (bare "a")) (word (bare "b/c")))))"},
      {"${x^} ${x^^} ${x,} ${x,,}",
       "(word (parameter x ^ (word))) (word (parameter x ^^ (word))) (word "
       "(parameter x , (word))) (word (parameter x ,, (word)))"},
      {"${x^^[ab]}", R"((word (parameter x ^^ (word (bare "[ab]")))))"},
      {"${x@Q} ${x@U}", R"((word (parameter x @ (word (bare "Q")))) (word (parameter x @ (word )"
                        R"((bare "U")))))"},
      {"${x[1]%a}", R"((word (parameter x (word (bare "1")) % (word (bare "a")))))"},
      {"${x[@]/a/b}", R"((word (parameter x (word (bare "@")) / (word (bare "a")) (word )"
                      R"((bare "b")))))"},
      {"${##a}", R"((word (parameter # # (word (bare "a")))))"},
      {"${#%a}", R"((word (parameter # % (word (bare "a")))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsSubstrings) {
  static constexpr TreeRow kRows[] = {
      {"${x:1}", R"((word (parameter x : (word (bare "1")))))"},
      {"${x:1:2}", R"((word (parameter x : (word (bare "1")) (word (bare "2")))))"},
      {"${x: -1}", R"((word (parameter x : (word (bare " -1")))))"},
      {"${x:$y:${z}}", "(word (parameter x : (word (parameter y)) (word (parameter z))))"},
      {"${x[@]:1:2}", R"((word (parameter x (word (bare "@")) : (word (bare "1")) (word )"
                      R"((bare "2")))))"},
      {"${@:2}", R"((word (parameter @ : (word (bare "2")))))"},
      {"${x:(-1):1+1}", R"_((word (parameter x : (word (bare "(-1)")) (word (bare "1+1")))))_"},
      {"${x::2}", R"((word (parameter x : (word) (word (bare "2")))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, KeepsWhatIsNoValidSubstitution) {
  static constexpr TreeRow kRows[] = {
      {"${}", "(word (parameter ? (word)))"},
      {"${ x}", R"((word (parameter ? (word (bare " x")))))"},
      {"${x y}", R"((word (parameter ? (word (bare "x y")))))"},
      {"${1x}", R"((word (parameter ? (word (bare "1x")))))"},
      {"${x.y}", R"((word (parameter ? (word (bare "x.y")))))"},
      {"${+x}", R"((word (parameter ? (word (bare "+x")))))"},
      {"${!}", "(word (parameter !))"},
      {"${!-a}", R"((word (parameter ! - (word (bare "a")))))"},
      {"${(f)x}", R"((word (parameter ? (word (bare "(f)x")))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, TreatsQuotesInDefaultsAsTheContextDoes) {
  static constexpr TreeRow kRows[] = {
      {R"("${x:-'}")", "error: `'` without its closing quote"},
      {R"("${x:-'a'}")", R"((word (double (parameter x :- (word (bare "'a'"))))))"},
      {R"("${x:-"a b"}")", R"((word (double (parameter x :- (word (double (bare "a b")))))))"},
      {R"("${x:-\"}")", R"((word (double (parameter x :- (word (escaped "\""))))))"},
      {R"("${x:-\}}")", R"((word (double (parameter x :- (word (escaped "}"))))))"},
      {R"("${x:-\a}")", R"((word (double (parameter x :- (word (bare "\\a"))))))"},
      {R"("${x#'a'}")", R"((word (double (parameter x # (word (single "a"))))))"},
      {R"("${x/'a'/b}")",
       R"((word (double (parameter x / (word (single "a")) (word (bare "b"))))))"},
      {R"("${x:-$(a 'b')}")",
       "(word (double (parameter x :- (word (command (list (and-or (simple "
       R"((word (bare "a")) (word (single "b")))))))))))"},
      {R"("${x:-`a`}")",
       "(word (double (parameter x :- (word (backquotes (list (and-or (simple "
       R"((word (bare "a")))))))))))"},
      {R"("${x:-${y:-'}}")", "error: `'` without its closing quote"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsCommandSubstitutions) {
  static constexpr TreeRow kRows[] = {
      {"$(a)", R"((word (command (list (and-or (simple (word (bare "a"))))))))"},
      {"$()", "(word (command (list)))"},
      {"$( )", "(word (command (list)))"},
      {"$(a; b & c)", R"((word (command (list (and-or (simple (word (bare "a")))) (background )"
                      R"((simple (word (bare "b")))) (and-or (simple (word (bare "c"))))))))"},
      {"$(a $(b $(c)))", R"((word (command (list (and-or (simple (word (bare "a")) (word (command )"
                         R"((list (and-or (simple (word (bare "b")) (word (command (list (and-or )"
                         R"((simple (word (bare "c"))))))))))))))))))"},
      {R"_("$(a "b" '"')")_",
       R"((word (double (command (list (and-or (simple (word (bare "a")) (word )"
       R"((double (bare "b"))) (word (single "\"")))))))))"},
      {"$(a #)\n)", R"((word (command (list (and-or (simple (word (bare "a"))))))))"},
      {"$(case a in a) b;; esac)",
       R"((word (command (list (and-or (case (word (bare "a")) (item (word )"
       R"((bare "a")) (list (and-or (simple (word (bare "b"))))))))))))"},
      {"$(case a in (a) b;; esac)",
       R"((word (command (list (and-or (case (word (bare "a")) (item (word )"
       R"((bare "a")) (list (and-or (simple (word (bare "b"))))))))))))"},
      {"$( (a) )",
       "(word (command (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a")))))))))))"},
      {"$((a); b)",
       "(word (command (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a"))))))) (and-or (simple (word (bare "b"))))))))"},
      {"$((a) | (b))",
       "(word (command (list (and-or (pipeline (subshell (list (and-or (simple "
       R"((word (bare "a")))))) | (subshell (list (and-or (simple (word )"
       R"((bare "b"))))))))))))"},
      {"$(<a)", R"((word (command (list (and-or (simple) (redirect < (word (bare "a"))))))))"},
      {"$(a\nb\n)", R"((word (command (list (and-or (simple (word (bare "a")))) (and-or )"
                    R"((simple (word (bare "b"))))))))"},
      {"$(a)$(b)c", R"((word (command (list (and-or (simple (word (bare "a")))))) (command )"
                    R"((list (and-or (simple (word (bare "b")))))) (bare "c")))"},
      {"$(\\\n)", "(word (command (list)))"},
      {"$(a <<E\nb\nE\n)",
       R"((word (command (list (and-or (simple (word (bare "a"))) (redirect << )"
       R"((word (bare "E")) (word (bare "b\n"))))))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsBackquotes) {
  static constexpr TreeRow kRows[] = {
      {"`a`", R"((word (backquotes (list (and-or (simple (word (bare "a"))))))))"},
      {"``", "(word (backquotes (list)))"},
      {"`a b; c`", R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
                   R"((bare "b")))) (and-or (simple (word (bare "c"))))))))"},
      {R"(`a \`b\``)", R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
                       R"((backquotes (list (and-or (simple (word (bare "b")))))))))))))"},
      {R"(`a \\ \$b`)", R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
                        R"((escaped " ") (parameter b))))))))"},
      {R"("`a \"b\"`")",
       R"((word (double (backquotes (list (and-or (simple (word (bare "a")) (word )"
       R"((double (bare "b"))))))))))"},
      {R"("`a "b"`")", R"((word (double (backquotes (list (and-or (simple (word (bare "a")) (word )"
                       R"((double (bare "b"))))))))))"},
      {"`a 'b'`", R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
                  R"((single "b"))))))))"},
      {"`a # b`c", R"((word (backquotes (list (and-or (simple (word (bare "a")))))) (bare "c")))"},
      {R"(`a \`b \\\`c\\\`\``)",
       R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
       R"((backquotes (list (and-or (simple (word (bare "b")) (word (backquotes )"
       R"((list (and-or (simple (word (bare "c"))))))))))))))))))"},
      {R"(`a '\\'`)", R"((word (backquotes (list (and-or (simple (word (bare "a")) (word )"
                      R"((single "\\"))))))))"},
      {"`a\n`", R"((word (backquotes (list (and-or (simple (word (bare "a"))))))))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsArithmetic) {
  static constexpr TreeRow kRows[] = {
      {"$((1))", R"((word (arithmetic (word (bare "1")))))"},
      {"$(( (1+2)*3 ))", R"((word (arithmetic (word (bare " (1+2)*3 ")))))"},
      {"$((x))", R"((word (arithmetic (word (bare "x")))))"},
      {"$((${x}+$y))", R"((word (arithmetic (word (parameter x) (bare "+") (parameter y)))))"},
      {"$(($(a)+`b`))",
       "(word (arithmetic (word (command (list (and-or (simple (word "
       R"((bare "a")))))) (bare "+") (backquotes (list (and-or (simple (word )"
       R"((bare "b"))))))))))"},
      {"$((x[1]++))", R"((word (arithmetic (word (bare "x[1]++")))))"},
      {"$((1<2&&3>4||!5))", R"((word (arithmetic (word (bare "1<2&&3>4||!5")))))"},
      {"$((a?b:c))", R"((word (arithmetic (word (bare "a?b:c")))))"},
      {R"($(("1")))", R"((word (arithmetic (word (double (bare "1"))))))"},
      {"$[1+2]", R"((word (arithmetic (word (bare "1+2")))))"},
      {"$[x[1]]", R"((word (arithmetic (word (bare "x[1]")))))"},
      {"$(())", "(word (arithmetic (word)))"},
      {"$((1\n+2))", R"((word (arithmetic (word (bare "1\n+2")))))"},
      {"$((16#ff))", R"((word (arithmetic (word (bare "16#ff")))))"},
      {"$((a=1,b))", R"((word (arithmetic (word (bare "a=1,b")))))"},
      {"$((1))2", R"((word (arithmetic (word (bare "1"))) (bare "2")))"},
  };
  ExpectWords(kRows);
}

TEST(Expansions, ReadsProcessSubstitutions) {
  static constexpr TreeRow kRows[] = {
      {"<(a)", R"((word (process-in (list (and-or (simple (word (bare "a"))))))))"},
      {">(a)", R"((word (process-out (list (and-or (simple (word (bare "a"))))))))"},
      {"<(a | b) <(c)",
       R"((word (process-in (list (and-or (pipeline (simple (word (bare "a"))) | )"
       R"((simple (word (bare "b")))))))) (word (process-in (list (and-or (simple )"
       R"((word (bare "c"))))))))"},
      {"a<(b)", R"((word (bare "a") (process-in (list (and-or (simple (word (bare "b"))))))))"},
      {"<(a)b", R"((word (process-in (list (and-or (simple (word (bare "a")))))) (bare "b")))"},
      {">(a >(b))", R"((word (process-out (list (and-or (simple (word (bare "a")) (word )"
                    R"((process-out (list (and-or (simple (word (bare "b")))))))))))))"},
      {R"_("<(a)")_", R"_((word (double (bare "<(a)"))))_"},
  };
  ExpectWords(kRows);
}

}  // namespace
}  // namespace cmdai::shell
