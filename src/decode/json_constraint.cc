#include "decode/constraint.h"

namespace cmdai::decode {
namespace {

constexpr std::string_view kOpening = "{\"cmd\": \"";
constexpr std::string_view kClosing = "\"}";

class JsonConstraint : public Constraint {
 public:
  std::unique_ptr<Constraint> Clone() const override {
    return std::make_unique<JsonConstraint>(*this);
  }

  bool Allows(std::string_view bytes) const override {
    JsonConstraint copy = *this;
    for (const char c : bytes) {
      if (!copy.Step(c)) return false;
    }
    return true;
  }

  void Accept(std::string_view bytes) override {
    for (const char c : bytes) Step(c);
  }

  bool CanEnd() const override { return IsComplete(); }
  bool IsComplete() const override { return n_closing_ == kClosing.size(); }

 private:
  /// Moves on by one byte; false where it may not come.
  bool Step(char c) {
    if (IsComplete()) return false;
    if (n_opening_ < kOpening.size()) return c == kOpening[n_opening_++];
    if (n_closing_ > 0) return c == kClosing[n_closing_++];
    if (escaped_) {
      escaped_ = false;
      has_text_ = true;
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
    } else if (c != ' ') {
      has_text_ = true;
    }
    return true;
  }

  size_t n_opening_ = 0;  // bytes of kOpening that came
  size_t n_closing_ = 0;  // bytes of kClosing that came
  bool escaped_ = false;
  bool has_text_ = false;
};

}  // namespace

std::unique_ptr<Constraint> MakeJsonConstraint() { return std::make_unique<JsonConstraint>(); }

}  // namespace cmdai::decode
