#include <optional>

#include "safety/code_texts.h"
#include "safety/code_words.h"

namespace cmdai::safety {
namespace {

using internal::TakeString;
using internal::Trim;
using internal::Unknown;

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Walks over an AWK program outside strings, regular expressions and comments.
class AwkReader {
 public:
  explicit AwkReader(std::string_view code) : code_(code) {}

  std::vector<CodeEffect> Read() {
    while (position_ < code_.size()) Step();
    return std::move(effects_);
  }

 private:
  void Step() {
    const char c = code_[position_];
    if (c == '"') return ReadString();
    if (c == '#') {
      position_ = std::min(code_.find('\n', position_), code_.size());
    } else if (c == '/' && regex_may_follow_) {
      ReadRegex();
    } else if (c == '/' && previous_ == ')' && MayBeRegex()) {
      effects_.push_back(Unknown("awk may run what looks like a text"));
      ++position_;
    } else if (IsNameChar(c)) {
      ReadName();
    } else if (c == '|') {
      ReadPipe();
    } else if (c == '>' && in_print_ && depth_ == 0) {
      ReadOutput();
    } else {
      if (c == '(') ++depth_;
      if (c == ')') --depth_;
      if (c == '@') effects_.push_back(Unknown("awk loads code or calls what a variable names"));
      const bool goes_on = c == '\n' && (previous_ == ',' || previous_ == '\\');
      if (c == ';' || (c == '\n' && !goes_on) || c == '}' || c == '{') in_print_ = false;
      if (c != ' ' && c != '\t') previous_ = c;
      if (c != ' ' && c != '\t') {
        regex_may_follow_ = c != ')' && c != ']';
        last_string_.reset();
      }
      ++position_;
    }
  }

  /// if (x) /"/; here a / begins a regular expression in some versions, with half a string in it.
  bool MayBeRegex() const {
    const size_t end = code_.find('/', position_ + 1);
    return end != std::string_view::npos &&
           code_.substr(position_, end - position_).find('"') != std::string_view::npos;
  }

  void ReadString() {
    std::string_view rest = code_.substr(position_);
    last_string_ = TakeString(rest);
    position_ = code_.size() - rest.size();
    regex_may_follow_ = false;
  }

  void ReadRegex() {
    const size_t begin = position_;
    bool in_class = false;
    for (++position_; position_ < code_.size(); ++position_) {
      const char c = code_[position_];
      if (c == '\\') ++position_;
      if (c == '[') in_class = true;
      if (c == ']') in_class = false;
      if ((c == '/' && !in_class) || c == '\n') break;
    }
    position_ = std::min(position_ + 1, code_.size());
    regex_may_follow_ = false;
    // It may be a division after all, and what looks like an expression code.
    const std::string_view text = code_.substr(begin, position_ - begin);
    const bool quotes = text.find('"') != std::string_view::npos;
    if (previous_ != '+' && previous_ != '-') return;
    if (text.find("system") != std::string_view::npos ||
        text.find("getline") != std::string_view::npos ||
        (quotes && text.find_first_of("|>") != std::string_view::npos)) {
      effects_.push_back(Unknown("awk may run what looks like a regular expression"));
    }
  }

  void ReadName() {
    const size_t begin = position_;
    if (code_[begin] >= '0' && code_[begin] <= '9') {  // 1system("x") is a number and a call
      position_ = std::min(code_.find_first_not_of("0123456789.", begin), code_.size());
      regex_may_follow_ = false;
      last_string_.reset();
      return;
    }
    while (position_ < code_.size() && IsNameChar(code_[position_])) ++position_;
    const std::string_view name = code_.substr(begin, position_ - begin);
    last_string_.reset();
    regex_may_follow_ = name == "print" || name == "return" || name == "in";
    if (name == "print" || name == "printf") {
      in_print_ = true;
      depth_ = 0;
    } else if (name == "system") {
      std::string_view rest = code_.substr(position_);
      const auto command = TakeString(rest);
      const std::string_view after = Trim(rest);
      if (command && after.starts_with(')')) {
        effects_.push_back({.role = Role::kShell, .text = *command});
      } else {
        if (command) {
          effects_.push_back({.role = Role::kShell, .text = *command + "\x01"});
        }
        effects_.push_back(Unknown("awk runs a command that it puts together"));
      }
    }
  }

  /// "command" | getline, print | "command"
  void ReadPipe() {
    const bool logical = position_ + 1 < code_.size() && code_[position_ + 1] == '|';
    if (logical) {
      position_ += 2;
      regex_may_follow_ = true;
      return;
    }
    ++position_;
    if (position_ < code_.size() && code_[position_] == '&') ++position_;
    std::string_view rest = code_.substr(position_);
    if (Trim(rest).starts_with("getline")) {
      Run(last_string_, false);
    } else {
      Run(TakeString(rest), true);
    }
  }

  void Run(const std::optional<std::string>& command, bool fed) {
    if (command) {
      effects_.push_back({.role = Role::kShell, .text = *command, .fed = fed});
    } else {
      effects_.push_back(Unknown("awk runs a command that it puts together"));
    }
  }

  /// print > "file"
  void ReadOutput() {
    const bool appends = position_ + 1 < code_.size() && code_[position_ + 1] == '>';
    position_ += appends ? 2 : 1;
    std::string_view rest = code_.substr(position_);
    if (const auto file = TakeString(rest)) {
      if (file->starts_with("/inet")) {
        effects_.push_back({.role = Role::kText,
                            .text = "awk connects to the network",
                            .risk = Risk::kHigh,
                            .rule = "network"});
      } else {
        effects_.push_back({.role = appends ? Role::kAppend : Role::kWrite, .text = *file});
      }
      position_ = code_.size() - rest.size();
    } else {
      effects_.push_back({.role = Role::kText,
                          .text = "awk writes files whose names it puts together",
                          .risk = Risk::kCaution,
                          .rule = "code.awk"});
    }
  }

  std::string_view code_;
  size_t position_ = 0;
  int depth_ = 0;
  bool in_print_ = false;
  char previous_ = '\0';  // the last punctuation
  bool regex_may_follow_ = true;
  std::optional<std::string> last_string_;
  std::vector<CodeEffect> effects_;
};

}  // namespace

std::vector<CodeEffect> EffectsOfAwk(std::string_view code) { return AwkReader(code).Read(); }

}  // namespace cmdai::safety
