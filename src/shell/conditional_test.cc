#include "shell/testing/tree_rows.h"

namespace cmdai::shell {
namespace {

TEST(Conditionals, ReadsTests) {
  static constexpr TreeRow kRows[] = {
      {"[[ a ]]", R"((and-or (conditional (word (bare "a")))))"},
      {"[[ -f a ]]", R"((and-or (conditional (word (bare "-f")) (word (bare "a")))))"},
      {"[[ -f a && -d b ]]", R"((and-or (conditional (word (bare "-f")) (word (bare "a")) (word )"
                             R"((bare "&&")) (word (bare "-d")) (word (bare "b")))))"},
      {R"([[ -n $a || ! -z "$b" ]])",
       R"((and-or (conditional (word (bare "-n")) (word (parameter a)) (word )"
       R"((bare "||")) (word (bare "!")) (word (bare "-z")) (word (double )"
       "(parameter b)))))"},
      {"[[ ( a || b ) && c ]]",
       R"((and-or (conditional (word (bare "(")) (word (bare "a")) (word )"
       R"_((bare "||")) (word (bare "b")) (word (bare ")")) (word (bare "&&")) )_"
       R"((word (bare "c")))))"},
      {"[[ a == b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "==")) (word )"
                       R"((bare "b")))))"},
      {"[[ a = b* ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=")) (word )"
                       R"((bare "b*")))))"},
      {"[[ a != 'b'* ]]", R"((and-or (conditional (word (bare "a")) (word (bare "!=")) (word )"
                          R"((single "b") (bare "*")))))"},
      {"[[ 1 -lt 2 ]]", R"((and-or (conditional (word (bare "1")) (word (bare "-lt")) (word )"
                        R"((bare "2")))))"},
      {"[[ a -nt b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "-nt")) (word )"
                        R"((bare "b")))))"},
      {"[[ a < b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "<")) (word )"
                      R"((bare "b")))))"},
      {"[[ a > b ]]", R"((and-or (conditional (word (bare "a")) (word (bare ">")) (word )"
                      R"((bare "b")))))"},
      {"[[ ! a ]]", R"((and-or (conditional (word (bare "!")) (word (bare "a")))))"},
      {"[[ ! ! a ]]", R"((and-or (conditional (word (bare "!")) (word (bare "!")) (word )"
                      R"((bare "a")))))"},
      {"[[ -v a ]]", R"((and-or (conditional (word (bare "-v")) (word (bare "a")))))"},
      {"[[ -f ]]", "error: unexpected `]]`"},
      {"[[ -n == -n ]]", "error: unexpected `-`"},
      {"[[ a\n&& b ]]", "error: unexpected the end of the line"},
      {"[[ a &&\n\n b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "&&")) (word )"
                           R"((bare "b")))))"},
      {"[[ a == ?(b|c) ]]", R"((and-or (conditional (word (bare "a")) (word (bare "==")) (word )"
                            R"_((bare "?(b|c)")))))_"},
      {"[[ a<b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "<")) (word )"
                    R"((bare "b")))))"},
      {"[[ $a ]] && b",
       R"((and-or (conditional (word (parameter a))) && (simple (word (bare "b")))))"},
      {"[[ a ]] >b", R"((and-or (conditional (word (bare "a"))) (redirect > (word (bare "b")))))"},
      {"[[ -t 1 ]]", R"((and-or (conditional (word (bare "-t")) (word (bare "1")))))"},
      {"[[ (a) ]]", R"((and-or (conditional (word (bare "(")) (word (bare "a")) (word )"
                    R"_((bare ")")))))_"},
      {"[[ a == [[:alpha:]] ]]",
       R"((and-or (conditional (word (bare "a")) (word (bare "==")) (word )"
       R"((bare "[[:alpha:]]")))))"},
  };
  ExpectTrees(kRows);
}

TEST(Conditionals, ReadsRegularExpressions) {
  static constexpr TreeRow kRows[] = {
      {"[[ a =~ b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                       R"((bare "b")))))"},
      {"[[ a =~ ^(b|c)+$ ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                              R"((bare "^(b|c)+$")))))"},
      {"[[ a =~ ^[0-9]+$ && c ]]",
       R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
       R"((bare "^[0-9]+$")) (word (bare "&&")) (word (bare "c")))))"},
      {"[[ a =~ (b c) ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                           R"_((bare "(b c)")))))_"},
      {"[[ a =~ $b ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                        "(parameter b))))"},
      {"[[ a =~ 'b c'.* ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                             R"((single "b c") (bare ".*")))))"},
      {R"([[ a =~ \. ]])", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                           R"((escaped ".")))))"},
      {"[[ a =~ (a)|(b) ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                             R"_((bare "(a)|(b)")))))_"},
      {"[[ (a =~ b) ]]", R"((and-or (conditional (word (bare "(")) (word (bare "a")) (word )"
                         R"_((bare "=~")) (word (bare "b")) (word (bare ")")))))_"},
      {"[[ a =~ b{1,2} ]]", R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
                            R"((bare "b{1,2}")))))"},
      {"[[ a =~ [[:space:]]* ]]",
       R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
       R"((bare "[[:space:]]*")))))"},
      {R"([[ a =~ ^"b"|c$ ]])",
       R"((and-or (conditional (word (bare "a")) (word (bare "=~")) (word )"
       R"((bare "^") (double (bare "b")) (bare "|c$")))))"},
  };
  ExpectTrees(kRows);
}

}  // namespace
}  // namespace cmdai::shell
