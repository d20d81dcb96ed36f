#include <algorithm>
#include <utility>

#include "safety/evaluator.h"
#include "safety/hidden.h"
#include "shell/parser.h"

/// Texts and streams that are run as programs of a shell.
namespace cmdai::safety {
namespace {

using shell::Span;

/// Programs in programs: sh -c 'sh -c ...'.
constexpr int kMaxDepth = 16;

}  // namespace

/// Puts a value back when it leaves a block.
class Scope {
 public:
  explicit Scope(Evaluator& evaluator) : evaluator_(evaluator), outer_(evaluator.outer_span_) {
    ++evaluator_.depth_;
  }
  ~Scope() {
    --evaluator_.depth_;
    evaluator_.outer_span_ = outer_;
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  Evaluator& evaluator_;
  std::optional<Span> outer_;
};

/// Runs the text of one field as a program of its own: sh -c, trap, ssh. Findings point at the
/// field.
Stream Evaluator::RunText(const Field& text, std::string_view what, const Stream& in) {
  State before = state_;
  const shell::Kind shell = std::exchange(shell_, std::exchange(child_shell_, shell::Kind::kBash));
  Stream out = RunHere(text, what, in);
  shell_ = shell;
  state_.EndChild(std::move(before));
  return out;
}

/// The same in this shell, whose variables it may set: eval, source, an alias.
Stream Evaluator::RunHere(const Field& text, std::string_view what, const Stream& in) {
  const RuleTracker::Scope rules(rules_.get());
  if (rules_) rules_->Leave();
  if (text.text == Pattern(1, kAnything) || (!text.text.empty() && text.text[0] == kAnything)) {
    Note(Risk::kUnknown, "code.unknown", "unknown", text.span,
         fmt::format("{} a command that is known only when it runs", what));
    if (text.text.size() <= 1) return {.kind = Stream::Kind::kData};
  } else if (HasUnknown(text.text)) {
    Note(Risk::kUnknown, "code.unknown", "unknown", text.span,
         fmt::format("{} a command with parts that are known only when it runs", what));
  }
  if (depth_ >= kMaxDepth || !Spend(4 + text.text.size() / 64)) {
    Note(Risk::kUnknown, "limit", "unknown", text.span, "commands are nested too deeply");
    return {.kind = Stream::Kind::kData};
  }
  Pattern visible = text.text;
  std::ranges::replace_if(visible, IsPatternByte, 'x');
  if (const std::optional<HiddenText> hidden = FindHidden(visible)) {
    Note(Risk::kUnknown, "text.hidden", "unknown", text.span,
         fmt::format("{} a command that {}", what, hidden->message));
  }
  const Scope scope(*this);
  outer_span_ = Here(text.span);
  shell::ParseResult result = shell::Parse(text.text);
  parsed_.push_back(std::move(result.program));
  CheckDialect(parsed_.back());
  Stream out = Evaluate(parsed_.back(), in);
  if (result.error) {
    Note(Risk::kUnknown, "parse.error", "unknown", text.span,
         fmt::format("{} a command that cannot be parsed: {}", what, result.error->message));
  }
  return out;
}

/// Runs what flows into an interpreter: a pipe into sh, a here-document, a file just written.
Stream Evaluator::RunStream(const Stream& code, Span span, std::string_view interpreter) {
  const RuleTracker::Scope rules(rules_.get());
  if (rules_) rules_->Leave();
  if (code.mixed && code.kind == Stream::Kind::kText) {
    Note(Risk::kUnknown, "code.unknown", "unknown", span,
         fmt::format("{} runs what flows into it, of which parts may be missing", interpreter));
  }
  switch (code.kind) {
    case Stream::Kind::kText:
      return RunHere({.text = code.text, .span = span}, fmt::format("{} runs", interpreter), {});
    case Stream::Kind::kNetwork:
      Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", span,
           fmt::format("{} runs what comes from the network{}", interpreter,
                       privileged_ ? ", as root" : ""));
      return {.kind = Stream::Kind::kData};
    case Stream::Kind::kData:
      Note(Risk::kUnknown, "code.unknown", "unknown", span,
           fmt::format("{} runs what flows into it, which is not known", interpreter));
      return {.kind = Stream::Kind::kData};
    case Stream::Kind::kNone:
      break;
  }
  return {};
}

}  // namespace cmdai::safety
