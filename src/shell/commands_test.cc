#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(Commands, ReadsSimpleCommands) {
  static constexpr TreeRow kRows[] = {
      {"a", R"((and-or (simple (word (bare "a")))))"},
      {"a b 'c'", R"((and-or (simple (word (bare "a")) (word (bare "b")) (word (single "c")))))"},
      {"a;", R"((and-or (simple (word (bare "a")))))"},
      {"a\n", R"((and-or (simple (word (bare "a")))))"},
      {"\n\n a \n\n", R"((and-or (simple (word (bare "a")))))"},
      {"a;b", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "b")))))"},
      {"a\nb", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "b")))))"},
      {"a & b", R"((background (simple (word (bare "a")))) (and-or (simple (word (bare "b")))))"},
      {"a &", R"((background (simple (word (bare "a")))))"},
      {"a;b;", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "b")))))"},
      {"a & \n b &", R"((background (simple (word (bare "a")))) (background (simple (word )"
                     R"((bare "b")))))"},
      {"", ""},
      {" \t\n", ""},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsPipelinesAndLists) {
  static constexpr TreeRow kRows[] = {
      {"a | b", R"((and-or (pipeline (simple (word (bare "a"))) | (simple (word (bare "b"))))))"},
      {"a |& b | c", R"((and-or (pipeline (simple (word (bare "a"))) |& (simple (word )"
                     R"((bare "b"))) | (simple (word (bare "c"))))))"},
      {"a |\n\n b",
       R"((and-or (pipeline (simple (word (bare "a"))) | (simple (word (bare "b"))))))"},
      {"a && b", R"((and-or (simple (word (bare "a"))) && (simple (word (bare "b")))))"},
      {"a || b && c", R"((and-or (simple (word (bare "a"))) || (simple (word (bare "b"))) && )"
                      R"((simple (word (bare "c")))))"},
      {"a &&\n b ||\n\n c",
       R"((and-or (simple (word (bare "a"))) && (simple (word (bare "b"))) || )"
       R"((simple (word (bare "c")))))"},
      {"a && b &", R"((background (simple (word (bare "a"))) && (simple (word (bare "b")))))"},
      {"a | b && c | d; e",
       R"((and-or (pipeline (simple (word (bare "a"))) | (simple (word )"
       R"((bare "b")))) && (pipeline (simple (word (bare "c"))) | (simple (word )"
       R"((bare "d"))))) (and-or (simple (word (bare "e")))))"},
      {"a|b||c&d", R"((background (pipeline (simple (word (bare "a"))) | (simple (word )"
                   R"((bare "b")))) || (simple (word (bare "c")))) (and-or (simple (word )"
                   R"((bare "d")))))"},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsNegationsAndTimes) {
  static constexpr TreeRow kRows[] = {
      {"! a", R"((and-or (pipeline ! (simple (word (bare "a"))))))"},
      {"! ! a", R"((and-or (pipeline ! ! (simple (word (bare "a"))))))"},
      {"!a", R"((and-or (simple (word (bare "!a")))))"},
      {"! a | b", R"((and-or (pipeline ! (simple (word (bare "a"))) | (simple (word )"
                  R"((bare "b"))))))"},
      {"a && ! b", R"((and-or (simple (word (bare "a"))) && (pipeline ! (simple (word )"
                   R"((bare "b"))))))"},
      {"!", "(and-or (pipeline !))"},
      {"time a", R"((and-or (pipeline time (simple (word (bare "a"))))))"},
      {"time -p a | b", R"((and-or (pipeline time-p (simple (word (bare "a"))) | (simple (word )"
                        R"((bare "b"))))))"},
      {"time -p", "(and-or (pipeline time-p))"},
      {"time -- a", R"((and-or (pipeline time (simple (word (bare "a"))))))"},
      {"time -pa", R"((and-or (pipeline time (simple (word (bare "-pa"))))))"},
      {"time ! a", R"((and-or (pipeline ! time (simple (word (bare "a"))))))"},
      {"! time a", R"((and-or (pipeline ! time (simple (word (bare "a"))))))"},
      {"time", "(and-or (pipeline time))"},
      {"time; a", R"((and-or (pipeline time)) (and-or (simple (word (bare "a")))))"},
      {"! &>f a", R"((and-or (pipeline ! (simple (word (bare "a"))) (redirect &> (word )"
                  R"((bare "f"))))))"},
      {"! (a)", R"((and-or (pipeline ! (subshell (list (and-or (simple (word (bare "a")))))))))"},
      {"if ! a; then b; fi",
       R"((and-or (if (list (and-or (pipeline ! (simple (word (bare "a")))))) )"
       R"((list (and-or (simple (word (bare "b"))))))))"},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsComments) {
  static constexpr TreeRow kRows[] = {
      {"# a", ""},
      {"a # b", R"((and-or (simple (word (bare "a")))))"},
      {"a #b\nc", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "c")))))"},
      {"a#b", R"((and-or (simple (word (bare "a#b")))))"},
      {R"(a \# b)",
       R"((and-or (simple (word (bare "a")) (word (escaped "#")) (word (bare "b")))))"},
      {"a;#b\nc", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "c")))))"},
      {"a &#b", R"((background (simple (word (bare "a")))))"},
      {"a | # b\nc",
       R"((and-or (pipeline (simple (word (bare "a"))) | (simple (word (bare "c"))))))"},
      {"a && # b\n c", R"((and-or (simple (word (bare "a"))) && (simple (word (bare "c")))))"},
      {"(a # b\n)", R"((and-or (subshell (list (and-or (simple (word (bare "a"))))))))"},
      {"a #\\\nb", R"((and-or (simple (word (bare "a")))) (and-or (simple (word (bare "b")))))"},
      {R"('#' "#" $#)", R"((and-or (simple (word (single "#")) (word (double (bare "#"))) (word )"
                        "(parameter #))))"},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsAssignments) {
  static constexpr TreeRow kRows[] = {
      {"a=1", R"((and-or (simple (assign a (word (bare "1"))))))"},
      {"a=1 b=2", R"((and-or (simple (assign a (word (bare "1"))) (assign b (word (bare "2"))))))"},
      {"a=1 b c=2", R"((and-or (simple (assign a (word (bare "1"))) (word (bare "b")) (word )"
                    R"((bare "c=2")))))"},
      {"a=", "(and-or (simple (assign a (word))))"},
      {"a= b", R"((and-or (simple (assign a (word)) (word (bare "b")))))"},
      {"a+=1", R"((and-or (simple (append a (word (bare "1"))))))"},
      {"a='b c'$d", R"((and-or (simple (assign a (word (single "b c") (parameter d))))))"},
      {"a=$(b)",
       "(and-or (simple (assign a (word (command (list (and-or (simple (word "
       R"((bare "b")))))))))))"},
      {"a=b=c", R"((and-or (simple (assign a (word (bare "b=c"))))))"},
      {"a=~/b:~c", R"((and-or (simple (assign a (word (bare "~/b:~c"))))))"},
      {"1=a", R"((and-or (simple (word (bare "1=a")))))"},
      {"a-b=c", R"((and-or (simple (word (bare "a-b=c")))))"},
      {R"(\a=b)", R"((and-or (simple (word (escaped "a") (bare "=b")))))"},
      {"'a'=b", R"((and-or (simple (word (single "a") (bare "=b")))))"},
      {"$a=b", R"((and-or (simple (word (parameter a) (bare "=b")))))"},
      {"a =b", R"((and-or (simple (word (bare "a")) (word (bare "=b")))))"},
      {">f a=1 b", R"((and-or (simple (assign a (word (bare "1"))) (word (bare "b"))) )"
                   R"((redirect > (word (bare "f")))))"},
      {"a=1 >f", R"((and-or (simple (assign a (word (bare "1")))) (redirect > (word )"
                 R"((bare "f")))))"},
      {"a\\\n=1", R"((and-or (simple (assign a (word (bare "1"))))))"},
      {"A=1 if", R"((and-or (simple (assign A (word (bare "1"))) (word (bare "if")))))"},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsArrays) {
  static constexpr TreeRow kRows[] = {
      {"a=()", "(and-or (simple (assign a (word (array)))))"},
      {"a=(1 2)", R"((and-or (simple (assign a (word (array (word (bare "1")) (word )"
                  R"((bare "2"))))))))"},
      {"a=([0]=1 [b]='c d')",
       R"((and-or (simple (assign a (word (array (word (bare "[0]=1")) (word )"
       R"((bare "[b]=") (single "c d"))))))))"},
      {"a+=(1)", R"((and-or (simple (append a (word (array (word (bare "1"))))))))"},
      {"a=(1\n2 # c\n3)", R"((and-or (simple (assign a (word (array (word (bare "1")) (word )"
                          R"((bare "2")) (word (bare "3"))))))))"},
      {R"(a=($b "$c" $(d)))",
       "(and-or (simple (assign a (word (array (word (parameter b)) (word "
       "(double (parameter c))) (word (command (list (and-or (simple (word "
       R"((bare "d")))))))))))))"},
      {"a[1]=2", R"((and-or (simple (assign a (word (bare "1")) (word (bare "2"))))))"},
      {"a[1]+=2", R"((and-or (simple (append a (word (bare "1")) (word (bare "2"))))))"},
      {"a[i+1]=2", R"((and-or (simple (assign a (word (bare "i+1")) (word (bare "2"))))))"},
      {"a[$b]=c", R"((and-or (simple (assign a (word (parameter b)) (word (bare "c"))))))"},
      {"a[b[1]]=c", R"((and-or (simple (assign a (word (bare "b[1]")) (word (bare "c"))))))"},
      {"a[1 + 2]=3", R"((and-or (simple (assign a (word (bare "1 + 2")) (word (bare "3"))))))"},
      {"a['x y']=1", R"((and-or (simple (assign a (word (single "x y")) (word (bare "1"))))))"},
      {"a[1]b", R"((and-or (simple (word (bare "a[1]b")))))"},
      {"a[b", "error: `[` without its `]`"},
      {"a=([1 + 1]=2)", R"((and-or (simple (assign a (word (array (word (bare "[1 + 1]=2"))))))))"},
      {"a=(<(b))",
       "(and-or (simple (assign a (word (array (word (process-in (list (and-or "
       R"((simple (word (bare "b")))))))))))))"},
      {"declare -a a=(1 2)", R"((and-or (simple (word (bare "declare")) (word (bare "-a")) (word )"
                             R"((bare "a=") (array (word (bare "1")) (word (bare "2")))))))"},
      {"local a=(1) b", R"((and-or (simple (word (bare "local")) (word (bare "a=") (array (word )"
                        R"((bare "1")))) (word (bare "b")))))"},
      {"export a+=(1)", R"((and-or (simple (word (bare "export")) (word (bare "a+=") (array (word )"
                        R"((bare "1")))))))"},
      {"declare a=1", R"((and-or (simple (word (bare "declare")) (word (bare "a=1")))))"},
      {"a=(b) c", R"((and-or (simple (assign a (word (array (word (bare "b"))))) (word )"
                  R"((bare "c")))))"},
      {"a=(;)", "error: unexpected `;`"},
      {"a=(b)c", "error: unexpected `c`"},
      {"b a=(1)", "error: unexpected `(`"},
  };
  ExpectTrees(kRows);
}

TEST(Commands, ReadsRedirections) {
  static constexpr TreeRow kRows[] = {
      {"a <b", R"((and-or (simple (word (bare "a"))) (redirect < (word (bare "b")))))"},
      {"a >b", R"((and-or (simple (word (bare "a"))) (redirect > (word (bare "b")))))"},
      {"a>b", R"((and-or (simple (word (bare "a"))) (redirect > (word (bare "b")))))"},
      {"a >>b", R"((and-or (simple (word (bare "a"))) (redirect >> (word (bare "b")))))"},
      {"a >|b", R"((and-or (simple (word (bare "a"))) (redirect >| (word (bare "b")))))"},
      {"a <>b", R"((and-or (simple (word (bare "a"))) (redirect <> (word (bare "b")))))"},
      {"a <&1", R"((and-or (simple (word (bare "a"))) (redirect <& (word (bare "1")))))"},
      {"a >&2", R"((and-or (simple (word (bare "a"))) (redirect >& (word (bare "2")))))"},
      {"a >&-", R"((and-or (simple (word (bare "a"))) (redirect >& (word (bare "-")))))"},
      {"a <&-", R"((and-or (simple (word (bare "a"))) (redirect <& (word (bare "-")))))"},
      {"a >&b", R"((and-or (simple (word (bare "a"))) (redirect >& (word (bare "b")))))"},
      {"a &>b", R"((and-or (simple (word (bare "a"))) (redirect &> (word (bare "b")))))"},
      {"a &>>b", R"((and-or (simple (word (bare "a"))) (redirect &>> (word (bare "b")))))"},
      {"a 2>b", R"((and-or (simple (word (bare "a"))) (redirect 2 > (word (bare "b")))))"},
      {"a 2>&1", R"((and-or (simple (word (bare "a"))) (redirect 2 >& (word (bare "1")))))"},
      {"a 12>b", R"((and-or (simple (word (bare "a"))) (redirect 12 > (word (bare "b")))))"},
      {"a2>b", R"((and-or (simple (word (bare "a2"))) (redirect > (word (bare "b")))))"},
      {"a 2 >b", R"((and-or (simple (word (bare "a")) (word (bare "2"))) (redirect > (word )"
                 R"((bare "b")))))"},
      {"a {b}>c", R"((and-or (simple (word (bare "a"))) (redirect {b} > (word (bare "c")))))"},
      {"a {b} >c", R"((and-or (simple (word (bare "a")) (word (bare "{b}"))) (redirect > )"
                   R"((word (bare "c")))))"},
      {"a {1}>c", R"((and-or (simple (word (bare "a")) (word (bare "{1}"))) (redirect > )"
                  R"((word (bare "c")))))"},
      {"a <<<b", R"((and-or (simple (word (bare "a"))) (redirect <<< (word (bare "b")))))"},
      {"a <<<'b c' d", R"((and-or (simple (word (bare "a")) (word (bare "d"))) (redirect <<< )"
                       R"((word (single "b c")))))"},
      {"a 3<<<b", R"((and-or (simple (word (bare "a"))) (redirect 3 <<< (word (bare "b")))))"},
      {">a", R"((and-or (simple) (redirect > (word (bare "a")))))"},
      {"2>a", R"((and-or (simple) (redirect 2 > (word (bare "a")))))"},
      {"<a b", R"((and-or (simple (word (bare "b"))) (redirect < (word (bare "a")))))"},
      {">a b <c d", R"((and-or (simple (word (bare "b")) (word (bare "d"))) (redirect > (word )"
                    R"((bare "a"))) (redirect < (word (bare "c")))))"},
      {"a > 'b c'", R"((and-or (simple (word (bare "a"))) (redirect > (word (single "b c")))))"},
      {"a >$b", R"((and-or (simple (word (bare "a"))) (redirect > (word (parameter b)))))"},
      {"a >$(b)", R"((and-or (simple (word (bare "a"))) (redirect > (word (command (list )"
                  R"((and-or (simple (word (bare "b"))))))))))"},
      {"a <b >c 2>&1", R"((and-or (simple (word (bare "a"))) (redirect < (word (bare "b"))) )"
                       R"((redirect > (word (bare "c"))) (redirect 2 >& (word (bare "1")))))"},
      {"a > \\\n b", R"((and-or (simple (word (bare "a"))) (redirect > (word (bare "b")))))"},
      {"a >\\\n> b", R"((and-or (simple (word (bare "a"))) (redirect >> (word (bare "b")))))"},
      {"a &> >(b)", R"((and-or (simple (word (bare "a"))) (redirect &> (word (process-out )"
                    R"((list (and-or (simple (word (bare "b"))))))))))"},
      {"a < <(b)", R"((and-or (simple (word (bare "a"))) (redirect < (word (process-in (list )"
                   R"((and-or (simple (word (bare "b"))))))))))"},
      {"a 2>&1 | b", R"((and-or (pipeline (simple (word (bare "a"))) (redirect 2 >& (word )"
                     R"((bare "1"))) | (simple (word (bare "b"))))))"},
      {"a>b;c", R"((and-or (simple (word (bare "a"))) (redirect > (word (bare "b")))) )"
                R"((and-or (simple (word (bare "c")))))"},
      {"a >b&", R"((background (simple (word (bare "a"))) (redirect > (word (bare "b")))))"},
      {"a >&$b", R"((and-or (simple (word (bare "a"))) (redirect >& (word (parameter b)))))"},
      {"a 2>&1-", R"((and-or (simple (word (bare "a"))) (redirect 2 >& (word (bare "1-")))))"},
      {"(a) >b", R"((and-or (subshell (list (and-or (simple (word (bare "a")))))) )"
                 R"((redirect > (word (bare "b")))))"},
      {"{ a; } 2>b <c", R"((and-or (group (list (and-or (simple (word (bare "a")))))) )"
                        R"((redirect 2 > (word (bare "b"))) (redirect < (word (bare "c")))))"},
      {"if a; then b; fi >c",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b")))))) (redirect > (word (bare "c")))))"},
  };
  ExpectTrees(kRows);
}

}  // namespace
}  // namespace cmdai::shell
