#include "tests/safety/program_generator.h"

#include <iterator>
#include <random>

namespace cmdai::safety {
namespace {

/// Writes programs by the grammar; deeper parts become simpler.
class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  std::string List() {
    std::string text = AndOr();
    const uint32_t n = Below(3);
    for (uint32_t i = 0; i < n; ++i) text += Pick({"; ", " & ", "\n"}) + AndOr();
    return text;
  }

 private:
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

  std::string Pick(std::initializer_list<const char*> choices) {
    return *(choices.begin() + Below(static_cast<uint32_t>(choices.size())));
  }

  std::string AndOr() {
    std::string text = Pipeline();
    while (Below(4) == 0) text += Pick({" && ", " || ", " &&\n"}) + Pipeline();
    return text;
  }

  std::string Pipeline() {
    // bash does not read `time` before a compound command in $(...).
    std::string text =
        n_nested_ > 0 ? Pick({"", "", "! "}) : Pick({"", "", "", "! ", "time -p ", "time "});
    text += Command();
    while (Below(4) == 0) text += Pick({" | ", " |& ", " |\n"}) + Command();
    return text;
  }

  std::string Command() {
    if (++depth_ > 4) {
      --depth_;
      return "true";
    }
    std::string text = Below(3) == 0 ? Compound() : Simple();
    --depth_;
    return text;
  }

  std::string Compound() {
    switch (Below(11)) {
      case 0:
        return "{ " + List() + "; }" + Redirections();
      case 1:
        return "( " + List() + " )" + Redirections();
      case 2:
        return "if " + List() + "; then " + List() + "\nelif " + List() + "; then " + List() +
               "\nelse " + List() + "\nfi";
      case 3:
        return Pick({"while ", "until "}) + List() + "; do " + List() + "\ndone" + Redirections();
      case 4:
        return "for i in " + Words() + "; do " + List() + "\ndone";
      case 5:
        return "for ((i = 0; i < " + Pick({"3", "$n", "x + 1"}) + "; i++)); do " + List() +
               "\ndone";
      case 6:
        return "case " + Word() + " in " + Pick({"a", "(b|c*", "[!x]?", "\"$y\""}) + ") " + List() +
               "\n" + Pick({";;", ";&", ";;&"}) + " *) " + List() + "\nesac";
      case 7:
        return Pick({"f() ", "function g ", "function h() "}) + "{ " + List() + "\n}";
      case 8:
        return "[[ " +
               Pick({"-f a", "$a == b*", "! -e x && ( a < b )", "$x =~ ^a(b|c)$", "-n $y || -z $z",
                     "1 -lt 2"}) +
               " ]]";
      case 9:
        return "(( " + Pick({"i++", "x = 1 << 2", "a > b ? a : b", "$n % 2 == 0"}) + " ))";
      default:
        return "select x in " + Words() + "; do " + List() + "\ndone";
    }
  }

  std::string Simple() {
    std::string text;
    while (Below(4) == 0) {
      text += Pick({"x=", "y+=", "a[1]=", "long_name="}) + Word() + " ";
    }
    if (Below(8) == 0) text += "arr=(a \"$b\" [2]=c) ";
    text += Pick({"ls", "echo", "cat", "\"$x\"", "grep", "./run", "printf"});
    const uint32_t n = Below(4);
    for (uint32_t i = 0; i < n; ++i) text += " " + Word();
    return text + Redirections();
  }

  std::string Redirections() {
    std::string text;
    while (Below(4) == 0) {
      text +=
          Pick({" > ", " >> ", " 2> ", " < ", " >| ", " &> ", " <> ", " <<< ", " {fd}> "}) + Word();
    }
    if (Below(6) == 0) text += Pick({" 2>&1", " >&2", " <&-", " 3>&1-"});
    return text;
  }

  std::string Words() {
    std::string text = Word();
    while (Below(2) == 0) text += " " + Word();
    return text;
  }

  std::string Word() {
    std::string text = Part();
    while (Below(3) == 0) text += Part();
    return text;
  }

  std::string Part() {
    if (depth_ > 3) return "a";
    switch (Below(14)) {
      case 0:
        return "'single $quoted \"text\"'";
      case 1:
        return "\"double " + Inner() + "\"";
      case 2:
        return Pick({"$x", "${x}", "$1", "$@", "$?", "${#x}", "${!x}", "${a[1]}", "${a[@]}"});
      case 3:
        return "${x" + Pick({":-", "-", ":=", "+", ":+", "?", "#", "##", "%", "%%"}) + Inner() +
               "}";
      case 4:
        return Pick({"${x/a/b}", "${x//\\/}", "${x:1}", "${x:1:2}", "${x^^}", "${x,}", "${x@Q}",
                     "${x: -1}", "${x/#a}"});
      case 5:
        return Nested("$(", ")");
      case 6:
        return "`echo a`";
      case 7:
        return "$((" + Pick({"1 + 2", "x * $y", "a ? b : c", "1 << (2 + 3)", "x++"}) + "))";
      case 8:
        return Nested(Pick({"<(", ">("}), ")");
      case 9:
        return Pick({"$'a\\n\\x41'", "$\"hello\"", "\\a", "\\ ", "\\\\"});
      case 10:
        return Pick({"*", "?", "[a-z]", "*.c", "@(a|b)", "!(x)"});
      case 11:
        return Pick({"{a,b}", "{1..3}", "pre{x,y}post", "~", "~/x"});
      default:
        return Pick({"word", "-option", "--long=value", "/a/path", "a.b", "x=y", "100%"});
    }
  }

  /// What may stand between double quotes.
  std::string Inner() {
    switch (Below(5)) {
      case 0:
        return Pick({"$x", "${y:-z}", "\\$x", "\\\\", "its"});
      case 1:
        return depth_ > 3 ? "x" : Nested("$(", ")");
      default:
        return Pick({"text", "a b", "~", "*"});
    }
  }

  std::string Nested(const std::string& open, const std::string& close) {
    ++depth_;
    ++n_nested_;
    std::string text = open + " " + AndOr() + " " + close;
    --depth_;
    --n_nested_;
    return text;
  }

  std::mt19937 random_;
  int depth_ = 0;
  int n_nested_ = 0;  // command and process substitutions around
};

}  // namespace

std::string GenerateProgram(uint32_t seed) { return Generator(seed).List(); }

}  // namespace cmdai::safety
