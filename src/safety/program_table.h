#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "safety/risk.h"

/// What programs do with their arguments, as data. The tables are texts in programs/*.table, one
/// paragraph per program or subcommand; docs/program-table.md explains the format:
///
///     program NAME[, NAME]... [SUBCOMMAND]... : what it does
///       style STYLE...        how its options are written (see Style)
///       flag -a --all         options without a value that change nothing here
///       opt -o --output ROLE  options with a value, and what the value is
///       opt? --color text     the same with an optional value, which is attached with =
///       args ROLE...          what its operands are; ROLE* stands for any number of them
///       on CONDITION... : ACTION [; ACTION]...
///       reads OPTION...       with one of these it only reads: nothing else in the row counts
///       risk RISK SENTENCE    what it does whatever its arguments are
///       stdin ROLE            what its standard input is to it
///       stdout OUTPUT         what it writes: network, secret, or the name of a filter
///       handler NAME          a part of our code knows more about it
///       like NAME             everything of that other row
///       hit RISK COMMAND      an example that must be judged at least so
///       miss COMMAND          an example that must be judged safe (policy moderate)
///
/// CONDITION: an option, `-o=GLOB` for its value, `@GLOB` for an operand, `@N=GLOB` for operand N
/// (from 1), `none` when there are no operands, each with `!` for its absence, joined with `&`;
/// any one of several conditions is enough.
/// ACTION: `RISK SENTENCE`, `args ROLE...`, `stdin ROLE`, `stdout OUTPUT`, `opt NAME... ROLE`,
/// or `reads`.
namespace cmdai::safety {

/// What a value is to the program that gets it.
enum class Role : uint8_t {
  kText,         // data without effect
  kRead,         // a file that is read
  kWrite,        // a file that is written anew
  kAppend,       // a file that is written at its end
  kCreate,       // a file or folder that is made; what exists stays
  kEdit,         // a file that is changed in place
  kDelete,       // a file that is removed
  kTree,         // a file or folder that is removed with all below
  kMove,         // a file that is taken away from its place
  kMeta,         // a file whose permissions, owner or attributes change
  kMetaTree,     // the same with all below
  kPlace,        // a destination: a file that is written anew, or a folder that gets files
  kLink,         // the name of a link that is made; the operand before is its target
  kDevice,       // a disk or partition whose content is lost
  kDirectory,    // the working folder for what follows
  kScript,       // a file whose content is run as shell commands
  kProgramFile,  // a file that is run, or loaded as code
  kCommand,      // a program; the operands after it are its arguments
  kProgram,      // a program without arguments of its own
  kShell,        // a command line for a shell
  kUrl,          // an address that data is fetched from
  kHost,         // a machine that is connected to
  kUpload,       // a file whose content is sent over the network; curl's @ before it is dropped
  kMode,         // permissions, as for chmod
  kSignal,       // a signal; 9 and KILL are not special by themselves
  kProcess,      // a process id, as for kill
  kAssignment,   // NAME=VALUE for the environment
  kSql,          // statements for a database
  kPython,       // program texts
  kPerl,
  kRuby,
  kJavaScript,
  kPhp,
  kLua,
  kR,
  kTcl,
  kAwk,
  kSed,
  kEditor,    // commands of ed, ex or vim
  kDebugger,  // commands of gdb, psql, ftp and the like: a line that begins with ! or `shell`
  kCode,      // a program text in a language that we do not read
};

std::optional<Role> ParseRole(std::string_view name);
std::string_view Name(Role role);

/// How a program's options are written.
struct Style {
  bool any = false;          // options that the row does not name are harmless flags
  bool stop = false;         // options end at the first operand
  bool words = false;        // long options have one dash: -name
  bool assignments = false;  // operands are NAME=VALUE; opt rows name them: `opt of= write`
  bool cluster = false;      // the first operand is letters of options: tar xzf
  bool none = false;         // there are no options: all words are operands
  bool plus = false;         // options may begin with + too
};

struct Operands {
  std::vector<Role> roles;
  std::optional<size_t> repeated;  // index of the ROLE*

  /// The role of operand `index` of `count`.
  Role At(size_t index, size_t count) const;
};

struct OptionSpec {
  std::string name = {};  // with its dashes; NAME= in style `assignments`
  bool takes_value = false;
  bool value_is_optional = false;
  Role role = Role::kText;
};

struct Condition {
  enum class Kind : uint8_t { kOption, kOperand, kNoOperands };
  Kind kind = Kind::kOption;
  bool negated = false;
  std::string name;             // of the option
  std::optional<size_t> index;  // of the operand, from 0
  std::optional<std::string> glob;
};

struct Action {
  enum class Kind : uint8_t { kRisk, kOperands, kStdin, kStdout, kOption, kReads };
  Kind kind = Kind::kRisk;
  Risk risk = Risk::kSafe;
  std::string text;  // the sentence, or the output's name
  Operands operands;
  Role role = Role::kText;
  std::vector<std::string> options;
};

struct Clause {
  std::vector<std::vector<Condition>> any_of;  // each a conjunction
  std::vector<Action> actions;
};

struct Example {
  std::optional<Risk> at_least;  // nullopt: must be safe
  std::string command;
};

/// One paragraph of a table.
struct Row {
  std::vector<std::string> names;
  std::vector<std::string> subcommands;  // globs joined by |; ** stands for any number of words
  std::string summary;
  Style style;
  std::vector<OptionSpec> options;
  std::optional<Operands> operands;
  std::vector<Clause> clauses;
  std::vector<std::string> reads;
  std::vector<Action> risks;
  std::optional<Role> standard_input;
  std::string standard_output;
  std::string handler;
  std::vector<Example> examples;
  std::string file;
  size_t line = 0;

  const OptionSpec* FindOption(std::string_view name) const;
};

/// One paragraph of a table as text, and where it stands.
struct Paragraph {
  std::string_view file;
  size_t line = 0;  // of its first line, from 1
  std::string_view text;
};

/// The rows of all programs. A row is read when it is first asked for, so that a table of thousands
/// costs nothing at the start. May be used by many threads.
class ProgramTable {
 public:
  ProgramTable();
  ~ProgramTable();
  ProgramTable(const ProgramTable&) = delete;
  ProgramTable& operator=(const ProgramTable&) = delete;

  /// Takes in a table's text, which must outlive this object, and reads all its rows. An error
  /// names file and line. Not to be called while other threads use the object.
  Result<void> Add(std::string_view file, std::string_view text);

  /// The row of the program itself, without subcommands; nullptr when there is none.
  const Row* Find(std::string_view name) const;
  /// The rows of the program's subcommands, in the order of the tables.
  std::span<const Row* const> Subcommands(std::string_view name) const;

  /// All rows that Add() read.
  std::vector<const Row*> rows() const;

  /// The tables that are built in.
  static const ProgramTable& BuiltIn();

 private:
  struct Entry;
  const Entry* FindEntry(std::string_view name) const;
  const Row* Read(const Paragraph& paragraph) const;

  struct Index;
  std::unique_ptr<Index> index_;
};

/// Whether `text` matches a glob of *, ? and [].
bool GlobMatches(std::string_view glob, std::string_view text);

/// Whether `text` matches one of the globs that `globs` joins by |: install|add|i.
bool AnyGlobMatches(std::string_view globs, std::string_view text);

}  // namespace cmdai::safety
