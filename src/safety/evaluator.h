#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/arguments.h"
#include "safety/brace.h"
#include "safety/code_scan.h"
#include "safety/field_builder.h"
#include "safety/glob.h"
#include "safety/judge.h"
#include "safety/path.h"
#include "safety/program_table.h"
#include "safety/rule_tracker.h"
#include "safety/state.h"
#include "shell/ast.h"

/// The abstract interpreter behind Judge(): walks a program in the order in which a shell would
/// run it, with what is known of every value, and notes the effects. Every branch is taken. The
/// methods are grouped by file:
///
///     evaluator.cc   lists, pipelines, compound commands
///     simple.cc      simple commands, redirections, which program is meant
///     expand.cc      words to fields
///     parameter.cc   ${...}
///     row.cc         a program's row applied to its arguments
///     roles.cc       what a value is to a program
///     builtins.cc    commands of the shell itself
///     runners.cc     programs that run others: sudo, env, xargs, find, docker
///     code.cc        program texts in other languages; follow_rules.cc: the user's rules
///
/// Used by one thread.
namespace cmdai::safety {

class Evaluator {
 public:
  /// `rules` outlives the evaluator.
  Evaluator(const Environment& environment, const ProgramTable& programs,
            std::span<const Rule> rules = {});

  /// Runs the text as a shell program and notes what it does.
  void Run(std::string_view text);

  /// Notes something of the whole text.
  void Note(Risk risk, std::string_view rule, std::string_view effect, shell::Span span,
            std::string message, Pattern path = {});

  /// The contract of ExpandArguments().
  std::optional<std::vector<Pattern>> ArgumentsOfLast(std::string_view program);

  /// Whether a row may name this handler.
  static bool HasHandler(std::string_view name) { return FindHandler(name) != nullptr; }

  std::vector<Finding> TakeFindings() { return std::move(findings_); }
  std::vector<Finding> Demands() const;
  const RuleTracker* rules() const { return rules_.get(); }

 private:
  friend class Scope;
  using Handler = Stream (Evaluator::*)(const Row& row, const Invocation& call,
                                        const Arguments& arguments);

  // evaluator.cc
  Stream Evaluate(const shell::List& list, const Stream& in);
  Stream Evaluate(const shell::AndOr& item, const Stream& in);
  Stream Evaluate(const shell::Pipeline& pipeline, const Stream& in);
  Stream RunPipeline(const shell::Pipeline& pipeline, const Stream& in);
  Stream Evaluate(const shell::Command& command, const Stream& in);
  Stream EvaluateNode(const shell::SimpleCommand& simple, const shell::Command& command,
                      const Stream& in);
  Stream EvaluateNode(const shell::Subshell& node, const Stream& in);
  Stream EvaluateNode(const shell::Group& node, const Stream& in);
  Stream EvaluateNode(const shell::If& node, const Stream& in);
  Stream EvaluateNode(const shell::Loop& node, const Stream& in);
  Stream EvaluateNode(const shell::For& node, const Stream& in);
  Stream EvaluateNode(const shell::ArithmeticFor& node, const Stream& in);
  Stream EvaluateNode(const shell::Case& node, const Stream& in);
  Stream EvaluateNode(const shell::Function& node, const Stream& in);
  Stream EvaluateNode(const shell::Coprocess& node, const Stream& in);
  Stream EvaluateNode(const shell::Conditional& node, const Stream& in);
  Stream EvaluateNode(const shell::ArithmeticCommand& node, const Stream& in);
  void Merge(const State& other);
  void ForgetVariables(const shell::Loop& loop);
  bool Spend(size_t amount);
  Stream RunText(const Field& text, std::string_view what, const Stream& in);
  Stream RunHere(const Field& text, std::string_view what, const Stream& in);
  Stream RunStream(const Stream& code, shell::Span span, std::string_view interpreter);
  void CheckDialect(const shell::List& program);
  Stream CallFunction(const shell::Command& body, const Invocation& call);

  // simple.cc
  Stream RunSimple(const shell::SimpleCommand& simple, const shell::Command& command,
                   const Stream& in);
  Stream RunOnce(const shell::SimpleCommand& simple, const shell::Command& command,
                 const Stream& in, bool& pieced);
  Stream RunWith(const std::vector<shell::Assignment>& assignments, Invocation call);
  void Assign(const shell::Assignment& assignment, const Stream& in);
  Pattern SetElement(std::string_view array, const Pattern& element);
  void SetVariable(std::string_view name, const Field& value);
  void ForgetElements(std::string_view element);
  void ReadArray(const std::string& name, bool is_read, std::string_view text);
  void ReadLines(const std::vector<Field>& names, std::string_view text, char end);
  void AssignElement(const std::string& name, const shell::Word& subscript, const Field& value,
                     bool append);
  void ForgetNumbered(const std::string& name, std::string_view key);
  void KeepForCaller(std::string name);
  std::string Referred(std::string_view name) const;
  void CheckVariable(std::string_view name, const Field& value, const Stream& in);
  Stream Redirect(const std::vector<shell::Redirection>& redirections, const Stream& in);
  void RedirectOutput(const shell::Redirection& redirection);
  Stream SendOutput(const std::vector<shell::Redirection>& redirections, Stream out);
  Stream ReadFile(const Field& path);
  Stream Dispatch(Invocation call);
  Stream DispatchPath(Invocation& call);
  void RunMeant(const Invocation& call);
  Stream RunUnknown(const Invocation& call, std::string message);

  // expand.cc
  std::vector<Field> ExpandWords(const std::vector<shell::Word>& words);
  void Expand(const shell::Word& word, std::vector<Field>& fields);
  Field ExpandToOne(const shell::Word& word);
  void ExpandPart(const shell::Part& part, bool quoted, FieldBuilder& builder);
  void ExpandParameter(const shell::Parameter& parameter, shell::Span span, bool quoted,
                       FieldBuilder& builder);
  struct Tildes {
    bool at_start = false;       // the text begins the word
    bool in_assignment = false;  // the word is name=value: a tilde counts after = and : too
    bool at_end = false;         // the text ends the word
  };
  void ExpandBare(std::string_view text, Tildes& tildes, FieldBuilder& builder);
  bool ExpandTilde(std::string_view& text, const Tildes& tildes, FieldBuilder& builder);
  void ExpandPieces(const std::vector<BracePiece>& pieces, FieldBuilder& builder);
  void ExpandDollars(std::string_view text, Tildes& tildes, FieldBuilder& builder);
  Field ExpandExpression(const shell::Word& word);
  Field ExpandAsOne(const shell::Word& word, Tildes tildes);
  void ExpandDefault(const shell::Parameter& parameter, bool quoted, FieldBuilder& builder);
  std::string Separators();
  bool IsEmptyList(const shell::Part& part) const;
  Field Substitute(const shell::CommandSubstitution& substitution, shell::Span span);
  Field SubstituteProcess(const shell::ProcessSubstitution& substitution, shell::Span span);

  // parameter.cc
  using Value = ParameterValue;
  Value ValueOf(const shell::Parameter& parameter, bool quoted);
  Value Lookup(std::string_view name);
  Value BaseValue(const shell::Parameter& parameter);
  void ApplySubscript(const shell::Parameter& parameter, Value& value);
  Value ApplyIndirection(const shell::Parameter& parameter, Value value);
  void AddValue(const Value& value, bool quoted, FieldBuilder& builder);
  void ApplyOperator(const shell::Parameter& parameter, bool quoted, Value& value);
  void AssignDefault(const shell::Parameter& parameter, bool quoted, Value& value);
  void Cut(const shell::Parameter& parameter, Value& value);
  std::optional<Pattern> Changed(const Pattern& field, const shell::Parameter& parameter);
  std::optional<Glob> GlobOf(const shell::Word* word);
  std::optional<std::vector<std::string>> ReplacementOf(const shell::Word* word);
  struct OperandPiece {
    Pattern text;
    bool quoted;
  };
  std::vector<OperandPiece> ExpandOperand(const shell::Word& word);
  std::optional<int64_t> Calculate(std::string_view expression);
  Pattern EvaluateArithmetic(const shell::Word& expression);
  void EvaluateName(const Field& name);
  void EvaluateValues(const Field& expression);
  void RunExpansions(const Field& text, std::string_view what);

  // row.cc
  Stream RunRow(const Row& row, Invocation call, size_t first_argument);
  const Row* FindSubcommand(std::string_view name, const Row& parent, const Arguments& arguments,
                            size_t& n_words);
  static Invocation Inner(const Invocation& call, const Arguments& arguments, size_t first,
                          size_t n_words);
  void NoteUnknownOptions(const Row& row, const Arguments& arguments, std::string_view program);
  void ApplyArguments(const Row& row, const Invocation& call, const Arguments& arguments,
                      const Effects& effects);
  void MarkDownloads(const Arguments& arguments, const Effects& effects);
  std::optional<Pattern> PathOutput(std::string_view output, const Arguments& arguments);
  Stream Output(const Row& row, const Effects& effects, const Invocation& call,
                const Arguments& arguments);

  // roles.cc
  void Apply(Role role, const Field& field, const Invocation& call, std::string_view option);
  void Touch(Operation operation, const Field& field, std::string_view program);
  void ForgetFile(Operation operation, const Pattern& path);
  void Place(const Field& field, const Invocation& call, const Arguments& arguments,
             size_t n_sources);
  void Upload(const Field& field, const Invocation& call, std::string_view option);
  void ApplyStandardInput(Role role, const Invocation& call);
  Pattern FollowLinks(const Pattern& path) const;
  Pattern FollowHostLinks(const Pattern& path, bool itself) const;
  void Link(const Field& target, const Field& name, const Invocation& call);

  // builtins.cc, runners.cc, code.cc
  static Handler FindHandler(std::string_view name);
#define CMDAI_HANDLER(name) \
  Stream name(const Row& row, const Invocation& call, const Arguments& arguments)
  CMDAI_HANDLER(Cd);
  CMDAI_HANDLER(Declare);
  CMDAI_HANDLER(Unset);
  CMDAI_HANDLER(Names);
  CMDAI_HANDLER(ReadVariables);
  CMDAI_HANDLER(Eval);
  CMDAI_HANDLER(Source);
  CMDAI_HANDLER(Alias);
  CMDAI_HANDLER(Trap);
  CMDAI_HANDLER(Bind);
  CMDAI_HANDLER(Set);
  CMDAI_HANDLER(Shift);
  CMDAI_HANDLER(Getopts);
  CMDAI_HANDLER(Exec);
  CMDAI_HANDLER(Which);
  CMDAI_HANDLER(Echo);
  CMDAI_HANDLER(Printf);
  CMDAI_HANDLER(Shell);
  CMDAI_HANDLER(Sudo);
  CMDAI_HANDLER(Su);
  CMDAI_HANDLER(Env);
  CMDAI_HANDLER(Busybox);
  CMDAI_HANDLER(Find);
  CMDAI_HANDLER(Fd);
  CMDAI_HANDLER(Xargs);
  CMDAI_HANDLER(Parallel);
  CMDAI_HANDLER(Kill);
  CMDAI_HANDLER(Chmod);
  CMDAI_HANDLER(Tee);
  CMDAI_HANDLER(Mount);
  CMDAI_HANDLER(Git);
  CMDAI_HANDLER(DockerRun);
  CMDAI_HANDLER(DockerExec);
  CMDAI_HANDLER(KubectlExec);
  CMDAI_HANDLER(Ansible);
  CMDAI_HANDLER(Rsync);
  CMDAI_HANDLER(Scp);
  CMDAI_HANDLER(Ssh);
  CMDAI_HANDLER(Chroot);
#undef CMDAI_HANDLER
  void NotePrivileges(const Arguments& arguments);
  Stream RunElsewhere(const Invocation& call, const Arguments& arguments);
  void RunArguments(std::vector<Field> argv, const Invocation& call);
  void RunCode(Role language, const Field& code, const Invocation& call);

  // program_text.cc
  void RunProgramText(Role language, const Field& code, const Invocation& call);
  void RunCommands(const std::vector<std::string>& commands, const Field& code,
                   const std::string& program);
  void ApplyCalls(const CodeScan& scan, const Field& code, const Invocation& call);
  void NoteNetworkCode(Role language, const CodeScan& scan, const Field& code,
                       const std::string& program);

  // follow_rules.cc
  void EnterRules(Invocation& call);
  RuleTracker::Trust RuleTrust() const;
  shell::Span WordsSpan(const Invocation& call) const;
  void ApplyRules(Finding& finding, const Pattern& path, bool critical);

  shell::Span Here(shell::Span span) const { return outer_span_.value_or(span); }
  std::string Program(const Invocation& call) const;

  const Environment& environment_;
  const ProgramTable& programs_;
  State state_;
  std::vector<Finding> findings_;
  Risk worst_ = Risk::kSafe;               // of findings_ that no rule releases
  std::unique_ptr<RuleTracker> rules_;     // where there are rules
  std::deque<shell::List> parsed_;         // of texts that are run; functions point into them
  std::optional<shell::Span> outer_span_;  // of the word that holds the text being run
  std::vector<std::pair<const shell::Command*, int>> calls_;   // functions being run, spawns_ then
  std::vector<std::pair<Pattern, const shell::List*>> sinks_;  // >(...) by the path it stands for
  Stream redirected_;  // what the command's output was sent to, if a network device
  size_t budget_;
  shell::Kind shell_;                             // which runs the text that is being run
  shell::Kind child_shell_ = shell::Kind::kBash;  // which runs the text of the next RunText()
  int depth_ = 0;
  int spawns_ = 0;                        // pipes and background commands around
  std::optional<Stream> command_output_;  // of the last command that a wrapper ran
  Pattern project_;  // the folder to work in, with a /, where it is not below the home
  bool privileged_ = false;
  bool only_some_ = false;       // a filter chooses among the files: not all are meant
  bool away_ = false;            // on another machine
  bool elsewhere_ = false;       // inside a container: its files are not the machine's
  bool unset_is_empty_ = false;  // the second look: what nothing sets is empty
  bool surely_empty_ = false;    // and there is no other reading that makes sense
  bool read_unset_ = false;      // something unset was expanded
  size_t n_pseudo_files_ = 0;
  // Of variables that the pipeline being run has read.
  std::vector<Choice> choices_;
  std::vector<std::vector<std::pair<std::string, std::optional<Variable>>>> locals_;  // by call
  std::vector<Field> traps_;
  bool choosing_ = false;  // a pipeline is run once for each choice; what it holds shares them
};

}  // namespace cmdai::safety
