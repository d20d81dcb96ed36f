#include "safety/code_texts.h"
#include "safety/code_words.h"

namespace cmdai::safety {
namespace {

using internal::Trim;
using internal::Unknown;

/// Walks over a sed script.
class SedReader {
 public:
  explicit SedReader(std::string_view code) : code_(code) {}

  std::vector<CodeEffect> Read() {
    while (position_ < code_.size()) Command();
    return std::move(effects_);
  }

 private:
  char Peek() const { return position_ < code_.size() ? code_[position_] : '\0'; }

  void SkipAddress() {
    while (position_ < code_.size()) {
      const char c = Peek();
      if (c == '/') {
        SkipDelimited('/');
      } else if (c == '\\' && position_ + 1 < code_.size()) {
        ++position_;
        SkipDelimited(Peek());
      } else if (c == '$' || c == ',' || c == '~' || c == '+' || c == ' ' || c == '\t' ||
                 c == '!' || c == 'I' || c == 'M' || (c >= '0' && c <= '9')) {
        ++position_;
      } else {
        return;
      }
    }
  }

  /// From the opening delimiter to after the closing one.
  void SkipDelimited(char delimiter, bool has_classes = true) {
    bool in_class = false;
    for (++position_; position_ < code_.size(); ++position_) {
      const char c = Peek();
      if (c == '\\' && !in_class) {
        ++position_;
        continue;
      }
      if (c == '[' && has_classes && !in_class) {
        in_class = true;  // a ] that comes first is a member
        if (position_ + 1 < code_.size() && code_[position_ + 1] == '^') ++position_;
        if (position_ + 1 < code_.size() && code_[position_ + 1] == ']') ++position_;
        continue;
      }
      if (c == ']') in_class = false;
      if (c == delimiter && !in_class) break;
    }
    position_ = std::min(position_ + 1, code_.size());
  }

  std::string Rest() {
    const size_t end = std::min(code_.find('\n', position_), code_.size());
    std::string rest(Trim(code_.substr(position_, end - position_)));
    position_ = end;
    return rest;
  }

  /// The text of a, i and c: a line that ends with a backslash goes on.
  void SkipText() {
    while (position_ < code_.size()) {
      const std::string line = Rest();
      const size_t text = line.find_last_not_of('\\') + 1;  // 0 where all are backslashes
      if ((line.size() - text) % 2 == 0 || position_ >= code_.size()) return;
      ++position_;
    }
  }

  void Command() {
    while (position_ < code_.size() && (Peek() == ' ' || Peek() == '\t' || Peek() == ';' ||
                                        Peek() == '\n' || Peek() == '}' || Peek() == '{')) {
      ++position_;
    }
    SkipAddress();
    if (position_ >= code_.size()) return;
    const char c = Peek();
    ++position_;
    switch (c) {
      case 's':
        return Substitute();
      case 'y': {
        const char delimiter = Peek();
        SkipDelimited(delimiter, /*has_classes=*/false);
        if (position_ > 0) --position_;
        SkipDelimited(delimiter, /*has_classes=*/false);
        return;
      }
      case 'e': {
        const std::string command = Rest();
        effects_.push_back(command.empty() ? Unknown("sed runs the text of its input as a command")
                                           : CodeEffect{.role = Role::kShell, .text = command});
        return;
      }
      case 'w':
      case 'W':
        effects_.push_back({.role = Role::kWrite, .text = Rest()});
        return;
      case 'r':
      case 'R':
        effects_.push_back({.role = Role::kRead, .text = Rest()});
        return;
      case 'a':
      case 'i':
      case 'c':
        return SkipText();
      case '#':
        Rest();
        return;
      case 'b':
      case 't':
      case 'T':
      case ':':
        position_ = std::min(code_.find_first_of(";\n}", position_), code_.size());
        return;
      default:
        return;
    }
  }

  void Substitute() {
    const char delimiter = Peek();
    if (position_ >= code_.size()) return;
    SkipDelimited(delimiter);
    // The closing delimiter of the first part opens the second, which has no classes.
    for (; position_ < code_.size() && Peek() != delimiter; ++position_) {
      if (Peek() == '\\') ++position_;
    }
    ++position_;
    for (; position_ < code_.size(); ++position_) {
      const char c = Peek();
      if (c == 'e') effects_.push_back(Unknown("sed runs the text that it puts together"));
      if (c == 'w') {
        ++position_;
        effects_.push_back({.role = Role::kWrite, .text = Rest()});
        return;
      }
      if (c == ';' || c == '\n' || c == '}') return;
    }
  }

  std::string_view code_;
  size_t position_ = 0;
  std::vector<CodeEffect> effects_;
};

}  // namespace

std::vector<CodeEffect> EffectsOfSed(std::string_view code) { return SedReader(code).Read(); }

}  // namespace cmdai::safety
