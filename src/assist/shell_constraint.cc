#include "assist/shell_constraint.h"

#include <optional>
#include <string>
#include <utility>

#include "shell/kind.h"

namespace cmdai::assist {
namespace {

using shell::LineState;

class ShellConstraint : public decode::Constraint {
 public:
  explicit ShellConstraint(shell::Dialect dialect) : dialect_(dialect) {}

  std::unique_ptr<Constraint> Clone() const override {
    return std::make_unique<ShellConstraint>(*this);
  }

  bool Allows(std::string_view bytes) const override {
    if (ended_) return false;
    const bool ends = bytes.ends_with('\n');
    if (ends) bytes.remove_suffix(1);
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7F) return false;
    }
    const LineState state = bytes.empty() ? state_ : StateAfter(bytes);
    return ends ? state == LineState::kComplete : state != LineState::kHopeless;
  }

  void Accept(std::string_view bytes) override {
    if (bytes.ends_with('\n')) {
      ended_ = true;
      bytes.remove_suffix(1);
    }
    state_ = StateAfter(bytes);
    line_ += bytes;
  }

  bool CanEnd() const override { return state_ == LineState::kComplete; }
  bool IsComplete() const override { return ended_; }

 private:
  LineState StateAfter(std::string_view bytes) const {
    return shell::StateOfLine(line_ + std::string(bytes), dialect_);
  }

  shell::Dialect dialect_;
  std::string line_;
  LineState state_ = LineState::kOpen;  // of line_
  bool ended_ = false;                  // by a newline
};

/// The grammar of the named shell's commands, where it is one that the parser knows.
std::optional<shell::Dialect> DialectOf(std::string_view shell) {
  switch (shell::KindOfShell(shell)) {
    case shell::Kind::kPosix:
      return shell::Dialect::kPosix;
    case shell::Kind::kBash:
    case shell::Kind::kKsh:
    case shell::Kind::kZsh:
      return shell::Dialect::kBash;
    case shell::Kind::kFish:
    case shell::Kind::kOther:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<decode::Constraint> MakeShellConstraint(shell::Dialect dialect) {
  return std::make_unique<ShellConstraint>(dialect);
}

std::unique_ptr<decode::Constraint> MakeAnswerConstraint(backend::AnswerForm form,
                                                         std::string_view shell) {
  if (form == backend::AnswerForm::kFree) return nullptr;
  const std::optional<shell::Dialect> dialect = DialectOf(shell);
  std::unique_ptr<decode::Constraint> line = dialect ? MakeShellConstraint(*dialect) : nullptr;
  if (form == backend::AnswerForm::kJson) return decode::MakeJsonConstraint(std::move(line));
  return line ? std::move(line) : decode::MakeLineConstraint();
}

bool IsCutOff(std::string_view command, std::string_view shell) {
  const std::optional<shell::Dialect> dialect = DialectOf(shell);
  if (!dialect) return false;
  const std::optional<shell::ParseError> error = shell::Parse(command, *dialect).error;
  return error && error->incomplete();
}

}  // namespace cmdai::assist
