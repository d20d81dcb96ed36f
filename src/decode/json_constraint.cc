#include <string>
#include <utility>

#include "decode/constraint.h"

namespace cmdai::decode {
namespace {

constexpr std::string_view kOpening = "{\"cmd\": \"";
constexpr std::string_view kClosing = "\"}";

/// The object around the command, byte by byte.
class Frame {
 public:
  bool is_complete() const { return n_closing_ == kClosing.size(); }
  bool is_closing() const { return n_closing_ > 0; }

  /// Moves on by one byte; false where it may not come. Adds what it gives of the command.
  bool Step(char c, std::string& command) {
    if (is_complete()) return false;
    if (n_opening_ < kOpening.size()) return c == kOpening[n_opening_++];
    if (n_closing_ > 0) return c == kClosing[n_closing_++];
    if (escaped_) {
      escaped_ = false;
      has_text_ = true;
      command += c;
      return c == '"' || c == '\\' || c == '/';
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (c == '"') {
      n_closing_ = 1;
      return has_text_;
    }
    if (c == '\\') {
      escaped_ = true;
      return true;
    }
    has_text_ |= c != ' ';
    command += c;
    return true;
  }

 private:
  size_t n_opening_ = 0;  // bytes of kOpening that came
  size_t n_closing_ = 0;  // bytes of kClosing that came
  bool escaped_ = false;
  bool has_text_ = false;
};

class JsonConstraint : public Constraint {
 public:
  explicit JsonConstraint(std::unique_ptr<Constraint> command) : command_(std::move(command)) {}

  std::unique_ptr<Constraint> Clone() const override {
    auto copy = std::make_unique<JsonConstraint>(command_ ? command_->Clone() : nullptr);
    copy->frame_ = frame_;
    return copy;
  }

  bool Allows(std::string_view bytes) const override {
    Frame frame = frame_;
    std::string decoded;
    for (const char c : bytes) {
      if (!frame.Step(c, decoded)) return false;
    }
    if (command_ == nullptr) return true;
    if (!decoded.empty() && !command_->Allows(decoded)) return false;
    if (!frame.is_closing() || frame_.is_closing()) return true;
    if (decoded.empty()) return command_->CanEnd();
    const std::unique_ptr<Constraint> ended = command_->Clone();
    ended->Accept(decoded);
    return ended->CanEnd();
  }

  void Accept(std::string_view bytes) override {
    std::string decoded;
    for (const char c : bytes) frame_.Step(c, decoded);
    if (command_ != nullptr && !decoded.empty()) command_->Accept(decoded);
  }

  bool CanEnd() const override { return IsComplete(); }
  bool IsComplete() const override { return frame_.is_complete(); }

 private:
  std::unique_ptr<Constraint> command_;  // nullptr: anything
  Frame frame_;
};

}  // namespace

std::unique_ptr<Constraint> MakeJsonConstraint(std::unique_ptr<Constraint> command) {
  return std::make_unique<JsonConstraint>(std::move(command));
}

}  // namespace cmdai::decode
