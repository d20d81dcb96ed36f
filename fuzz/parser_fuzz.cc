// Any bytes as a shell program, in both dialects: an error that names its place, or a tree whose
// print parses to the same tree. The spans of every node that was read lie within the text.

#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/fuzz_target.h"
#include "shell/dump.h"
#include "shell/limits.h"
#include "shell/parser.h"
#include "shell/print.h"

namespace cmdai::fuzz {
namespace {

/// Visits every node of a tree and checks its span.
class SpanChecker {
 public:
  explicit SpanChecker(size_t n_bytes) : n_bytes_(n_bytes) {}

  void Check(const shell::List& list) {
    Check(list.span);
    for (const shell::AndOr& item : list.items) {
      Check(item.span);
      CMDAI_CHECK(item.is_or.size() <= item.pipelines.size());
      for (const shell::Pipeline& pipeline : item.pipelines) Check(pipeline);
    }
  }

  void operator()(const shell::Text&) {}
  void operator()(const shell::DoubleQuoted& node) { CheckAll(node.parts); }
  void operator()(const shell::Parameter& node) {
    CheckChild(node.subscript);
    CheckChild(node.argument);
    CheckChild(node.second);
  }
  void operator()(const shell::CommandSubstitution& node) { CheckChild(node.list); }
  void operator()(const shell::ArithmeticExpansion& node) { Check(node.expression); }
  void operator()(const shell::ProcessSubstitution& node) { CheckChild(node.list); }
  void operator()(const shell::ArrayLiteral& node) { CheckAll(node.elements); }
  void operator()(const shell::SimpleCommand& node) {
    for (const shell::Assignment& assignment : node.assignments) {
      Check(assignment.span);
      CheckChild(assignment.subscript);
      Check(assignment.value);
    }
    CheckAll(node.words);
  }
  void operator()(const shell::Subshell& node) { CheckChild(node.body); }
  void operator()(const shell::Group& node) { CheckChild(node.body); }
  void operator()(const shell::If& node) {
    for (const shell::If::Branch& branch : node.branches) {
      CheckChild(branch.condition);
      CheckChild(branch.body);
    }
    CheckChild(node.otherwise);
  }
  void operator()(const shell::Loop& node) {
    CheckChild(node.condition);
    CheckChild(node.body);
  }
  void operator()(const shell::For& node) {
    CheckAll(node.words);
    CheckChild(node.body);
  }
  void operator()(const shell::ArithmeticFor& node) {
    Check(node.expression);
    CheckChild(node.body);
  }
  void operator()(const shell::Case& node) {
    Check(node.subject);
    for (const shell::Case::Item& item : node.items) {
      CheckAll(item.patterns);
      CheckChild(item.body);
    }
  }
  void operator()(const shell::Function& node) { CheckChild(node.body); }
  void operator()(const shell::Coprocess& node) { CheckChild(node.body); }
  void operator()(const shell::Conditional& node) { CheckAll(node.words); }
  void operator()(const shell::ArithmeticCommand& node) { Check(node.expression); }

 private:
  void Check(const shell::Span& span) {
    CMDAI_CHECK(span.begin <= span.end && span.end <= n_bytes_);
  }
  void Check(const shell::Part& part) {
    Check(part.span);
    std::visit(*this, part.value);
  }
  void Check(const shell::Word& word) {
    Check(word.span);
    CheckAll(word.parts);
  }
  void Check(const shell::Command& command) {
    Check(command.span);
    std::visit(*this, command.value);
    for (const shell::Redirection& redirection : command.redirections) {
      Check(redirection.span);
      Check(redirection.target);
      CheckChild(redirection.here_document);
    }
  }
  void Check(const shell::Pipeline& pipeline) {
    Check(pipeline.span);
    CheckAll(pipeline.commands);
  }
  template <typename Node>
  void CheckAll(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) Check(node);
  }
  template <typename Node>
  void CheckChild(const std::unique_ptr<Node>& node) {
    if (node) Check(*node);
  }

  size_t n_bytes_;
};

bool RunDialect(std::string_view text, shell::Dialect dialect) {
  const shell::ParseResult result = shell::Parse(text, dialect);
  SpanChecker(text.size()).Check(result.program);
  const std::string dump = shell::Dump(result.program);
  const std::string printed = shell::Print(result.program);
  if (result.error) {
    CMDAI_CHECK(result.error->span.begin <= result.error->span.end);
    CMDAI_CHECK(result.error->span.end <= text.size());
    CMDAI_CHECK(!result.error->message.empty());
    CMDAI_CHECK(EscapeForTerminal(result.error->message) == result.error->message);
    return false;
  }
  if (printed.size() > shell::kMaxSourceBytes) return true;
  const shell::ParseResult again = shell::Parse(printed, dialect);
  CMDAI_CHECK(!again.error.has_value());
  CMDAI_CHECK(shell::Dump(again.program) == dump);
  CMDAI_CHECK(shell::Print(again.program) == printed);
  return true;
}

}  // namespace

bool RunOne(std::span<const std::byte> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const bool is_bash = RunDialect(text, shell::Dialect::kBash);
  const bool is_posix = RunDialect(text, shell::Dialect::kPosix);
  return is_bash || is_posix;
}

}  // namespace cmdai::fuzz
