#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(Words, ReadsLiteralText) {
  static constexpr TreeRow kRows[] = {
      {"a", R"((word (bare "a")))"},
      {"a-b=c", R"((word (bare "a-b=c")))"},
      {"a#b", R"((word (bare "a#b")))"},
      {"~/a ~b", R"((word (bare "~/a")) (word (bare "~b")))"},
      {"*.[ch] a?", R"((word (bare "*.[ch]")) (word (bare "a?")))"},
      {"{a,b{1..3}}", R"((word (bare "{a,b{1..3}}")))"},
      {"a,b:c@d%e+f^g", R"((word (bare "a,b:c@d%e+f^g")))"},
      {"\303\251\342\202\254", "(word (bare \"\303\251\342\202\254\"))"},
      {"a\302\240b", "(word (bare \"a\302\240b\"))"},
      {"1 2a", R"((word (bare "1")) (word (bare "2a")))"},
      {"!", R"((word (bare "!")))"},
      {"a! !b", R"((word (bare "a!")) (word (bare "!b")))"},
      {"if then }", R"((word (bare "if")) (word (bare "then")) (word (bare "}")))"},
      {"{", R"((word (bare "{")))"},
      {"[ ]", R"((word (bare "[")) (word (bare "]")))"},
      {"]]", R"((word (bare "]]")))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsBackslashes) {
  static constexpr TreeRow kRows[] = {
      {R"(\a\$)", R"((word (escaped "a") (escaped "$")))"},
      {R"(a\ b)", R"((word (bare "a") (escaped " ") (bare "b")))"},
      {"\\\342\202\254b", "(word (escaped \"\342\202\254\") (bare \"b\"))"},
      {R"(\)", R"((word (escaped "\\")))"},
      {R"(\\)", R"((word (escaped "\\")))"},
      {R"(a\;b\|)", R"((word (bare "a") (escaped ";") (bare "b") (escaped "|")))"},
      {R"(\'\")", R"((word (escaped "'") (escaped "\"")))"},
      {R"(\~ \*)", R"((word (escaped "~")) (word (escaped "*")))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsSingleQuotes) {
  static constexpr TreeRow kRows[] = {
      {"''", R"((word (single "")))"},
      {"'a b'", R"((word (single "a b")))"},
      {R"('a\')", R"((word (single "a\\")))"},
      {R"('"$x`')", R"((word (single "\"$x`")))"},
      {"'a'b'c'", R"((word (single "a") (bare "b") (single "c")))"},
      {"'a\nb'", R"((word (single "a\nb")))"},
      {"a''", R"((word (bare "a") (single "")))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsDoubleQuotes) {
  static constexpr TreeRow kRows[] = {
      {R"("")", "(word (double))"},
      {R"("a b")", R"((word (double (bare "a b"))))"},
      {R"("a\"b\\c\$d\`e")", R"((word (double (bare "a\"b\\c$d`e"))))"},
      {R"("\a\n\'")", R"((word (double (bare "\\a\\n\\'"))))"},
      {R"("'")", R"((word (double (bare "'"))))"},
      {R"("$x"y)", R"((word (double (parameter x)) (bare "y")))"},
      {R"_("a ${x} $(b "c") `d` $((1))")_",
       R"((word (double (bare "a ") (parameter x) (bare " ") (command (list )"
       R"((and-or (simple (word (bare "b")) (word (double (bare "c"))))))) )"
       R"((bare " ") (backquotes (list (and-or (simple (word (bare "d")))))) )"
       R"((bare " ") (arithmetic (word (bare "1"))))))"},
      {R"("*~{a,b}")", R"((word (double (bare "*~{a,b}"))))"},
      {R"("$")", R"((word (double (bare "$"))))"},
      {R"("$ a$")", R"((word (double (bare "$ a$"))))"},
      {"\"a\nb\"", R"((word (double (bare "a\nb"))))"},
      {"\"a\\\nb\"", R"((word (double (bare "ab"))))"},
      {R"("(;|&<>#")", R"((word (double (bare "(;|&<>#"))))"},
      {R"("$'a'")", R"((word (double (bare "$'a'"))))"},
      {R"("!")", R"((word (double (bare "!"))))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsAnsiCQuotes) {
  static constexpr TreeRow kRows[] = {
      {"$''", R"((word (ansi-c "")))"},
      {R"($'a\'b')", R"((word (ansi-c "a'b")))"},
      {R"($'\a\b\e\E\f\n\r\t\v\\\"\?')",
       R"((word (ansi-c "\x07\x08\x1b\x1b\x0c\n\x0d\t\x0b\\\"?")))"},
      {R"($'\x41\x4g\101\1017\7')", R"((word (ansi-c "A\x04gAA7\x07")))"},
      {R"($'\u41\u20ac\U1F600')", "(word (ansi-c \"A\342\202\254\360\237\230\200\"))"},
      {R"($'\cA\c?')", R"((word (ansi-c "\x01\x7f")))"},
      {R"($'\q\x')", R"((word (ansi-c "\\q\\x")))"},
      {R"($'a\0b'c)", R"((word (ansi-c "a") (bare "c")))"},
      {R"($'$x`"')", R"((word (ansi-c "$x`\"")))"},
      {"a$'b'c", R"((word (bare "a") (ansi-c "b") (bare "c")))"},
      {R"($'\xff')", R"((word (ansi-c "\xff")))"},
      {R"($'\ud800')", "(word (ansi-c \"\357\277\275\"))"},
      {"$'a\nb'", R"((word (ansi-c "a\nb")))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsLocaleQuotes) {
  static constexpr TreeRow kRows[] = {
      {R"($"a")", R"((word (locale (bare "a"))))"},
      {R"($"a$b"c)", R"((word (locale (bare "a") (parameter b)) (bare "c")))"},
      {R"($"'")", R"((word (locale (bare "'"))))"},
  };
  ExpectWords(kRows);
}

TEST(Words, JoinsPartsOfOneWord) {
  static constexpr TreeRow kRows[] = {
      {R"(a'b'"c"\d$e${f}g)", R"((word (bare "a") (single "b") (double (bare "c")) (escaped "d") )"
                              R"((parameter e) (parameter f) (bare "g")))"},
      {R"('a'"'"'b')", R"((word (single "a") (double (bare "'")) (single "b")))"},
      {R"("a"'b'$'c')", R"((word (double (bare "a")) (single "b") (ansi-c "c")))"},
      {"$a$b$$c", R"((word (parameter a) (parameter b) (parameter $) (bare "c")))"},
  };
  ExpectWords(kRows);
}

TEST(Words, ReadsExtendedGlobs) {
  static constexpr TreeRow kRows[] = {
      {"?(a|b)", R"_((word (bare "?(a|b)")))_"},
      {"*(a)b", R"((word (bare "*(a)b")))"},
      {"+([0-9])", R"_((word (bare "+([0-9])")))_"},
      {"@(a|'b c'|$d)",
       R"_((word (bare "@(a|") (single "b c") (bare "|") (parameter d) (bare ")")))_"},
      {"!(*.o)", R"_((word (bare "!(*.o)")))_"},
      {"a!(b|@(c|d))e", R"((word (bare "a!(b|@(c|d))e")))"},
      {"+(a b)", R"_((word (bare "+(a b)")))_"},
      {"*(a;b)", R"_((word (bare "*(a;b)")))_"},
  };
  ExpectWords(kRows);
}

TEST(Words, LeavesContinuedLinesOut) {
  static constexpr TreeRow kRows[] = {
      {"a\\\nb", R"((word (bare "ab")))"},
      {"\\\na", R"((word (bare "a")))"},
      {"a \\\n b", R"((word (bare "a")) (word (bare "b")))"},
      {"$\\\nx", "(word (parameter x))"},
      {"$\\\n{x\\\n}", "(word (parameter x))"},
      {"\"a\\\n$\\\nx\"", R"((word (double (bare "a") (parameter x))))"},
      {"'a\\\nb'", R"((word (single "a\\\nb")))"},
      {"$'a\\\nb'", R"((word (ansi-c "a\\\nb")))"},
      {"$\\\n(a)", R"((word (command (list (and-or (simple (word (bare "a"))))))))"},
      {"$(\\\n(1)\\\n)",
       "(word (command (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "1")))))))))))"},
      {"\\\\\\\na", R"((word (escaped "\\") (bare "a")))"},
  };
  ExpectWords(kRows);
}

}  // namespace
}  // namespace cmdai::shell
