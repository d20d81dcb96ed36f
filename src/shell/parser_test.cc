#include "shell/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "shell/limits.h"
#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

using Kind = ParseError::Kind;

struct ErrorRow {
  std::string_view text;
  Kind kind;
  Span span;
  std::string_view message;
};

void ExpectErrors(std::span<const ErrorRow> rows, Dialect dialect = Dialect::kBash) {
  for (const ErrorRow& row : rows) {
    const ParseResult result = Parse(row.text, dialect);
    ASSERT_TRUE(result.error) << row.text;
    EXPECT_EQ(result.error->message, row.message) << row.text;
    EXPECT_EQ(result.error->kind, row.kind) << row.text;
    EXPECT_EQ(result.error->span.begin, row.span.begin) << row.text;
    EXPECT_EQ(result.error->span.end, row.span.end) << row.text;
    EXPECT_EQ(result.error->incomplete(), row.kind == Kind::kUnterminated) << row.text;
  }
}

TEST(Parser, RefusesWhatNoTextAfterItCouldMend) {
  static constexpr ErrorRow kRows[] = {
      {")", Kind::kUnexpected, {0, 1}, "unexpected `)`"},
      {"a )", Kind::kUnexpected, {2, 3}, "unexpected `)`"},
      {"()", Kind::kUnexpected, {1, 2}, "unexpected `)`"},
      {"( )", Kind::kUnexpected, {2, 3}, "unexpected `)`"},
      {"a (b)", Kind::kUnexpected, {2, 3}, "unexpected `(`"},
      {"f(a)", Kind::kUnexpected, {1, 2}, "unexpected `(`"},
      {"}", Kind::kUnexpected, {0, 1}, "unexpected `}`"},
      {"a; }", Kind::kUnexpected, {3, 4}, "unexpected `}`"},
      {"{ }", Kind::kUnexpected, {2, 3}, "unexpected `}`"},
      {"{ a; } b", Kind::kUnexpected, {7, 8}, "unexpected `b`"},
      {"(a) b", Kind::kUnexpected, {4, 5}, "unexpected `b`"},
      {"|", Kind::kUnexpected, {0, 1}, "unexpected `|`"},
      {"a | | b", Kind::kUnexpected, {4, 5}, "unexpected `|`"},
      {"a & & b", Kind::kUnexpected, {4, 5}, "unexpected `&`"},
      {"; a", Kind::kUnexpected, {0, 1}, "unexpected `;`"},
      {"a ;; b", Kind::kUnexpected, {2, 3}, "unexpected `;`"},
      {"&& a", Kind::kUnexpected, {0, 1}, "unexpected `&`"},
      {"then", Kind::kUnexpected, {0, 4}, "unexpected `then`"},
      {"if a; then; fi", Kind::kUnexpected, {10, 11}, "unexpected `;`"},
      {"if; then b; fi", Kind::kUnexpected, {2, 3}, "unexpected `;`"},
      {"if a; fi", Kind::kUnexpected, {6, 8}, "unexpected `fi`"},
      {"else", Kind::kUnexpected, {0, 4}, "unexpected `else`"},
      {"do a; done", Kind::kUnexpected, {0, 2}, "unexpected `do`"},
      {"while a; done", Kind::kUnexpected, {9, 13}, "unexpected `done`"},
      {"for 1 in a; do b; done", Kind::kUnexpected, {4, 5}, "unexpected `1`"},
      {"for i in a do b; done", Kind::kUnexpected, {17, 21}, "unexpected `done`"},
      {"for i a; do b; done", Kind::kUnexpected, {6, 7}, "unexpected `a`"},
      {"in", Kind::kUnexpected, {0, 2}, "unexpected `in`"},
      {"]]", Kind::kUnexpected, {0, 2}, "unexpected `]]`"},
      {"case a in ) b;; esac", Kind::kUnexpected, {10, 11}, "unexpected `)`"},
      {"case a in b c) d;; esac", Kind::kUnexpected, {12, 13}, "unexpected `c`"},
      {"case a in b) c;; d; esac", Kind::kUnexpected, {18, 19}, "unexpected `;`"},
      {"esac", Kind::kUnexpected, {0, 4}, "unexpected `esac`"},
      {"a > > b", Kind::kUnexpected, {4, 5}, "unexpected `>`"},
      {"a > ;", Kind::kUnexpected, {4, 5}, "unexpected `;`"},
      {"a >;", Kind::kUnexpected, {3, 4}, "unexpected `;`"},
      {"a < | b", Kind::kUnexpected, {4, 5}, "unexpected `|`"},
      {"a > 2>b", Kind::kUnexpected, {4, 5}, "unexpected `2`"},
      {"a=(1;2)", Kind::kUnexpected, {4, 5}, "unexpected `;`"},
      {"a=(b)c", Kind::kUnexpected, {5, 6}, "unexpected `c`"},
      {"b a=(1)", Kind::kUnexpected, {4, 5}, "unexpected `(`"},
      {"f() a", Kind::kUnexpected, {4, 5}, "unexpected `a`"},
      {"$f() { a; }", Kind::kUnexpected, {2, 4}, "bad name of a function"},
      {"function; a", Kind::kUnexpected, {8, 9}, "unexpected `;`"},
      {"[[ ]]", Kind::kUnexpected, {3, 5}, "unexpected `]]`"},
      {"[[ a b ]]", Kind::kUnexpected, {6, 7}, "operator expected between `[[` and `]]`"},
      {"[[ -f ]]", Kind::kUnexpected, {6, 8}, "unexpected `]]`"},
      {"[[ a == ]]", Kind::kUnexpected, {8, 10}, "unexpected `]]`"},
      {"[[ a == b c ]]", Kind::kUnexpected, {10, 11}, "unexpected `c`"},
      {"[[ a && ]]", Kind::kUnexpected, {8, 10}, "unexpected `]]`"},
      {"[[ a | b ]]", Kind::kUnexpected, {5, 6}, "unexpected `|`"},
      {"[[ -f a\n]] b", Kind::kUnexpected, {11, 12}, "unexpected `b`"},
      {"((1)) a", Kind::kUnexpected, {6, 7}, "unexpected `a`"},
      {"(!)", Kind::kUnexpected, {2, 3}, "unexpected `)`"},
      {"! &", Kind::kUnexpected, {2, 3}, "unexpected `&`"},
      {"! )", Kind::kUnexpected, {2, 3}, "unexpected `)`"},
      {"time )", Kind::kUnexpected, {5, 6}, "unexpected `)`"},
      {"coproc coproc a", Kind::kUnexpected, {7, 13}, "unexpected `coproc`"},
      {"a `b |`", Kind::kUnexpected, {6, 6}, "unexpected the end of the command"},
      {"a `'`", Kind::kUnexpected, {3, 4}, "`'` without its closing quote"},
      {R"(a "`(`")", Kind::kUnexpected, {5, 5}, "unexpected the end of the command"},
      {"a $(b;;)", Kind::kUnexpected, {5, 6}, "unexpected `;`"},
      {"a $(b | )", Kind::kUnexpected, {8, 9}, "unexpected `)`"},
      {"a <<`b`\nb\n", Kind::kUnexpected, {4, 5}, "unexpected ```"},
      {"a <<$(b)\n", Kind::kUnexpected, {4, 5}, "unexpected `$`"},
      {"a <<\"b\\c\"\n", Kind::kUnexpected, {4, 5}, R"(unexpected `"`)"},
      {R"(a "${b:-'}'}")",
       Kind::kUnexpected,
       {8, 9},
       R"(`'` in "${...}", which shells read in different ways)"},
      {R"(a "${b:-$'c'}")",
       Kind::kUnexpected,
       {8, 9},
       R"(`'` in "${...}", which shells read in different ways)"},
      {"a\n)\nb", Kind::kUnexpected, {2, 3}, "unexpected `)`"},
  };
  ExpectErrors(kRows);
}

TEST(Parser, CallsATextIncompleteThatMoreTextCouldMend) {
  static constexpr ErrorRow kRows[] = {
      {"a()", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"'", Kind::kUnterminated, {0, 1}, "`'` without its closing quote"},
      {"a 'b", Kind::kUnterminated, {2, 4}, "`'` without its closing quote"},
      {R"(")", Kind::kUnterminated, {0, 1}, R"(`"` without its closing quote)"},
      {R"(a "b)", Kind::kUnterminated, {2, 4}, R"(`"` without its closing quote)"},
      {"a $'b", Kind::kUnterminated, {2, 5}, "`$'` without its closing quote"},
      {R"(a $'b\)", Kind::kUnterminated, {2, 6}, "`$'` without its closing quote"},
      {R"(a $"b)", Kind::kUnterminated, {3, 5}, R"(`"` without its closing quote)"},
      {"`", Kind::kUnterminated, {0, 1}, "backquote without its closing one"},
      {"a `b", Kind::kUnterminated, {2, 4}, "backquote without its closing one"},
      {"a $(b", Kind::kUnterminated, {2, 5}, "`$(` without its `)`"},
      {"a $(b | ", Kind::kUnterminated, {8, 8}, "unexpected the end of the command"},
      {R"(a "$(b")", Kind::kUnterminated, {6, 7}, R"(`"` without its closing quote)"},
      {"a $((1", Kind::kUnterminated, {2, 6}, "`$((` without its `))`"},
      {"a $((1)", Kind::kUnterminated, {2, 7}, "`$(` without its `)`"},
      {"a $[1", Kind::kUnterminated, {2, 5}, "`$[` without its `]`"},
      {"a ${", Kind::kUnterminated, {2, 4}, "`${` without its `}`"},
      {"a ${b", Kind::kUnterminated, {2, 5}, "`${` without its `}`"},
      {"a ${b:-c", Kind::kUnterminated, {2, 8}, "`${` without its `}`"},
      {"a ${b[", Kind::kUnterminated, {2, 6}, "`${` without its `}`"},
      {R"(a "${b:-it's}")", Kind::kUnterminated, {10, 11}, "`'` without its closing quote"},
      {"a[1", Kind::kUnterminated, {0, 3}, "`[` without its `]`"},
      {"a=(", Kind::kUnterminated, {2, 3}, "`(` without its `)`"},
      {"a=(1 2", Kind::kUnterminated, {2, 6}, "`(` without its `)`"},
      {"a=([1", Kind::kUnterminated, {3, 5}, "`[` without its `]`"},
      {"a <(b", Kind::kUnterminated, {2, 5}, "`<(` without its `)`"},
      {"a ?(b", Kind::kUnterminated, {3, 5}, "`(` without its `)`"},
      {"(", Kind::kUnterminated, {1, 1}, "unexpected the end of the command"},
      {"(a", Kind::kUnterminated, {0, 2}, "`(` without its `)`"},
      {"(a;", Kind::kUnterminated, {0, 3}, "`(` without its `)`"},
      {"{ a", Kind::kUnterminated, {3, 3}, "`{` without its `}`"},
      {"{ a;", Kind::kUnterminated, {4, 4}, "`{` without its `}`"},
      {"a &&", Kind::kUnterminated, {4, 4}, "unexpected the end of the command"},
      {"a ||\n", Kind::kUnterminated, {5, 5}, "unexpected the end of the command"},
      {"a |", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"! a |", Kind::kUnterminated, {5, 5}, "unexpected the end of the command"},
      {"if", Kind::kUnterminated, {2, 2}, "unexpected the end of the command"},
      {"if a", Kind::kUnterminated, {4, 4}, "`if` without its `then`"},
      {"if a; then", Kind::kUnterminated, {10, 10}, "unexpected the end of the command"},
      {"if a; then b", Kind::kUnterminated, {12, 12}, "`if` without its `fi`"},
      {"if a; then b; else c", Kind::kUnterminated, {20, 20}, "`if` without its `fi`"},
      {"while a", Kind::kUnterminated, {7, 7}, "`while` without its `do`"},
      {"while a; do", Kind::kUnterminated, {11, 11}, "unexpected the end of the command"},
      {"while a; do b", Kind::kUnterminated, {13, 13}, "`do` without its `done`"},
      {"for", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"for i", Kind::kUnterminated, {5, 5}, "`for` without its `do`"},
      {"for i in", Kind::kUnterminated, {8, 8}, "unexpected the end of the command"},
      {"for i in a", Kind::kUnterminated, {10, 10}, "unexpected the end of the command"},
      {"for i in a; do b", Kind::kUnterminated, {16, 16}, "`do` without its `done`"},
      {"for ((", Kind::kUnterminated, {4, 6}, "`((` without its `))`"},
      {"for ((;;", Kind::kUnterminated, {4, 8}, "`((` without its `))`"},
      {"for ((;;)) do", Kind::kUnterminated, {13, 13}, "unexpected the end of the command"},
      {"case", Kind::kUnterminated, {4, 4}, "unexpected the end of the command"},
      {"case a", Kind::kUnterminated, {6, 6}, "`case` without its `in`"},
      {"case a in", Kind::kUnterminated, {9, 9}, "unexpected the end of the command"},
      {"case a in b", Kind::kUnterminated, {11, 11}, "unexpected the end of the command"},
      {"case a in b)", Kind::kUnterminated, {12, 12}, "`case` without its `esac`"},
      {"case a in b) c;;", Kind::kUnterminated, {16, 16}, "unexpected the end of the command"},
      {"f()", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"f() {", Kind::kUnterminated, {5, 5}, "unexpected the end of the command"},
      {"function f", Kind::kUnterminated, {10, 10}, "unexpected the end of the command"},
      {"function f {", Kind::kUnterminated, {12, 12}, "unexpected the end of the command"},
      {"[[", Kind::kUnterminated, {2, 2}, "unexpected the end of the command"},
      {"[[ a", Kind::kUnterminated, {2, 4}, "`[[` without its `]]`"},
      {"[[ a ==", Kind::kUnterminated, {7, 7}, "unexpected the end of the command"},
      {"[[ ( a", Kind::kUnterminated, {6, 6}, "unexpected the end of the command"},
      {"[[ a &&", Kind::kUnterminated, {7, 7}, "unexpected the end of the command"},
      {"[[ a =~ (b", Kind::kUnterminated, {8, 10}, "`(` without its `)`"},
      {"((", Kind::kUnterminated, {0, 2}, "`((` without its `))`"},
      {"((1", Kind::kUnterminated, {0, 3}, "`((` without its `))`"},
      {"((1)", Kind::kUnterminated, {0, 4}, "`(` without its `)`"},
      {"coproc", Kind::kUnterminated, {6, 6}, "unexpected the end of the command"},
      {"coproc N {", Kind::kUnterminated, {10, 10}, "unexpected the end of the command"},
      {"a <", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"a >", Kind::kUnterminated, {3, 3}, "unexpected the end of the command"},
      {"a 2>", Kind::kUnterminated, {4, 4}, "unexpected the end of the command"},
      {"a <<<", Kind::kUnterminated, {5, 5}, "unexpected the end of the command"},
      {"a <<", Kind::kUnterminated, {4, 4}, "unexpected the end of the command"},
      {"a <<E", Kind::kUnterminated, {4, 5}, "here-document without its `E`"},
      {"a <<E\n", Kind::kUnterminated, {4, 6}, "here-document without its `E`"},
      {"a <<E\nb\n", Kind::kUnterminated, {4, 8}, "here-document without its `E`"},
      {"a <<'E'\nb\n E\n", Kind::kUnterminated, {4, 13}, "here-document without its `E`"},
      {"a <<'E", Kind::kUnterminated, {4, 5}, "quote without its closing one"},
      {"a <<E\n$(b\nE\n", Kind::kUnterminated, {6, 12}, "`$(` without its `)`"},
      {"a <<E\n${b\nE\n", Kind::kUnterminated, {6, 12}, "`${` without its `}`"},
      {"a <<E <<F\nE\n", Kind::kUnterminated, {8, 12}, "here-document without its `F`"},
      {"$(a <<E)\n", Kind::kUnterminated, {6, 7}, "here-document without its text"},
  };
  ExpectErrors(kRows);
}

TEST(Parser, NamesTheShellWhoseSyntaxItIs) {
  static constexpr ErrorRow kRows[] = {
      {"if test a\n  b\nend",
       Kind::kForeign,
       {17, 17},
       "`if` without its `then`; `end` is syntax of fish"},
      {"for i in a b; c $i; end",
       Kind::kForeign,
       {14, 15},
       "unexpected `c`; `end` is syntax of fish"},
      {"begin\n  (\nend",
       Kind::kForeign,
       {8, 13},
       "`(` without its `)`; `begin ... end` is syntax of fish"},
      {"foreach i (a b) b; end",
       Kind::kForeign,
       {10, 11},
       "unexpected `(`; `foreach` is syntax of zsh"},
      {"a *(.om[1]) )",
       Kind::kForeign,
       {12, 13},
       "unexpected `)`; a glob qualifier is syntax of zsh"},
      {"{ a } always { b }",
       Kind::kForeign,
       {18, 18},
       "`{` without its `}`; `always` is syntax of zsh"},
      {"a =(b)", Kind::kForeign, {3, 4}, "unexpected `(`; `=(...)` is syntax of zsh"},
      {"set a (b)",
       Kind::kForeign,
       {6, 7},
       "unexpected `(`; `(...)` as a command substitution is syntax of fish"},
  };
  ExpectErrors(kRows);
}

TEST(Parser, RefusesANulByte) {
  const ParseResult result = Parse(std::string_view("a\0b", 3));
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->message, "a NUL byte, which no command can hold");
  EXPECT_EQ(result.error->span, (Span{1, 2}));
  EXPECT_TRUE(result.program.items.empty());
}

TEST(Parser, EscapesWhatAMessageRepeats) {
  EXPECT_EQ(Parse("for \x1b").error->message, R"(unexpected `\x1b`)");
  EXPECT_EQ(Parse("for \303\251").error->message, "unexpected `\303\251`");
  EXPECT_EQ(Parse("for \xff").error->message, R"(unexpected `\xff`)");
  EXPECT_EQ(Parse("a <<\a\nb").error->message, R"(here-document without its `\x07`)");
}

TEST(Parser, RefusesATextThatIsTooLong) {
  const std::string longest(kMaxSourceBytes, 'a');
  EXPECT_FALSE(Parse(longest).error);
  const ParseResult result = Parse(longest + "a");
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->kind, Kind::kLimit);
  EXPECT_EQ(result.error->message, "longer than 65536 bytes");
  EXPECT_TRUE(result.program.items.empty());
}

std::string Repeated(std::string_view text, size_t n) {
  std::string result;
  for (size_t i = 0; i < n; ++i) result += text;
  return result;
}

TEST(Parser, RefusesMoreCommandsThanCanBeFollowed) {
  EXPECT_FALSE(Parse(Repeated("a;", kMaxCommands)).error);
  EXPECT_EQ(Parse(Repeated("a;", kMaxCommands + 1)).error->kind, Kind::kLimit);
  EXPECT_EQ(Parse("a " + Repeated("`a` ", kMaxCommands)).error->kind, Kind::kLimit);
  EXPECT_EQ(Parse("a " + Repeated("$(a) ", kMaxCommands)).error->kind, Kind::kLimit);
}

TEST(Parser, RefusesNestingThatIsTooDeep) {
  struct Nest {
    std::string_view open, inside, close;
  };
  constexpr Nest kNests[] = {
      {"( ", "a", ")"},
      {"{ ", "a", "; }"},
      {"a $(", "b", ")"},
      {"a \"$(", "b", ")\""},
      {"a ${b:-", "c", "}"},
      {"a $((", "1", "))"},
      {"a $((1 + (", "1", ")))"},
      {"a ?(", "b", ")"},
      {"a <(", "b", ")"},
      {"if ", "a", "; then b; fi"},
      {"f() { ", "a", "; }"},
      {"case a in b) ", "c", ";; esac"},
      {"while ", "a", "; do b; done"},
      {"a=(1 $(", "b", "))"},
      {"coproc { ", "a", "; }"},
      {"[[ a == $(", "b", ") ]]"},
      {"a[$(", "b", ")]=1"},
      {"a ${b[$(", "c", ")]}"},
  };
  for (const Nest& nest : kNests) {
    for (const size_t n : {size_t{3}, size_t{100}, size_t{3000}}) {
      const std::string text = Repeated(nest.open, n) + std::string(nest.inside);
      const ParseResult open = Parse(text);
      const ParseResult closed = Parse(text + Repeated(nest.close, n));
      EXPECT_EQ(closed.error.has_value(), n > 3) << nest.open << n;
      ASSERT_TRUE(open.error) << nest.open << n;
      EXPECT_EQ(open.error->kind, n > 3 ? Kind::kLimit : Kind::kUnterminated) << nest.open << n;
      if (n == 3) continue;
      EXPECT_EQ(closed.error->kind, Kind::kLimit) << nest.open << n;
      EXPECT_EQ(closed.error->message, "nested too deeply") << nest.open << n;
    }
  }
}

TEST(Parser, RefusesParenthesesThatAreTooDeepInOneTest) {
  EXPECT_FALSE(Parse("[[ " + Repeated("( ", 10) + "a" + Repeated(" )", 10) + " ]]").error);
  const ParseResult result =
      Parse("[[ " + Repeated("( ", 5000) + "a" + Repeated(" )", 5000) + " ]]");
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->kind, Kind::kLimit);
  EXPECT_EQ(Parse("[[ " + Repeated("! ", 5000) + "a ]]").error->kind, Kind::kLimit);
}

TEST(Parser, RefusesTooManyHereDocumentsOnALine) {
  const std::string most = "a" + Repeated(" <<E", kMaxPendingHereDocuments);
  EXPECT_FALSE(Parse(most + "\n" + Repeated("E\n", kMaxPendingHereDocuments)).error);
  const ParseResult result = Parse(most + " <<E\n" + Repeated("E\n", kMaxPendingHereDocuments + 1));
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->kind, Kind::kLimit);
}

TEST(Parser, KeepsTheWholeCommandsBeforeAnError) {
  constexpr TreeRow kRows[] = {
      {"b; $(c", R"((list (and-or (simple (word (bare "b")))) (and-or (simple (word )"
                 R"((command (list (and-or (simple (word (bare "c")))))))))))"},
      {"a | b; c |", R"((list (and-or (pipeline (simple (word (bare "a"))) | (simple (word )"
                     R"((bare "b"))))) (and-or (pipeline (simple (word (bare "c"))) | )"
                     "(simple))))"},
      {"a && b\nc )", R"((list (and-or (simple (word (bare "a"))) && (simple (word (bare "b")))) )"
                      R"((and-or (simple (word (bare "c"))))))"},
      {"(a; b", R"((list (and-or (subshell (list (and-or (simple (word (bare "a")))) )"
                R"((and-or (simple (word (bare "b")))))))))"},
      {"{ a; b; c", R"((list (and-or (group (list (and-or (simple (word (bare "a")))) (and-or )"
                    R"((simple (word (bare "b")))) (and-or (simple (word (bare "c")))))))))"},
      {"if a; then b; c", R"((list (and-or (if (list (and-or (simple (word (bare "a"))))) (list )"
                          R"((and-or (simple (word (bare "b")))) (and-or (simple (word )"
                          R"((bare "c")))))))))"},
      {"while a; do b; 'c",
       R"((list (and-or (while (list (and-or (simple (word (bare "a"))))) (list )"
       R"((and-or (simple (word (bare "b")))) (and-or (simple (word )"
       R"((single "")))))))))"},
      {"for i in a b; do c; d",
       R"((list (and-or (for i (word (bare "a")) (word (bare "b")) (list (and-or )"
       R"((simple (word (bare "c")))) (and-or (simple (word (bare "d")))))))))"},
      {"case a in b) c;; d) e",
       R"((list (and-or (case (word (bare "a")) (item (word (bare "b")) (list )"
       R"((and-or (simple (word (bare "c")))))) (item (word (bare "d")) (list )"
       R"((and-or (simple (word (bare "e"))))))))))"},
      {"a 'b' $(c; d", R"((list (and-or (simple (word (bare "a")) (word (single "b")) (word )"
                       R"((command (list (and-or (simple (word (bare "c")))) (and-or (simple )"
                       R"((word (bare "d")))))))))))"},
      {"f() { a; b",
       "(list (and-or (function f (group (list (and-or (simple (word "
       R"((bare "a")))) (and-or (simple (word (bare "b"))))))))))"},
      {"a <<E\nb", R"((list (and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) )"
                   "(word))))"},
      {"a; b <<E; c\nd", R"((list (and-or (simple (word (bare "a")))) (and-or (simple (word )"
                         R"((bare "b"))) (redirect << (word (bare "E")) (word))) (and-or (simple )"
                         R"((word (bare "c"))))))"},
      {"a=1 b=(2", R"((list (and-or (simple (assign a (word (bare "1"))) (assign b (word )"
                   R"((array (word (bare "2")))))))))"},
      {"[[ a && b", R"((list (and-or (conditional (word (bare "a")) (word (bare "&&")) (word )"
                    R"((bare "b"))))))"},
      {"a >b <", R"((list (and-or (simple (word (bare "a"))) (redirect > (word (bare "b"))) )"
                 "(redirect < (word))))"},
      {"! a | b |", R"((list (and-or (pipeline ! (simple (word (bare "a"))) | (simple (word )"
                    R"((bare "b"))) | (simple)))))"},
  };
  for (const TreeRow& row : kRows) {
    const ParseResult result = Parse(row.text);
    EXPECT_TRUE(result.error) << row.text;
    EXPECT_EQ(Dump(result.program), row.tree) << row.text;
  }
}

/// The bytes of `text` that a node was read from.
std::string_view At(std::string_view text, const Span& span) {
  return text.substr(span.begin, span.end - span.begin);
}

const Command& FirstCommand(const List& list) { return list.items[0].pipelines[0].commands[0]; }

TEST(Parser, GivesTheSpansOfLists) {
  constexpr std::string_view kText = "  a 'b' | c >d && ! e & f # g\n";
  const ParseResult result = Parse(kText);
  ASSERT_FALSE(result.error);
  ASSERT_EQ(result.program.items.size(), 2U);
  const AndOr& item = result.program.items[0];
  EXPECT_EQ(At(kText, item.pipelines[0].span), "a 'b' | c >d ");
  EXPECT_EQ(At(kText, item.pipelines[1].span), "! e ");
  EXPECT_EQ(At(kText, item.span), "a 'b' | c >d && ! e ");
  const Command& second = item.pipelines[0].commands[1];
  EXPECT_EQ(At(kText, second.redirections[0].span), ">d");
  EXPECT_EQ(At(kText, second.redirections[0].target.span), "d");
}

TEST(Parser, GivesTheSpansOfWordsAndTheirParts) {
  constexpr std::string_view kText = "a=1 b[2]=3 c'd'\"e$f\"${g:-h}$(i `j`)$((k))";
  const ParseResult result = Parse(kText);
  ASSERT_FALSE(result.error);
  const auto& simple = std::get<SimpleCommand>(FirstCommand(result.program).value);
  EXPECT_EQ(At(kText, simple.assignments[0].span), "a=1");
  EXPECT_EQ(At(kText, simple.assignments[0].value.span), "1");
  EXPECT_EQ(At(kText, simple.assignments[1].span), "b[2]=3");
  EXPECT_EQ(At(kText, simple.assignments[1].subscript->span), "2");
  const Word& word = simple.words[0];
  EXPECT_EQ(At(kText, word.span), "c'd'\"e$f\"${g:-h}$(i `j`)$((k))");
  std::string parts;
  for (const Part& part : word.parts) parts += std::string(At(kText, part.span)) + " ";
  EXPECT_EQ(parts, "c 'd' \"e$f\" ${g:-h} $(i `j`) $((k)) ");
  const auto& quoted = std::get<DoubleQuoted>(word.parts[2].value);
  EXPECT_EQ(At(kText, quoted.parts[0].span), "e");
  EXPECT_EQ(At(kText, quoted.parts[1].span), "$f");
  EXPECT_EQ(At(kText, std::get<Parameter>(word.parts[3].value).argument->span), "h");
}

TEST(Parser, GivesTheSpansInsideBackquotesAndHereDocumentsInTheWholeText) {
  constexpr std::string_view kText = "a `b \\`c \\$d\\`` <<-E\n\t\tx $(e)\n\ty `f $g`\n\tE\nh";
  const ParseResult result = Parse(kText);
  ASSERT_FALSE(result.error) << result.error->message;
  const Command& command = FirstCommand(result.program);
  const auto& simple = std::get<SimpleCommand>(command.value);
  const auto& outer = std::get<CommandSubstitution>(simple.words[1].parts[0].value);
  const auto& b = std::get<SimpleCommand>(FirstCommand(*outer.list).value);
  EXPECT_EQ(At(kText, b.words[0].span), "b");
  EXPECT_EQ(At(kText, b.words[1].span), "`c \\$d\\`");
  const auto& inner = std::get<CommandSubstitution>(b.words[1].parts[0].value);
  const auto& c = std::get<SimpleCommand>(FirstCommand(*inner.list).value);
  EXPECT_EQ(At(kText, c.words[0].span), "c");
  EXPECT_EQ(At(kText, c.words[1].span), "$d");
  const Word& body = *command.redirections[0].here_document;
  EXPECT_EQ(At(kText, command.redirections[0].span), "<<-E");
  EXPECT_EQ(At(kText, body.parts[1].span), "$(e)");
  EXPECT_EQ(At(kText, body.parts[3].span), "`f $g`");
  const auto& f = std::get<CommandSubstitution>(body.parts[3].value);
  const auto& call = std::get<SimpleCommand>(FirstCommand(*f.list).value);
  EXPECT_EQ(At(kText, call.words[1].span), "$g");
  EXPECT_EQ(At(kText, result.program.items[1].span), "h");
}

TEST(Parser, PlacesAnErrorInsideBackquotesInTheWholeText) {
  const ParseResult result = Parse("a `b \\`c |; d\\``");
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->span, (Span{10, 11}));
  EXPECT_FALSE(result.error->incomplete());  // the backquotes are closed
}

TEST(Parser, ReadsPosixAsDashDoes) {
  static constexpr TreeRow kRows[] = {
      {"a=1 b", R"((and-or (simple (assign a (word (bare "1"))) (word (bare "b")))))"},
      {"f() a", R"((and-or (function f (simple (word (bare "a"))))))"},
      {"f() { a; }", R"((and-or (function f (group (list (and-or (simple (word (bare "a")))))))))"},
      {"f() a >b", R"((and-or (function f (simple (word (bare "a"))) (redirect > (word )"
                   R"((bare "b"))))))"},
      {"for i in a; do b; done", R"((and-or (for i (word (bare "a")) (list (and-or (simple (word )"
                                 R"((bare "b"))))))))"},
      {"for i do a; done", R"((and-or (for i @ (list (and-or (simple (word (bare "a"))))))))"},
      {"! a", R"((and-or (pipeline ! (simple (word (bare "a"))))))"},
      {"if ! a; then b; fi",
       R"((and-or (if (list (and-or (pipeline ! (simple (word (bare "a")))))) )"
       R"((list (and-or (simple (word (bare "b"))))))))"},
      {"a | b && c || d &", R"((background (pipeline (simple (word (bare "a"))) | (simple (word )"
                            R"((bare "b")))) && (simple (word (bare "c"))) || (simple (word )"
                            R"((bare "d")))))"},
      {"`a`",
       "(and-or (simple (word (backquotes (list (and-or (simple (word "
       R"((bare "a"))))))))))"},
      {"$(a)",
       "(and-or (simple (word (command (list (and-or (simple (word "
       R"((bare "a"))))))))))"},
      {"$((1+2))", R"((and-or (simple (word (arithmetic (word (bare "1+2")))))))"},
      {"${a:-b} ${a%b} ${#a}", R"((and-or (simple (word (parameter a :- (word (bare "b")))) (word )"
                               R"((parameter a % (word (bare "b")))) (word (length a)))))"},
      {"${a[1]}", R"((and-or (simple (word (parameter ? (word (bare "a[1]")))))))"},
      {"${a/b/c}", R"((and-or (simple (word (parameter a / (word (bare "b/c")))))))"},
      {"a 2>&1 >b <c >|d <>e",
       R"((and-or (simple (word (bare "a"))) (redirect 2 >& (word (bare "1"))) )"
       R"((redirect > (word (bare "b"))) (redirect < (word (bare "c"))) )"
       R"((redirect >| (word (bare "d"))) (redirect <> (word (bare "e")))))"},
      {"a <<E\n$b\nE\n",
       R"((and-or (simple (word (bare "a"))) (redirect << (word (bare "E")) (word )"
       R"((parameter b) (bare "\n")))))"},
      {"a <<-E\n\tb\n\tE\n",
       R"((and-or (simple (word (bare "a"))) (redirect <<- (word (bare "E")) )"
       R"((word (bare "b\n")))))"},
      {"case a in (b|c) d;; esac",
       R"((and-or (case (word (bare "a")) (item (word (bare "b")) (word )"
       R"((bare "c")) (list (and-or (simple (word (bare "d")))))))))"},
      {R"('a' "b" \c)", R"((and-or (simple (word (single "a")) (word (double (bare "b"))) (word )"
                        R"((escaped "c")))))"},
      {R"("${a:-'}")", R"((and-or (simple (word (double (parameter a :- (word (bare "'"))))))))"},
      {"[[ a ]]", R"((and-or (simple (word (bare "[[")) (word (bare "a")) (word (bare "]]")))))"},
      {"[ a = b ]", R"((and-or (simple (word (bare "[")) (word (bare "a")) (word (bare "=")) )"
                    R"((word (bare "b")) (word (bare "]")))))"},
      {"time a", R"((and-or (simple (word (bare "time")) (word (bare "a")))))"},
      {"select a", R"((and-or (simple (word (bare "select")) (word (bare "a")))))"},
      {"function a", R"((and-or (simple (word (bare "function")) (word (bare "a")))))"},
      {"coproc a", R"((and-or (simple (word (bare "coproc")) (word (bare "a")))))"},
      {"a <(b", "error: unexpected `(`"},
      {"a <(b)", "error: unexpected `(`"},
      {"a <<<b", "error: unexpected `<`"},
      {"a |& b", "error: unexpected `&`"},
      {"a &>b", R"((background (simple (word (bare "a")))) (and-or (simple) (redirect > )"
                R"((word (bare "b")))))"},
      {"a &>>b", R"((background (simple (word (bare "a")))) (and-or (simple) (redirect >> )"
                 R"((word (bare "b")))))"},
      {"a {b}>c", R"((and-or (simple (word (bare "a")) (word (bare "{b}"))) (redirect > )"
                  R"((word (bare "c")))))"},
      {"a=(1)", "error: unexpected `(`"},
      {"a[1]=2", R"((and-or (simple (word (bare "a[1]=2")))))"},
      {"a+=1", R"((and-or (simple (word (bare "a+=1")))))"},
      {"f-g() { a; }", "error: bad name of a function"},
      {"function f { a; }", "error: unexpected `}`"},
      {"for ((;;)); do a; done", "error: unexpected `(`"},
      {"((1))",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "1")))))))))))"},
      {"((a); b)",
       "(and-or (subshell (list (and-or (subshell (list (and-or (simple (word "
       R"((bare "a"))))))) (and-or (simple (word (bare "b"))))))))"},
      {"case a in b) c;& esac", "error: unexpected `&`"},
      {"! ! a", "error: unexpected `!`"},
      {"!", "error: unexpected the end of the command"},
      {"$'a'", R"((and-or (simple (word (bare "$") (single "a")))))"},
      {R"($"a")", R"((and-or (simple (word (bare "$") (double (bare "a"))))))"},
      {"$[1]", R"((and-or (simple (word (bare "$[1]")))))"},
      {"$((a); b)", "error: unexpected `)`"},
      {"$(('1'))", "error: unexpected `'`"},
      {"?(a|b)", "error: unexpected `(`"},
      {"for i in a; { b; }", "error: unexpected `{`"},
      {"a > 2>b", "error: unexpected `2`"},
      {"a\\\nb", R"((and-or (simple (word (bare "ab")))))"},
  };
  ExpectTrees(kRows, Dialect::kPosix);
}

}  // namespace
}  // namespace cmdai::shell
