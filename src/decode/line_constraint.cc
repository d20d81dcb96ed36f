#include "decode/constraint.h"

namespace cmdai::decode {
namespace {

class LineConstraint : public Constraint {
 public:
  std::unique_ptr<Constraint> Clone() const override {
    return std::make_unique<LineConstraint>(*this);
  }

  bool Allows(std::string_view bytes) const override {
    LineConstraint copy = *this;
    for (const char c : bytes) {
      if (!copy.Step(c)) return false;
    }
    return true;
  }

  void Accept(std::string_view bytes) override {
    for (const char c : bytes) Step(c);
  }

  bool CanEnd() const override { return has_text_ && state_ != State::kSingleQuoted && IsClosed(); }
  bool IsComplete() const override { return state_ == State::kEnded; }

 private:
  enum class State { kPlain, kSingleQuoted, kDoubleQuoted, kComment, kEnded };

  bool IsClosed() const { return state_ != State::kDoubleQuoted && !escaped_; }

  /// Moves on by one byte; false where it may not come.
  bool Step(char c) {
    if (state_ == State::kEnded) return false;
    if (c == '\n') {
      if (!CanEnd()) return false;
      state_ = State::kEnded;
      return true;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (c != ' ') has_text_ = true;
    const bool was_escaped = escaped_;
    Quote(c);
    at_word_start_ = !was_escaped && (c == ' ' || c == ';' || c == '&' || c == '|' || c == '(');
    return true;
  }

  void Quote(char c) {
    if (escaped_) {
      escaped_ = false;
      return;
    }
    switch (state_) {
      case State::kPlain:
        if (c == '\\') escaped_ = true;
        if (c == '\'') state_ = State::kSingleQuoted;
        if (c == '"') state_ = State::kDoubleQuoted;
        if (c == '#' && at_word_start_) state_ = State::kComment;
        return;
      case State::kSingleQuoted:
        if (c == '\'') state_ = State::kPlain;
        return;
      case State::kDoubleQuoted:
        if (c == '\\') escaped_ = true;
        if (c == '"') state_ = State::kPlain;
        return;
      case State::kComment:
      case State::kEnded:
        return;
    }
  }

  State state_ = State::kPlain;
  bool escaped_ = false;       // the next byte follows a backslash
  bool at_word_start_ = true;  // a # here begins a comment
  bool has_text_ = false;
};

}  // namespace

std::unique_ptr<Constraint> MakeLineConstraint() { return std::make_unique<LineConstraint>(); }

}  // namespace cmdai::decode
