#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(CompoundCommands, ReadsGroupsAndSubshells) {
  static constexpr TreeRow kRows[] = {
      {"(a)", R"((and-or (subshell (list (and-or (simple (word (bare "a"))))))))"},
      {"(a;b)", R"((and-or (subshell (list (and-or (simple (word (bare "a")))) (and-or )"
                R"((simple (word (bare "b"))))))))"},
      {"( a & )", R"((and-or (subshell (list (background (simple (word (bare "a"))))))))"},
      {"(\na\n)", R"((and-or (subshell (list (and-or (simple (word (bare "a"))))))))"},
      {"((a);b)",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a"))))))) (and-or (simple (word (bare "b"))))))))"},
      {"( (a) )",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a")))))))))))"},
      {"{ a; }", R"((and-or (group (list (and-or (simple (word (bare "a"))))))))"},
      {"{ a & }", R"((and-or (group (list (background (simple (word (bare "a"))))))))"},
      {"{\na\n}", R"((and-or (group (list (and-or (simple (word (bare "a"))))))))"},
      {"{ a; } && (b)",
       R"((and-or (group (list (and-or (simple (word (bare "a")))))) && (subshell )"
       R"((list (and-or (simple (word (bare "b"))))))))"},
      {"{a", R"((and-or (simple (word (bare "{a")))))"},
      {"{ a; b }; }", R"((and-or (group (list (and-or (simple (word (bare "a")))) (and-or )"
                      R"((simple (word (bare "b")) (word (bare "}"))))))))"},
      {"((a))", R"((and-or (arithmetic-command (word (bare "a")))))"},
      {"(a)#b", R"((and-or (subshell (list (and-or (simple (word (bare "a"))))))))"},
      {"(a)|(b)",
       "(and-or (pipeline (subshell (list (and-or (simple (word "
       R"((bare "a")))))) | (subshell (list (and-or (simple (word )"
       R"((bare "b")))))))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsIf) {
  static constexpr TreeRow kRows[] = {
      {"if a; then b; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
      {"if a\nthen b\nfi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
      {"if a; b; then c; d; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a")))) (and-or (simple )"
       R"((word (bare "b"))))) (list (and-or (simple (word (bare "c")))) (and-or )"
       R"((simple (word (bare "d"))))))))"},
      {"if a; then b; else c; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))) (list (and-or (simple (word )"
       R"((bare "c"))))))))"},
      {"if a; then b; elif c; then d; elif e; then f; else g; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))) (list (and-or (simple (word (bare "c"))))) )"
       R"((list (and-or (simple (word (bare "d"))))) (list (and-or (simple (word )"
       R"((bare "e"))))) (list (and-or (simple (word (bare "f"))))) (list (and-or )"
       R"((simple (word (bare "g"))))))))"},
      {"if a; then if b; then c; fi; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((if (list (and-or (simple (word (bare "b"))))) (list (and-or (simple )"
       R"((word (bare "c")))))))))))"},
      {"if (a) then (b) fi",
       "(and-or (if (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a")))))))) (list (and-or (subshell (list (and-or (simple (word )"
       R"((bare "b")))))))))))"},
      {"if a; then b; fi | c",
       R"((and-or (pipeline (if (list (and-or (simple (word (bare "a"))))) (list )"
       R"((and-or (simple (word (bare "b")))))) | (simple (word (bare "c"))))))"},
      {"echo if then fi", R"((and-or (simple (word (bare "echo")) (word (bare "if")) (word )"
                          R"((bare "then")) (word (bare "fi")))))"},
      {"'if' a", R"((and-or (simple (word (single "if")) (word (bare "a")))))"},
      {R"(\if a)", R"((and-or (simple (word (escaped "i") (bare "f")) (word (bare "a")))))"},
      {"i\\\nf a; then b; fi",
       R"((and-or (if (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsLoops) {
  static constexpr TreeRow kRows[] = {
      {"while a; do b; done",
       R"((and-or (while (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
      {"until a; do b; done",
       R"((and-or (until (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
      {"while a\ndo b\ndone",
       R"((and-or (while (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b"))))))))"},
      {"while a; do b; done <c",
       R"((and-or (while (list (and-or (simple (word (bare "a"))))) (list (and-or )"
       R"((simple (word (bare "b")))))) (redirect < (word (bare "c")))))"},
      {"for i in a b; do c; done",
       R"((and-or (for i (word (bare "a")) (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c"))))))))"},
      {"for i in; do c; done", R"((and-or (for i (list (and-or (simple (word (bare "c"))))))))"},
      {"for i; do c; done", R"((and-or (for i @ (list (and-or (simple (word (bare "c"))))))))"},
      {"for i do c; done", R"((and-or (for i @ (list (and-or (simple (word (bare "c"))))))))"},
      {"for i\ndo c; done", R"((and-or (for i @ (list (and-or (simple (word (bare "c"))))))))"},
      {"for i\nin a\ndo c; done", R"((and-or (for i (word (bare "a")) (list (and-or (simple (word )"
                                  R"((bare "c"))))))))"},
      {"for i in a *.c \"$b\" <(d)\ndo c; done",
       R"((and-or (for i (word (bare "a")) (word (bare "*.c")) (word (double )"
       "(parameter b))) (word (process-in (list (and-or (simple (word "
       R"((bare "d"))))))) (list (and-or (simple (word (bare "c"))))))))"},
      {"for i in in do; do c; done",
       R"((and-or (for i (word (bare "in")) (word (bare "do")) (list (and-or )"
       R"((simple (word (bare "c"))))))))"},
      {"for i in a; { c; }", R"((and-or (for i (word (bare "a")) (list (and-or (simple (word )"
                             R"((bare "c"))))))))"},
      {"for i in a # b\ndo c; done",
       R"((and-or (for i (word (bare "a")) (list (and-or (simple (word )"
       R"((bare "c"))))))))"},
      {"select i in a b; do c; done",
       R"((and-or (select i (word (bare "a")) (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c"))))))))"},
      {"select i; do c; done",
       R"((and-or (select i @ (list (and-or (simple (word (bare "c"))))))))"},
      {"for ((i=0; i<3; i++)); do a; done",
       R"((and-or (arithmetic-for (word (bare "i=0; i<3; i++")) (list (and-or )"
       R"((simple (word (bare "a"))))))))"},
      {"for ((;;)) do a; done",
       R"((and-or (arithmetic-for (word (bare ";;")) (list (and-or (simple (word )"
       R"((bare "a"))))))))"},
      {"for ((;;)); { a; }",
       R"((and-or (arithmetic-for (word (bare ";;")) (list (and-or (simple (word )"
       R"((bare "a"))))))))"},
      {"for (( i = (1); i < 2 ; ))\ndo a; done",
       R"((and-or (arithmetic-for (word (bare " i = (1); i < 2 ; ")) (list )"
       R"((and-or (simple (word (bare "a"))))))))"},
      {"while a; do break; done & b",
       R"((background (while (list (and-or (simple (word (bare "a"))))) (list )"
       R"((and-or (simple (word (bare "break"))))))) (and-or (simple (word )"
       R"((bare "b")))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsCase) {
  static constexpr TreeRow kRows[] = {
      {"case a in esac", R"((and-or (case (word (bare "a")))))"},
      {"case a in b) c;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c")))))))))"},
      {"case a in (b) c;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c")))))))))"},
      {"case a in b|c) d;; e) f; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (word )"
       R"((bare "c")) (list (and-or (simple (word (bare "d")))))) (item (word )"
       R"((bare "e")) (list (and-or (simple (word (bare "f")))))))))"},
      {"case $a in\n'b c'|*)\n d\n ;;\nesac",
       R"((and-or (case (word (parameter a)) (item (word (single "b c")) (word )"
       R"((bare "*")) (list (and-or (simple (word (bare "d")))))))))"},
      {"case a in b) ;; c) esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list)) (item )"
       R"((word (bare "c")) (list)))))"},
      {"case a in b) c;& d) e;;& *) f;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c"))))) ;&) (item (word (bare "d")) (list (and-or )"
       R"((simple (word (bare "e"))))) ;;&) (item (word (bare "*")) (list (and-or )"
       R"((simple (word (bare "f")))))))))"},
      {"case a\nin b) c;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c")))))))))"},
      {"case a in *.c|[ab]?) c;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "*.c")) (word )"
       R"((bare "[ab]?")) (list (and-or (simple (word (bare "c")))))))))"},
      {R"(case a in "$b"*) c;; esac)",
       R"((and-or (case (word (bare "a")) (item (word (double (parameter b)) )"
       R"((bare "*")) (list (and-or (simple (word (bare "c")))))))))"},
      {"case a in (esac) b;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "esac")) (list )"
       R"((and-or (simple (word (bare "b")))))))))"},
      {"case a in if) b;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "if")) (list (and-or )"
       R"((simple (word (bare "b")))))))))"},
      {"case in in in) in;; esac", "error: unexpected `in`"},
      {"case a in b) case c in d) e;; esac;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((case (word (bare "c")) (item (word (bare "d")) (list (and-or (simple )"
       R"((word (bare "e")))))))))))))"},
      {"case a in # b\n b) c;; # d\n esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c")))))))))"},
      {"case a in b) c & ;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list )"
       R"((background (simple (word (bare "c")))))))))"},
      {"case a in +(b|c)) d;; esac",
       R"_((and-or (case (word (bare "a")) (item (word (bare "+(b|c)")) (list )_"
       R"((and-or (simple (word (bare "d")))))))))"},
      {"case a in b ) c;; esac >d",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c"))))))) (redirect > (word (bare "d")))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsFunctions) {
  static constexpr TreeRow kRows[] = {
      {"f() { a; }", R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f () { a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f ( ) { a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f()\n{ a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f() (a)", R"((and-or (function f (subshell (list (and-or (simple (word (bare "a")))))))))"},
      {"f() if a; then b; fi",
       R"((and-or (function f (if (list (and-or (simple (word (bare "a"))))) )"
       R"((list (and-or (simple (word (bare "b")))))))))"},
      {"f() { a; } >b", R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))) )"
                        R"((redirect > (word (bare "b"))))))"},
      {"function f { a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"function f() { a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"function f () (a)",
       R"((and-or (function f (subshell (list (and-or (simple (word (bare "a")))))))))"},
      {"function f (a)",
       R"((and-or (function f (subshell (list (and-or (simple (word (bare "a")))))))))"},
      {"function f\n{ a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f() ((1))", R"((and-or (function f (arithmetic-command (word (bare "1"))))))"},
      {"f() [[ a ]]", R"((and-or (function f (conditional (word (bare "a"))))))"},
      {"f-g.h() { a; }",
       "(and-or (function f-g.h (group (list (and-or (simple (word "
       R"((bare "a")))))))))"},
      {"function f-g { a; }",
       R"((and-or (function f-g (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f() { g() { a; }; }",
       "(and-or (function f (group (list (and-or (function g (group (list "
       R"((and-or (simple (word (bare "a")))))))))))))"},
      {"f() { a; }; f",
       "(and-or (function f (group (list (and-or (simple (word "
       R"((bare "a")))))))) (and-or (simple (word (bare "f")))))"},
      {"f() while a; do b; done",
       R"((and-or (function f (while (list (and-or (simple (word (bare "a"))))) )"
       R"((list (and-or (simple (word (bare "b")))))))))"},
      {"f\\\n() { a; }",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsCoprocesses) {
  static constexpr TreeRow kRows[] = {
      {"coproc a b", R"((and-or (coproc - (simple (word (bare "a")) (word (bare "b"))))))"},
      {"coproc { a; }",
       R"((and-or (coproc - (group (list (and-or (simple (word (bare "a")))))))))"},
      {"coproc N { a; }",
       R"((and-or (coproc N (group (list (and-or (simple (word (bare "a")))))))))"},
      {"coproc N (a)",
       R"((and-or (coproc N (subshell (list (and-or (simple (word (bare "a")))))))))"},
      {"coproc while a; do b; done",
       R"((and-or (coproc - (while (list (and-or (simple (word (bare "a"))))) )"
       R"((list (and-or (simple (word (bare "b")))))))))"},
      {"coproc N if a; then b; fi",
       R"((and-or (coproc N (if (list (and-or (simple (word (bare "a"))))) (list )"
       R"((and-or (simple (word (bare "b")))))))))"},
      {"coproc a >b", R"((and-or (coproc - (simple (word (bare "a"))) (redirect > (word )"
                      R"((bare "b"))))))"},
  };
  ExpectTrees(kRows);
}

TEST(CompoundCommands, ReadsArithmeticCommands) {
  static constexpr TreeRow kRows[] = {
      {"((1))", R"((and-or (arithmetic-command (word (bare "1")))))"},
      {"((i++))", R"((and-or (arithmetic-command (word (bare "i++")))))"},
      {"(( (1+2)*3 ))", R"((and-or (arithmetic-command (word (bare " (1+2)*3 ")))))"},
      {"((i=$a+$(b)))", R"((and-or (arithmetic-command (word (bare "i=") (parameter a) (bare "+") )"
                        R"((command (list (and-or (simple (word (bare "b"))))))))))"},
      {"((a)) && ((b))", R"((and-or (arithmetic-command (word (bare "a"))) && (arithmetic-command )"
                         R"((word (bare "b")))))"},
      {"((1 < 2))", R"((and-or (arithmetic-command (word (bare "1 < 2")))))"},
      {"((\n1\n))", R"((and-or (arithmetic-command (word (bare "\n1\n")))))"},
      {"((i++)) >a", R"((and-or (arithmetic-command (word (bare "i++"))) (redirect > (word )"
                     R"((bare "a")))))"},
      {"((a) || (b))",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a")))))) || (subshell (list (and-or (simple (word )"
       R"((bare "b")))))))))))"},
      {"((a); (b))",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a"))))))) (and-or (subshell (list (and-or (simple (word )"
       R"((bare "b")))))))))))"},
  };
  ExpectTrees(kRows);
}

}  // namespace
}  // namespace cmdai::shell
