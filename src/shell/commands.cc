#include "shell/parser_internal.h"

namespace cmdai::shell::internal {
namespace {

constexpr bool IsDigit(int c) { return c >= '0' && c <= '9'; }

}  // namespace

List Parser::ReadProgram() {
  List program;
  if (text_.size() > kMaxSourceBytes) {
    Fail(ParseError::Kind::kLimit, 0, fmt::format("longer than {} bytes", kMaxSourceBytes));
    return program;
  }
  if (const size_t nul = text_.find('\0'); nul != std::string_view::npos) {
    Fail(ParseError::Kind::kUnexpected, nul, "a NUL byte, which no command can hold");
    return program;
  }
  ReadList(program);
  SkipNewlines();
  if (!failed() && position_ < text_.size()) FailUnexpected();
  if (!failed() && !pending_.empty()) {
    FailUnterminated(pending_[0].begin,
                     fmt::format("here-document without its `{}`", pending_[0].delimiter));
  }
  return program;
}

/// Whether the enclosing construct goes on here: a closing token, or a reserved word that cannot
/// begin a command.
bool Parser::AtListEnd() {
  const int c = Peek();
  if (c == kEnd || c == ')' || AtOperator(";;") || (bash() && AtOperator(";&"))) return true;
  const std::string_view word = PeekReserved();
  return word == "then" || word == "do" || word == "done" || word == "fi" || word == "else" ||
         word == "elif" || word == "esac" || word == "}";
}

void Parser::ReadList(List& list) {
  SkipNewlines();
  const size_t begin = position_;
  while (!failed() && !AtListEnd()) {
    list.items.emplace_back();
    ReadAndOr(list.items.back());
    SkipBlanks();
    if (AtOperator(";;") || (bash() && AtOperator(";&"))) break;
    if (Take("&")) {
      list.items.back().background = true;
    } else if (!Take(";") && Peek() != '\n') {
      break;
    }
    SkipNewlines();
  }
  list.span = SpanFrom(begin);
}

void Parser::ReadAndOr(AndOr& item) {
  const size_t begin = position_;
  while (!failed()) {
    item.pipelines.emplace_back();
    ReadPipeline(item.pipelines.back());
    SkipBlanks();
    if (Take("&&")) {
      item.is_or.push_back(false);
    } else if (Take("||")) {
      item.is_or.push_back(true);
    } else {
      break;
    }
    SkipNewlines();
  }
  item.span = SpanFrom(begin);
}

/// `!` and `time`, in any order and number.
void Parser::ReadPipelinePrefix(Pipeline& pipeline) {
  while (true) {
    SkipBlanks();
    if ((bash() || pipeline.negations == 0) && TakeReserved("!")) {
      ++pipeline.negations;
    } else if (bash() && TakeReserved("time")) {
      pipeline.timed = true;
      SkipBlanks();
      if (AtOperator("-p") && !IsDigit(PeekSecond())) {
        const size_t begin = position_;
        if (Take("-p") && AtMetacharacter()) {
          pipeline.timed_posix = true;
        } else {
          position_ = begin;
        }
      }
      SkipBlanks();
      const size_t begin = position_;
      if (Take("--") && !AtMetacharacter()) position_ = begin;
    } else {
      return;
    }
  }
}

void Parser::ReadPipeline(Pipeline& pipeline) {
  SkipBlanks();
  const size_t begin = position_;
  ReadPipelinePrefix(pipeline);
  const int c = Peek();
  const bool may_be_empty = bash() && (pipeline.negations > 0 || pipeline.timed);
  const bool at_end =
      c == kEnd || c == '\n' || (c == ';' && !AtOperator(";;") && !AtOperator(";&"));
  if (may_be_empty && at_end) return;
  while (!failed()) {
    pipeline.commands.emplace_back();
    ReadCommand(pipeline.commands.back());
    SkipBlanks();
    if (AtOperator("||")) break;
    if (bash() && Take("|&")) {
      pipeline.pipes_stderr.push_back(true);
    } else if (Take("|")) {
      pipeline.pipes_stderr.push_back(false);
    } else {
      break;
    }
    SkipNewlines();
  }
  pipeline.span = SpanFrom(begin);
}

void Parser::ReadCommand(Command& command) {
  const Nesting nesting(*this);
  SkipBlanks();
  const size_t begin = position_;
  if (ReadCompound(command)) {
    const bool is_function = std::holds_alternative<Function>(command.value);
    if (!is_function) {
      do SkipBlanks();
      while (!failed() && ReadRedirection(command.redirections));
    }
  } else {
    ReadSimple(command);
  }
  command.span = SpanFrom(begin);
}

void Parser::CountCommand() {
  if (++n_commands_ <= kMaxCommands) return;
  Fail(ParseError::Kind::kLimit, position_, fmt::format("more than {} commands", kMaxCommands));
}

void Parser::ReadSimple(Command& command) {
  CountCommand();
  const size_t begin = position_;
  SimpleCommand& simple = command.value.emplace<SimpleCommand>();
  while (true) {
    SkipBlanks();
    if (failed() || ReadRedirection(command.redirections)) {
      if (failed()) return;
      continue;
    }
    if (Peek() == '(' && simple.words.size() == 1 && simple.assignments.empty() &&
        command.redirections.empty() && ReadFunctionAfterName(command, simple)) {
      return;
    }
    if (AtMetacharacter() && !(bash() && (Peek() == '<' || Peek() == '>'))) break;
    if (simple.words.empty() && ReadAssignment(simple)) continue;
    simple.words.push_back(ReadArgument(simple));
  }
  if (position_ == begin ||
      (simple.words.empty() && simple.assignments.empty() && command.redirections.empty())) {
    FailUnexpected();
  } else if (Peek() == '(') {
    FailUnexpected();
  }
}

/// f () body. REQUIRES: at the `(` after the only word.
bool Parser::ReadFunctionAfterName(Command& command, SimpleCommand& simple) {
  const size_t begin = position_;
  Take("(");
  SkipBlanks();
  if (!Take(")")) {
    position_ = begin;
    return false;
  }
  const std::string name(BareText(simple.words[0]));
  if (name.empty() || (!bash() && !IsName(name))) {
    Fail(ParseError::Kind::kUnexpected, begin, "bad name of a function");
    return true;
  }
  Function function{.name = name, .keyword = false, .body = ReadFunctionBody()};
  command.value = std::move(function);
  return true;
}

std::optional<RedirectionOperator> Parser::TakeRedirectionOperator() {
  using enum RedirectionOperator;
  if (bash()) {
    if (Take("&>>")) return kAppendOutputAndError;
    if (Take("&>")) return kOutputAndError;
    if (Take("<<<")) return kHereString;
  }
  if (Take("<<-")) return kHereDocumentTabs;
  if (Take("<<")) return kHereDocument;
  if (Take("<&")) return kDuplicateInput;
  if (Take("<>")) return kReadWrite;
  if (Take(">>")) return kAppend;
  if (Take(">&")) return kDuplicateOutput;
  if (Take(">|")) return kClobber;
  if (Take("<")) return kInput;
  if (Take(">")) return kOutput;
  return std::nullopt;
}

/// Reads one redirection if one begins here: [n]<word, {name}>word, &>word.
bool Parser::ReadRedirection(std::vector<Redirection>& redirections) {
  const int first = Peek();
  const bool may_be =
      first == '<' || first == '>' || first == '&' || first == '{' || IsDigit(first);
  if (!may_be) return false;
  const size_t begin = position_;
  Redirection redirection;
  if (IsDigit(Peek())) {
    for (; IsDigit(Peek()); Advance()) redirection.descriptor += static_cast<char>(Peek());
  } else if (bash() && Peek() == '{') {
    Advance();
    const std::string name = ReadName();
    if (!name.empty() && Take("}")) redirection.descriptor = "{" + name + "}";
  }
  const int c = Peek();
  const bool has_descriptor = !redirection.descriptor.empty();
  const bool at_operator = c == '<' || c == '>' || (c == '&' && !has_descriptor && bash());
  const bool is_process = bash() && !has_descriptor && (AtOperator("<(") || AtOperator(">("));
  if (!at_operator || is_process || (position_ > begin && !has_descriptor)) {
    position_ = begin;
    return false;
  }
  const std::optional<RedirectionOperator> op = TakeRedirectionOperator();
  if (!op) {
    position_ = begin;
    return false;
  }
  redirection.op = *op;
  if (*op == RedirectionOperator::kHereDocument || *op == RedirectionOperator::kHereDocumentTabs) {
    ReadDelimiter(redirection);
  } else {
    SkipBlanks();
    const size_t target = position_;
    while (IsDigit(Peek())) Advance();
    const bool duplicates = bash() && (*op == RedirectionOperator::kDuplicateInput ||
                                       *op == RedirectionOperator::kDuplicateOutput);
    if (!duplicates && position_ > target && (Peek() == '<' || Peek() == '>')) {
      // the digits are the next redirection's descriptor
      position_ = target;
      FailUnexpected();
    }
    position_ = target;
    redirection.target = ReadWord(WordMode::kCommand);
    if (redirection.target.parts.empty()) FailUnexpected();
  }
  redirection.span = SpanFrom(begin);
  redirections.push_back(std::move(redirection));
  return true;
}

}  // namespace cmdai::shell::internal
