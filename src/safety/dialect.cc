#include "safety/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "safety/dialect_words.h"
#include "shell/walk.h"

namespace cmdai::safety {
namespace {

using shell::Kind;
using shell::RedirectionOperator;
using shell::Span;

/// Shells that read something in another way than bash, or not at all.
enum Shells : unsigned {
  kPosix = 1,
  kKsh = 2,
  kZsh = 4,
  kFish = 8,
  kAllButBash = kPosix | kKsh | kZsh | kFish,
};

unsigned SetOf(Kind kind) {
  switch (kind) {
    case Kind::kPosix:
      return kPosix;
    case Kind::kKsh:
      return kKsh;
    case Kind::kZsh:
      return kZsh;
    case Kind::kFish:
    case Kind::kOther:  // little more than what all shells have is sure
      return kFish;
    case Kind::kBash:
      break;
  }
  return 0;
}

class DialectVisitor : public shell::Visitor {
 public:
  explicit DialectVisitor(Kind kind) : kind_(kind), shell_(SetOf(kind)) {}

  void Visit(const shell::Pipeline& pipeline) override;
  void Visit(const shell::Command& command) override {
    std::visit([&](const auto& node) { VisitNode(node, command.span); }, command.value);
  }
  void Visit(const shell::Redirection& redirection) override;
  void Visit(const shell::Assignment& assignment) override;
  void Visit(const shell::Word& word) override;
  void Visit(const shell::Part& part) override {
    std::visit([&](const auto& node) { VisitPart(node, part.span); }, part.value);
  }

  std::vector<DialectDifference> Take() { return std::move(found_); }

 private:
  void VisitNode(const shell::SimpleCommand& simple, Span span);
  void VisitNode(const shell::Subshell&, Span span) { Note(kFish, span, "`(...)`"); }
  void VisitNode(const shell::Group&, Span span) { Note(kFish, span, "`{ ...; }`"); }
  void VisitNode(const shell::If&, Span span) { Note(kFish, span, "`if ...; then`"); }
  void VisitNode(const shell::Loop&, Span span) { Note(kFish, span, "`while ...; do`"); }
  void VisitNode(const shell::For& node, Span span) {
    Note(kFish | (node.select ? kPosix : 0U), span, node.select ? "`select`" : "`for ...; do`");
  }
  void VisitNode(const shell::ArithmeticFor&, Span span) {
    Note(kPosix | kFish, span, "`for ((...))`");
  }
  void VisitNode(const shell::Case& node, Span span);
  void VisitNode(const shell::Function& node, Span span) {
    Note(kFish | (node.keyword ? kPosix : 0U), span, node.keyword ? "`function`" : "`f()`");
  }
  void VisitNode(const shell::Coprocess&, Span span) { Note(kAllButBash, span, "`coproc`"); }
  void VisitNode(const shell::Conditional&, Span span) {
    Note(kPosix | kFish, span, "`[[ ... ]]`");
  }
  void VisitNode(const shell::ArithmeticCommand&, Span span) {
    Note(kPosix | kFish, span, "`((...))`");
  }

  void VisitPart(const shell::Text& text, Span span);
  void VisitPart(const shell::DoubleQuoted& quoted, Span span) {
    if (quoted.locale) Note(kAllButBash, span, "`$\"...\"`");
    CheckNeighbours(quoted.parts, span);
  }
  void VisitPart(const shell::Parameter& parameter, Span span);
  void VisitPart(const shell::CommandSubstitution& substitution, Span span) {
    const bool backquotes = substitution.form == shell::CommandSubstitution::Form::kBackquotes;
    if (backquotes) Note(kFish, span, "a backquote");
  }
  void VisitPart(const shell::ArithmeticExpansion& sum, Span span) {
    Note(kFish | (sum.brackets ? kPosix | kKsh : 0U), span,
         sum.brackets ? "`$[...]`" : "`$((...))`");
  }
  void VisitPart(const shell::ProcessSubstitution&, Span span) {
    Note(kPosix | kFish, span, "`<(...)`");
  }
  void VisitPart(const shell::ArrayLiteral&, Span span) {
    Note(kPosix | kZsh | kFish, span, "an array");
  }
  void CheckNeighbours(const std::vector<shell::Part>& parts, Span span);

  /// Notes `what` where the shell is one of `shells`.
  void Note(unsigned shells, Span span, std::string_view what);
  void NoteForeign(Span span, std::string_view owner, std::string_view what);

  Kind kind_;
  unsigned shell_;
  std::vector<DialectDifference> found_;
};

void DialectVisitor::Note(unsigned shells, Span span, std::string_view what) {
  if ((shells & shell_) == 0) return;
  const std::string_view name = shell::NameOf(kind_);
  const bool only_bash = kind_ == Kind::kPosix || kind_ == Kind::kKsh;
  found_.push_back(
      {span, only_bash ? "shell.bash" : fmt::format("shell.{}", shell_ == kZsh ? "zsh" : "fish"),
       only_bash ? fmt::format("{} is bash syntax, which {} reads in another way", what, name)
                 : fmt::format("{} is read by {} in another way than by bash", what, name)});
}

void DialectVisitor::NoteForeign(Span span, std::string_view owner, std::string_view what) {
  found_.push_back(
      {span, fmt::format("shell.{}", owner), fmt::format("this is {} syntax: {}", owner, what)});
}

void DialectVisitor::Visit(const shell::Pipeline& pipeline) {
  const auto both = std::ranges::find(pipeline.pipes_stderr, true);
  if (both != pipeline.pipes_stderr.end()) Note(kPosix | kKsh | kFish, pipeline.span, "`|&`");
  if (pipeline.commands.size() < 2) return;
  // Its last command runs in the shell itself, whose variables and folder it may change.
  const shell::Command& last = pipeline.commands.back();
  const auto* const simple = std::get_if<shell::SimpleCommand>(&last.value);
  if (simple != nullptr && !simple->words.empty() &&
      ChangesShell(shell::BareText(simple->words[0]))) {
    Note(kKsh | kZsh, last.span, "the end of a pipe that changes the shell's state");
  }
}

void DialectVisitor::VisitNode(const shell::SimpleCommand& simple, Span span) {
  if (simple.words.empty()) {
    if (!simple.assignments.empty()) Note(kFish, span, "`x=...`");
    return;
  }
  const std::string_view name = shell::BareText(simple.words[0]);
  const Span word = simple.words[0].span;
  if (IsOwnBuiltinOfFish(name)) Note(kFish, word, fmt::format("`{}`", name));
  if (shell_ != kZsh && shell_ != kFish && IsOnlyOfFish(name))
    NoteForeign(word, "fish", fmt::format("`{}`", name));
  const bool zsh_print = name == "print" && simple.words.size() > 1 &&
                         IsZshPrintOption(shell::BareText(simple.words[1]));
  if (zsh_print || IsOnlyOfZsh(name)) {
    if (shell_ != kZsh && shell_ != kFish) {
      NoteForeign(word, "zsh", fmt::format("`{}`", name));
    } else {
      Note(kZsh, word, fmt::format("`{}`", name));
    }
  }
}

void DialectVisitor::VisitNode(const shell::Case& node, Span span) {
  Note(kFish, span, "`case`");
  for (const shell::Case::Item& item : node.items) {
    if (item.terminator == ";&") Note(kPosix, span, "`;&`");
    if (item.terminator == ";;&") Note(kPosix | kKsh | kZsh, span, "`;;&`");
  }
}

void DialectVisitor::Visit(const shell::Redirection& redirection) {
  const Span span = redirection.span;
  const std::string_view target = shell::BareText(redirection.target);
  if (redirection.descriptor.starts_with('{')) Note(kPosix | kFish, span, "`{x}>`");
  switch (redirection.op) {
    case RedirectionOperator::kOutputAndError:
    case RedirectionOperator::kAppendOutputAndError:
      return Note(kPosix | kKsh, span, "`&>`");
    case RedirectionOperator::kHereString:
      return Note(kPosix | kFish, span, "`<<<`");
    case RedirectionOperator::kHereDocument:
    case RedirectionOperator::kHereDocumentTabs:
      return Note(kFish, span, "`<<`");
    case RedirectionOperator::kClobber:
      return Note(kFish, span, "`>|`");
    case RedirectionOperator::kReadWrite:
      return Note(kFish, span, "`<>`");
    case RedirectionOperator::kDuplicateOutput:
    case RedirectionOperator::kDuplicateInput: {
      const bool number = target.find_first_not_of("0123456789-") == std::string_view::npos;
      if (target.empty() || !number) Note(kPosix | kKsh | kFish, span, "`>&` with a file");
      return;
    }
    case RedirectionOperator::kOutput:
    case RedirectionOperator::kAppend:
      if (target.starts_with('!')) Note(kZsh, span, "`>!`");
      if (target.starts_with('?')) Note(kFish, span, "`>?`");
      return;
    case RedirectionOperator::kInput:
      return;
  }
}

void DialectVisitor::Visit(const shell::Assignment& assignment) {
  if (assignment.append) Note(kPosix | kFish, assignment.span, "`+=`");
  if (assignment.subscript) Note(kPosix | kZsh | kFish, assignment.span, "an array");
  if (IsSpecialInZsh(assignment.name)) {
    Note(kZsh, assignment.span, fmt::format("`{}=`", assignment.name));
  }
}

void DialectVisitor::Visit(const shell::Word& word) {
  const std::string bare = BareOutline(word.parts);
  if (HasBraces(bare)) Note(kPosix, word.span, "`{a,b}`");
  if (HasSequence(bare)) Note(kFish, word.span, "`{1..3}`");
  if (HasBracketGlob(bare)) Note(kFish, word.span, "`[...]` in a file name");
  if (bare.size() > 1 && bare[0] == '=') Note(kZsh, word.span, "a word that begins with `=`");
  if (HasGlobQualifier(bare)) {
    if (shell_ == 0 || kind_ == Kind::kKsh) {
      NoteForeign(word.span, "zsh", "a glob qualifier");
    } else {
      Note(kAllButBash, word.span, "`*(...)`");
    }
  } else if (HasExtendedGlob(bare)) {
    Note(kPosix | kZsh | kFish, word.span, "`@(...)`");
  }
  CheckNeighbours(word.parts, word.span);
}

/// What zsh and fish take as belonging to the $x before it: $x[1], $x:h.
void DialectVisitor::CheckNeighbours(const std::vector<shell::Part>& parts, Span span) {
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto* const parameter = std::get_if<shell::Parameter>(&parts[i].value);
    const auto* const text = std::get_if<shell::Text>(&parts[i + 1].value);
    if (parameter == nullptr || text == nullptr || text->quoting != shell::Quoting::kNone) continue;
    if (text->text.starts_with('[')) Note(kZsh | kFish, span, "`$x[...]`");
    if (!parameter->braced && IsZshModifier(text->text)) Note(kZsh, span, "`$x:h`");
  }
}

void DialectVisitor::VisitPart(const shell::Text& text, Span span) {
  switch (text.quoting) {
    case shell::Quoting::kNone:
      return;
    case shell::Quoting::kBackslash:
      if (IsEscapeOfFish(text.text)) Note(kFish, span, "a backslash before a letter or number");
      return;
    case shell::Quoting::kSingle:
      if (text.text.ends_with('\\') || text.text.find("\\\\") != std::string::npos) {
        Note(kFish, span, "a backslash between single quotes");
      }
      return;
    case shell::Quoting::kAnsiC:
      return Note(kPosix | kFish, span, "`$'...'`");
  }
}

void DialectVisitor::VisitPart(const shell::Parameter& parameter, Span span) {
  if (parameter.braced) Note(kFish, span, "`${...}`");
  const bool named = shell::IsName(parameter.name);
  if ((!named && !parameter.braced) || IsSpecialInFish(parameter.name)) {
    Note(kFish, span, fmt::format("`${}`", parameter.name));
  }
  const std::string& op = parameter.op;
  const bool own_operator = !op.empty() && (op == ":" || op == "@" || op == "*" || op[0] == '/' ||
                                            op[0] == '^' || op[0] == ',');
  if (parameter.indirect || parameter.subscript || own_operator) {
    Note(kPosix, span, "`${...}` of this form");
  }
  const std::string_view index =
      parameter.subscript ? shell::BareText(*parameter.subscript) : std::string_view("@");
  if (index != "@" && index != "*") Note(kZsh, span, "the number of an element");
  if (parameter.indirect) Note(kZsh | kKsh, span, "`${!x}`");
  const std::string_view argument =
      parameter.argument ? shell::BareText(*parameter.argument) : std::string_view();
  if (op == ":" && IsZshModifier(fmt::format(":{}", argument))) Note(kZsh, span, "`${x:h}`");
  if (parameter.name.empty()) {
    const bool flags = argument.starts_with('(');
    if (shell_ == kZsh) {
      Note(kZsh, span, "`${(...)x}`");
    } else if (flags && shell_ != kFish) {
      NoteForeign(span, "zsh", "`${(...)x}`");
    }
  }
}

}  // namespace

std::vector<DialectDifference> FindDialectDifferences(const shell::List& program, Kind kind) {
  DialectVisitor visitor(kind);
  shell::Walk(program, visitor);
  return visitor.Take();
}

}  // namespace cmdai::safety
