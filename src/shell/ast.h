#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The abstract syntax tree of a shell program: what POSIX (Shell Command Language, XCU chapter 2)
/// and bash (Reference Manual, chapter 3) call words, commands and lists.
///
/// Nodes own their children. A tree is immutable after parsing and may be read by many threads.
namespace cmdai::shell {

/// Bytes [begin, end) of the text that was given to Parse().
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

struct Part;
struct List;

/// A word before expansion: `a"$b"c`. Its parts stand side by side without blanks.
struct Word {
  Span span;
  std::vector<Part> parts;
};

/// How literal text is protected from expansion. Double quotes are a part of their own.
enum class Quoting : uint8_t {
  kNone,       // abc: may hold ~ * ? [ { that still have a meaning
  kBackslash,  // \a
  kSingle,     // 'a'
  kAnsiC,      // $'\x61'
};

/// Literal text after quote removal; inside double quotes always Quoting::kNone.
struct Text {
  std::string text;
  Quoting quoting = Quoting::kNone;
};

/// "..." or, translated by the locale, $"...".
struct DoubleQuoted {
  std::vector<Part> parts;
  bool locale = false;
};

/// $x, ${x:-w}, ${#x}, ${!x}, ${x[1]}, ${x//p/r}.
struct Parameter {
  std::string name;                 // x, 1, @, ?, ...; empty in a substitution that is not valid
  bool braced = false;              // ${x}
  bool length = false;              // ${#x}
  bool indirect = false;            // ${!x}
  std::unique_ptr<Word> subscript;  // [1] of ${x[1]}
  std::string op;                   // :- of ${x:-w}; ":" is the substring of ${x:1:2}
  std::unique_ptr<Word> argument;   // w of ${x:-w}, p of ${x/p/r}, 1 of ${x:1:2}
  std::unique_ptr<Word> second;     // r of ${x/p/r}, 2 of ${x:1:2}
};

/// $(list), `list`, ${ list; }.
struct CommandSubstitution {
  enum class Form : uint8_t { kParentheses, kBackquotes };
  Form form = Form::kParentheses;
  std::unique_ptr<List> list;
};

/// $((expression)), and bash's old $[expression]; the expression's own expansions are parts.
struct ArithmeticExpansion {
  Word expression;
  bool brackets = false;
};

/// <(list), >(list), and zsh's =(list).
struct ProcessSubstitution {
  char direction = '<';
  std::unique_ptr<List> list;
};

/// (a b [2]=c) on the right of an assignment.
struct ArrayLiteral {
  std::vector<Word> elements;
};

struct Part {
  Span span;
  std::variant<Text, DoubleQuoted, Parameter, CommandSubstitution, ArithmeticExpansion,
               ProcessSubstitution, ArrayLiteral>
      value;
};

/// x=w, x+=w, x[i]=w, x=(a b).
struct Assignment {
  Span span;
  std::string name;
  std::unique_ptr<Word> subscript;
  bool append = false;
  Word value;
};

enum class RedirectionOperator : uint8_t {
  kInput,                 // <
  kOutput,                // >
  kAppend,                // >>
  kClobber,               // >|
  kReadWrite,             // <>
  kDuplicateInput,        // <&
  kDuplicateOutput,       // >&
  kOutputAndError,        // &>
  kAppendOutputAndError,  // &>>
  kHereDocument,          // <<
  kHereDocumentTabs,      // <<-
  kHereString,            // <<<
};

/// 2>file, {fd}>file, <<EOF.
struct Redirection {
  Span span;
  std::string descriptor;  // "2", "{fd}", or empty
  RedirectionOperator op = RedirectionOperator::kInput;
  Word target;  // a file, a descriptor, the string of <<<, the delimiter of <<
  /// Of a here-document: its text. With a quoted delimiter one Text of Quoting::kSingle.
  std::unique_ptr<Word> here_document;
};

/// A=1 cmd arg.
struct SimpleCommand {
  std::vector<Assignment> assignments;
  std::vector<Word> words;
};

/// ( list )
struct Subshell {
  std::unique_ptr<List> body;
};

/// { list; }
struct Group {
  std::unique_ptr<List> body;
};

/// if c; then b; elif c; then b; else e; fi
struct If {
  struct Branch {
    std::unique_ptr<List> condition;
    std::unique_ptr<List> body;
  };
  std::vector<Branch> branches;
  std::unique_ptr<List> otherwise;
};

/// while c; do b; done, until c; do b; done
struct Loop {
  bool until = false;
  std::unique_ptr<List> condition;
  std::unique_ptr<List> body;
};

/// for x in a b; do c; done; select x in a b; do c; done
struct For {
  bool select = false;
  std::string variable;
  bool has_words = false;  // without `in`: over "$@"
  std::vector<Word> words;
  std::unique_ptr<List> body;
};

/// for ((i=0; i<3; i++)); do c; done
struct ArithmeticFor {
  Word expression;  // the text between the double parentheses
  std::unique_ptr<List> body;
};

/// case w in (p|q) list ;; esac
struct Case {
  struct Item {
    std::vector<Word> patterns;
    std::unique_ptr<List> body;
    std::string terminator;  // ;; ;& ;;& or empty after the last
  };
  Word subject;
  std::vector<Item> items;
};

struct Command;

/// f() { list; }, function f { list; }
struct Function {
  std::string name;
  bool keyword = false;
  std::unique_ptr<Command> body;
};

/// coproc NAME { list; }
struct Coprocess {
  std::string name;
  std::unique_ptr<Command> body;
};

/// [[ -f a && $b == c* ]]: words and operators in the order of the text, checked by the parser.
struct Conditional {
  std::vector<Word> words;
};

/// (( i++ ))
struct ArithmeticCommand {
  Word expression;
};

struct Command {
  Span span;
  std::variant<SimpleCommand, Subshell, Group, If, Loop, For, ArithmeticFor, Case, Function,
               Coprocess, Conditional, ArithmeticCommand>
      value;
  std::vector<Redirection> redirections;
};

/// ! time -p a | b |& c
struct Pipeline {
  Span span;
  int negations = 0;
  bool timed = false;
  bool timed_posix = false;  // time -p
  std::vector<Command> commands;
  std::vector<bool> pipes_stderr;  // one per `|`: whether it was `|&`
};

/// a && b || c &
struct AndOr {
  Span span;
  std::vector<Pipeline> pipelines;
  std::vector<bool> is_or;  // one per operator
  bool background = false;
};

/// a; b & c
struct List {
  Span span;
  std::vector<AndOr> items;
};

/// A name of 1 or more letters, digits and underscores that does not begin with a digit.
bool IsName(std::string_view text);

/// The word's text when it is one bare literal (`if`, `abc`, not `i'f'`), else empty.
std::string_view BareText(const Word& word);

}  // namespace cmdai::shell
