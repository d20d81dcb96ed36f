#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/limits.h"
#include "shell/parser.h"

/// The recursive-descent parser behind Parse(). There is no separate lexer, as what a character
/// means depends on the construct around it; the methods are grouped by file:
///
///     scan.cc            characters, blanks, operators, reserved words
///     words.cc           words, quotes
///     expansions.cc      $..., <(...)
///     backquotes.cc      `...`
///     here_documents.cc  bodies of here-documents
///     commands.cc        lists, pipelines, simple commands, redirections
///     assignments.cc     x=w, arrays, arguments of declaration builtins
///     compound.cc        if, for, case, functions, ...
///     conditional.cc     [[ ... ]]
///
/// The first error is kept in error_; from then on failed() holds, every method returns what it
/// has, and loops end.
namespace cmdai::shell::internal {

/// What ends a word, and which characters are special within it.
enum class WordMode : uint8_t {
  kCommand,          // an argument: ends at blanks and operators
  kConditional,      // inside [[ ]]
  kRegex,            // after =~: parentheses and bars belong to it
  kCasePattern,      // a pattern of case: ends at | and )
  kBraceArgument,    // w of ${x:-w}: ends at }
  kReplaced,         // p of ${x/p/r}: ends at / or }
  kOffset,           // 1 of ${x:1:2}: ends at : or }
  kSubscript,        // i of x[i]: ends at ]
  kBracedSubscript,  // i of ${x[i]}: ends at ] or }
  kArithmetic,       // ends at an unmatched )
};

class Parser {
 public:
  /// `map`: for a text that was taken out of another one, the offset there of each byte and of
  /// the end; empty when the text is the source itself.
  Parser(std::string_view text, Dialect dialect, int depth = 0, std::vector<uint32_t> map = {})
      : text_(text), dialect_(dialect), depth_(depth), map_(std::move(map)) {}

  /// The whole text as a program.
  List ReadProgram();
  /// The whole text as the body of a here-document whose delimiter is not quoted.
  Word ReadHereDocumentText();

  bool failed() const { return error_.has_value(); }
  std::optional<ParseError>& error() { return error_; }

 private:
  static constexpr int kEnd = -1;
  friend class Nesting;

  // scan.cc
  int Raw(size_t position) const {
    return position < text_.size() ? static_cast<unsigned char>(text_[position]) : kEnd;
  }
  /// Where the text goes on after line continuations at `position`.
  size_t SkipContinuations(size_t position) const {
    while (Raw(position) == '\\' && Raw(position + 1) == '\n') position += 2;
    return position;
  }
  /// The next byte after line continuations, which are skipped.
  int Peek() {
    position_ = SkipContinuations(position_);
    return failed() ? kEnd : Raw(position_);
  }
  /// The byte after the next one. REQUIRES: Peek() was not kEnd.
  int PeekSecond() { return Raw(SkipContinuations(position_ + 1)); }
  void Advance() { ++position_; }
  /// Whether `op` comes next, be it with line continuations inside.
  bool AtOperator(std::string_view op) {
    return Peek() == static_cast<unsigned char>(op[0]) && ContinuesAsOperator(op);
  }
  bool ContinuesAsOperator(std::string_view op) const;
  bool Take(std::string_view op);
  bool Expect(std::string_view op);
  void SkipBlanks();
  void SkipNewlines();
  bool TakeNewline();
  bool AtMetacharacter();
  std::string_view PeekReserved();
  bool AtReserved(std::string_view word) { return PeekReserved() == word; }
  bool TakeReserved(std::string_view word);
  bool ExpectReserved(std::string_view word, const char* opened_by);
  uint32_t Offset(size_t position) const;
  Span SpanFrom(size_t begin) const;
  void Fail(ParseError::Kind kind, size_t begin, std::string_view message);
  void FailUnexpected();
  void FailUnterminated(size_t begin, std::string_view what);
  bool bash() const { return dialect_ == Dialect::kBash; }

  // words.cc
  Word ReadWord(WordMode mode, bool in_double_quotes = false);
  void ReadParts(WordMode mode, bool in_double_quotes, Word& word);
  bool EndsWord(WordMode mode, int c);
  void ReadPart(WordMode mode, bool in_double_quotes, Word& word);
  void ReadBackslash(WordMode mode, bool in_double_quotes, Word& word);
  bool ReadExtendedGlob(WordMode mode, Word& word);
  void ReadParenthesised(WordMode mode, bool in_double_quotes, Word& word);
  Part ReadSingleQuoted();
  void ReadSingleQuotesInDouble(WordMode mode, Word& word);
  Part ReadAnsiC();
  Part ReadDoubleQuoted(bool locale);
  static void AppendParts(Word& word, Word& more);
  void AppendBare(Word& word, size_t begin, std::string_view text);

  // expansions.cc
  bool ReadExpansion(bool in_double_quotes, std::vector<Part>& parts);
  bool ReadDollar(bool in_double_quotes, std::vector<Part>& parts);
  Part ReadSimpleParameter();
  Part ReadBraced(bool in_double_quotes);
  void ReadInvalidBraced(size_t begin, bool whole, bool in_double_quotes, Parameter& parameter);
  void ReadBracedName(Parameter& parameter);
  bool ReadBracedOperator(Parameter& parameter, bool in_double_quotes);
  void ReadOperands(Parameter& parameter, bool in_double_quotes);
  Part ReadCommandSubstitution();
  Part ReadBackquotes(bool in_double_quotes);
  Part ReadArithmeticExpansion(std::string_view open, std::string_view close);
  Part ReadProcessSubstitution();
  std::unique_ptr<List> ReadParenthesisedList(size_t begin, std::string_view what);
  bool ClosesAsArithmetic(size_t position) const;
  std::string ReadName();

  // here_documents.cc
  struct PendingHereDocument {
    Word* body = nullptr;
    std::string delimiter;
    bool quoted = false;
    bool strips_tabs = false;
    size_t begin = 0;
  };
  void ReadDelimiter(Redirection& redirection);
  void ReadPendingHereDocuments();
  void ReadHereDocument(const PendingHereDocument& pending);

  // commands.cc
  void ReadList(List& list);
  bool AtListEnd();
  void ReadAndOr(AndOr& item);
  void ReadPipeline(Pipeline& pipeline);
  void ReadPipelinePrefix(Pipeline& pipeline);
  void ReadCommand(Command& command);
  void CountCommand();
  void ReadSimple(Command& command);
  bool ReadFunctionAfterName(Command& command, SimpleCommand& simple);
  bool ReadRedirection(std::vector<Redirection>& redirections);
  std::optional<RedirectionOperator> TakeRedirectionOperator();

  // assignments.cc
  bool ReadAssignment(SimpleCommand& simple);
  Word ReadToBracket(size_t begin);
  void AddBracketedWord(size_t begin, Assignment& start, SimpleCommand& simple);
  Word ReadArgument(const SimpleCommand& simple);
  void ReadArrayLiteral(Word& word);
  Word ReadArrayElement();

  // compound.cc
  bool ReadCompound(Command& command);
  std::unique_ptr<List> ReadBody();
  std::unique_ptr<List> ReadDoGroup(const char* opened_by);
  Subshell ReadSubshell();
  Group ReadGroup();
  If ReadIf();
  Loop ReadLoop(bool until);
  void ReadFor(Command& command, bool select);
  ArithmeticFor ReadArithmeticFor(size_t begin);
  Case ReadCase();
  Case::Item ReadCaseItem();
  Function ReadFunctionKeyword();
  std::unique_ptr<Command> ReadFunctionBody();
  Coprocess ReadCoprocess();
  ArithmeticCommand ReadArithmeticCommand();

  // conditional.cc
  Conditional ReadConditional();
  void ReadConditionalOr(Conditional& conditional);
  void ReadConditionalAnd(Conditional& conditional);
  void ReadConditionalPrimary(Conditional& conditional);
  void SkipConditionalBlanks();
  void AddConditionalOperator(Conditional& conditional, std::string_view op);
  bool AtConditionalEnd();

  std::string_view text_;
  size_t position_ = 0;
  Dialect dialect_;
  int depth_ = 0;
  size_t n_commands_ = 0;
  std::vector<uint32_t> map_;
  std::vector<PendingHereDocument> pending_;
  size_t n_waiting_ = 0;  // here-documents that were begun and not read, in all nested lists
  bool ends_in_comment_ = false;  // the text does
  std::optional<ParseError> error_;
};

/// Counts one level of nesting while it lives; the level that passes the limit is an error.
class Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > kMaxDepth) {
      parser_.Fail(ParseError::Kind::kLimit, parser_.position_, "nested too deeply");
    }
  }
  ~Nesting() { --parser_.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Parser& parser_;
};

}  // namespace cmdai::shell::internal
