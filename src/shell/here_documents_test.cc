#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(HereDocuments, ReadsTheirText) {
  static constexpr TreeRow kRows[] = {
      {"a <<E\nb\nc\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "b\nc\n")))))"},
      {"a <<E\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word))))"},
      {"a <<E\n\nE\n", R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
                       R"((bare "\n")))))"},
      {"a << E\nb\nE", R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
                       R"((bare "b\n")))))"},
      {"a 3<<E\nb\nE\n", R"((and-or (simple (word (bare "a"))) (redirect 3 << (word (bare "E")) )"
                         R"((word (bare "b\n")))))"},
      {"a <<E b\nc\nE\nd",
       R"((and-or (simple (word (bare "a")) (word (bare "b"))) (redirect << (word )"
       R"((bare "E")) (word (bare "c\n")))) (and-or (simple (word (bare "d")))))"},
      {"<<E\na\nE\n", R"((and-or (simple) (redirect << (word (bare "E")) (word (bare "a\n")))))"},
      {"a <<E\n E\nEE\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare " E\nEE\n")))))"},
      {"a <<E | b\nc\nE\n", R"((and-or (pipeline (simple (word (bare "a"))) (redirect << (word )"
                            R"((bare "E")) (word (bare "c\n"))) | (simple (word (bare "b"))))))"},
      {"a <<E && b\nc\nE\nd",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "c\n"))) && (simple (word (bare "b")))) (and-or (simple (word )"
       R"((bare "d")))))"},
      {"a <<E; b\nc\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "c\n")))) (and-or (simple (word (bare "b")))))"},
      {"a <<E &\nb\nE\n",
       R"((background (simple (word (bare "a"))) (redirect << (word (bare "E")) )"
       R"((word (bare "b\n")))))"},
      {"a <<E # c\nb\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "b\n")))))"},
      {"a <<-E\n\tb\n\t\tc d\n\tE\n",
       R"((and-or (simple (word (bare "a"))) (redirect <<- (word (bare "E")) )"
       R"((word (bare "b\nc d\n")))))"},
      {"a <<-E\n b\tc\n\tE\n",
       R"((and-or (simple (word (bare "a"))) (redirect <<- (word (bare "E")) )"
       R"((word (bare " b\tc\n")))))"},
      {"a <<1\nb\n1\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "1")) (word )"
       R"((bare "b\n")))))"},
      {"a <<!\nb\n!\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "!")) (word )"
       R"((bare "b\n")))))"},
  };
  ExpectTrees(kRows);
}

TEST(HereDocuments, ExpandUnlessTheDelimiterIsQuoted) {
  static constexpr TreeRow kRows[] = {
      {"a <<E\n$b ${c} $(d) `e` $((1))\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((parameter b) (bare " ") (parameter c) (bare " ") (command (list )"
       R"((and-or (simple (word (bare "d")))))) (bare " ") (backquotes (list )"
       R"((and-or (simple (word (bare "e")))))) (bare " ") (arithmetic (word )"
       R"((bare "1"))) (bare "\n")))))"},
      {"a <<E\n\\$b \\` \\\\ \\a \\\"\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "$b ` \\ \\a \\\"\n")))))"},
      {"a <<E\n\"b\" 'c'\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "\"b\" 'c'\n")))))"},
      {"a <<E\nb \\\nc\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "b c\n")))))"},
      {"a <<E\nb\\\nE\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "bE\n")))))"},
      {"a <<E\nb\\\\\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "b\\\n")))))"},
      {"a <<'E'\n$b \\$ `c`\\\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (single "E")) )"
       R"((word (single "$b \\$ `c`\\\n")))))"},
      {"a <<\"E\"\n$b\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (single "E")) )"
       R"((word (single "$b\n")))))"},
      {"a <<\\E\n$b\nE\n", R"((and-or (simple (word (bare "a"))) (redirect << (word (single "E")) )"
                           R"((word (single "$b\n")))))"},
      {"a <<E''F\n$b\nEF\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (single "EF")) )"
       R"((word (single "$b\n")))))"},
      {"a <<'E F'\n$b\nE F\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (single "E F")) )"
       R"((word (single "$b\n")))))"},
      {"a <<''\n$b\n\n", R"((and-or (simple (word (bare "a"))) (redirect << (word (single "")) )"
                         R"((word (single "$b\n")))))"},
      {"a <<-'E'\n\t$b\n\tE\n",
       R"((and-or (simple (word (bare "a"))) (redirect <<- (word (single "E")) )"
       R"((word (single "$b\n")))))"},
      {"a <<$E\nb\n$E\n", R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "$E")) )"
                          R"((word (bare "b\n")))))"},
      {"a <<E\n${b:-'c'}\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((parameter b :- (word (bare "'c'"))) (bare "\n")))))"},
      {"a <<E\n${b:-\"c\"}\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((parameter b :- (word (double (bare "c")))) (bare "\n")))))"},
      {"a <<E\n$(b \"c\" 'd')\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((command (list (and-or (simple (word (bare "b")) (word (double )"
       R"((bare "c"))) (word (single "d")))))) (bare "\n")))))"},
      {"a <<-E\n\t\tb\\\n\t\tc\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect <<- (word (bare "E")) )"
       R"((word (bare "b\t\tc\n")))))"},
  };
  ExpectTrees(kRows);
}

TEST(HereDocuments, AreReadInTheirOrder) {
  static constexpr TreeRow kRows[] = {
      {"a <<E <<F\nb\nE\nc\nF\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "b\n"))) (redirect << (word (bare "F")) (word (bare "c\n")))))"},
      {"a <<E | b <<'F' && c <<-G\n1\nE\n$2\nF\n\t3\n\tG\nd",
       R"((and-or (pipeline (simple (word (bare "a"))) (redirect << (word )"
       R"((bare "E")) (word (bare "1\n"))) | (simple (word (bare "b"))) )"
       R"((redirect << (word (single "F")) (word (single "$2\n")))) && (simple )"
       R"((word (bare "c"))) (redirect <<- (word (bare "G")) (word )"
       R"((bare "3\n")))) (and-or (simple (word (bare "d")))))"},
      {"a <<E; b <<E\n1\nE\n2\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((bare "1\n")))) (and-or (simple (word (bare "b"))) (redirect << (word )"
       R"((bare "E")) (word (bare "2\n")))))"},
      {"if a <<E; then b <<F; fi\n1\nE\n2\nF\n",
       R"((and-or (if (list (and-or (simple (word (bare "a"))) (redirect << (word )"
       R"((bare "E")) (word (bare "1\n"))))) (list (and-or (simple (word )"
       R"((bare "b"))) (redirect << (word (bare "F")) (word (bare "2\n"))))))))"},
      {"(a <<E)\nb\nE\n",
       R"((and-or (subshell (list (and-or (simple (word (bare "a"))) (redirect << )"
       R"((word (bare "E")) (word (bare "b\n"))))))))"},
      {"{ a <<E; }\nb\nE\n",
       R"((and-or (group (list (and-or (simple (word (bare "a"))) (redirect << )"
       R"((word (bare "E")) (word (bare "b\n"))))))))"},
      {"{ a <<E\nb\nE\n}",
       R"((and-or (group (list (and-or (simple (word (bare "a"))) (redirect << )"
       R"((word (bare "E")) (word (bare "b\n"))))))))"},
      {"while a <<E\nb\nE\ndo c; done",
       R"((and-or (while (list (and-or (simple (word (bare "a"))) (redirect << )"
       R"((word (bare "E")) (word (bare "b\n"))))) (list (and-or (simple (word )"
       R"((bare "c"))))))))"},
      {"f() { a; } <<E\nb\nE\n",
       R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))) )"
       R"((redirect << (word (bare "E")) (word (bare "b\n"))))))"},
      {"a <<E $(b)\nc\nE\n",
       R"((and-or (simple (word (bare "a")) (word (command (list (and-or (simple )"
       R"((word (bare "b")))))))) (redirect << (word (bare "E")) (word )"
       R"((bare "c\n")))))"},
      {"a $(b <<E\nc\nE\n) <<F\nd\nF\n",
       R"((and-or (simple (word (bare "a")) (word (command (list (and-or (simple )"
       R"((word (bare "b"))) (redirect << (word (bare "E")) (word )"
       R"((bare "c\n")))))))) (redirect << (word (bare "F")) (word (bare "d\n")))))"},
      {"a <<E\n$(b <<F\nc\nF\n)\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((command (list (and-or (simple (word (bare "b"))) (redirect << (word )"
       R"((bare "F")) (word (bare "c\n")))))) (bare "\n")))))"},
      {"`a <<E\nb\nE\n`",
       "(and-or (simple (word (backquotes (list (and-or (simple (word "
       R"((bare "a"))) (redirect << (word (bare "E")) (word (bare "b\n"))))))))))"},
      {"case a in b) c <<E;; esac\nd\nE\n",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c"))) (redirect << (word (bare "E")) (word )"
       R"((bare "d\n")))))))))"},
      {"a <<E 'b\nc'\nd\nE\n",
       R"((and-or (simple (word (bare "a")) (word (single "b\nc"))) (redirect << )"
       R"((word (bare "E")) (word (bare "d\n")))))"},
      {"a <<E \\\nb\nc\nE\n",
       R"((and-or (simple (word (bare "a")) (word (bare "b"))) (redirect << (word )"
       R"((bare "E")) (word (bare "c\n")))))"},
  };
  ExpectTrees(kRows);
}

// bash ends the document there and runs what follows; dash takes all of it for text.
TEST(HereDocuments, ADelimiterOnSeveralLinesIsRefused) {
  for (const char* text : {"a <<E\nE\\\n\nrm x\nE\n", "a <<EF\nE\\\nF\nrm x\nEF\n",
                           "a <<-EF\n\tE\\\nF\nrm x\nEF\n", "a <<E\n\\\nE\nrm x\nE\n"}) {
    for (const Dialect dialect : {Dialect::kBash, Dialect::kPosix}) {
      const ParseResult result = Parse(text, dialect);
      ASSERT_TRUE(result.error.has_value()) << text;
      EXPECT_EQ(result.error->kind, ParseError::Kind::kUnexpected) << text;
    }
  }
  for (const char* text : {"a <<E\nx\\\nE\nE\n", "a <<'E'\nE\\\n\nE\n", "a <<E\nE\\\\\nE\n"}) {
    EXPECT_FALSE(Parse(text).error.has_value()) << text;
  }
}

}  // namespace
}  // namespace cmdai::shell
