#include "safety/code_scan.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class CodeScanner {
 public:
  CodeScanner(Role language, std::string_view code) : language_(language), code_(code) {}

  CodeScan Scan() {
    while (position_ < code_.size()) Step();
    while (!open_.empty()) Close();
    return std::move(scan_);
  }

 private:
  struct OpenCall {
    CodeCall call;
    bool bare = false;  // without parentheses: ends with the statement
    int depth = 0;
  };

  void Step() {
    const char c = code_[position_];
    if (c == '\'' || c == '"') {
      AddString(ReadString(c));
    } else if (c == '`') {
      const std::string text = ReadString(c);
      const bool runs =
          language_ == Role::kPerl || language_ == Role::kRuby || language_ == Role::kPhp;
      runs ? scan_.commands.push_back(text) : AddString(text);
    } else if (StartsComment()) {
      position_ = std::min(code_.find('\n', position_), code_.size());
    } else if (IsNameChar(c) ||
               (c == '.' && position_ + 1 < code_.size() && IsNameChar(code_[position_ + 1]))) {
      ReadName();
    } else {
      if (c == '(' || c == '[' || c == '{') ++depth_;
      if (c == ')' || c == ']' || c == '}') --depth_;
      if (c == '\n' || c == ';') CloseBare();
      const bool joins = c == '+' || c == '.';
      if (joins && last_ != Last::kOther) {
        last_ = Last::kJoin;
      } else if (c != ' ' && c != '\t' && c != '\n') {
        last_ = Last::kOther;
      }
      ++position_;
      while (!open_.empty() && !open_.back().bare && depth_ < open_.back().depth) Close();
    }
  }

  bool StartsComment() const {
    if (code_[position_] == '#') {
      return language_ == Role::kPython || language_ == Role::kRuby || language_ == Role::kR;
    }
    return language_ == Role::kJavaScript && code_.substr(position_).starts_with("//");
  }

  /// A name with its qualifiers, and the call that it begins.
  void ReadName() {
    const size_t begin = position_;
    while (position_ < code_.size()) {
      const char c = code_[position_];
      const bool joins = (c == '.' || c == ':') && position_ + 1 < code_.size() &&
                         (IsNameChar(code_[position_ + 1]) || code_[position_ + 1] == ':');
      if (!IsNameChar(c) && !joins) break;
      ++position_;
    }
    const std::string name(code_.substr(begin, position_ - begin));
    last_ = Last::kOther;
    if ((name == "q" || name == "qq") && language_ == Role::kPerl && position_ < code_.size() &&
        IsDelimiter(code_[position_])) {
      AddString(ReadToDelimiter());
      return;
    }
    scan_.names.push_back(name);
    if ((name == "qx" || name == "x") && position_ < code_.size() && ReadDelimited(begin, name)) {
      return;
    }
    const size_t next = std::min(code_.find_first_not_of(" \t", position_), code_.size());
    if (next == code_.size()) return;
    const char c = code_[next];
    if (c == '(') {
      position_ = next + 1;
      open_.push_back({.call = {.name = name, .strings = {}}, .bare = false, .depth = ++depth_});
    } else if (c == '"' || c == '\'' || c == '[' || StartsPerlString(next)) {
      open_.push_back({.call = {.name = name, .strings = {}}, .bare = true, .depth = depth_});
    }
  }

  static bool IsDelimiter(char c) {
    return !IsNameChar(c) && c != ' ' && c != '=' && c != ',' && c != ';' && c != ')';
  }

  /// q{...}, qq(...)
  bool StartsPerlString(size_t at) const {
    if (language_ != Role::kPerl || code_[at] != 'q') return false;
    const size_t end = at + (code_.substr(at).starts_with("qq") ? 2 : 1);
    return end < code_.size() && IsDelimiter(code_[end]);
  }

  /// From the opening delimiter to after the closing one: what lies between.
  std::string ReadToDelimiter() {
    constexpr std::string_view kOpen = "({[<";
    constexpr std::string_view kClose = ")}]>";
    const size_t kind = kOpen.find(code_[position_]);
    const char close = kind == std::string_view::npos ? code_[position_] : kClose[kind];
    const size_t end = std::min(code_.find(close, position_ + 1), code_.size());
    std::string text(code_.substr(position_ + 1, end - position_ - 1));
    position_ = std::min(end + 1, code_.size());
    return text;
  }

  /// qx{...} of Perl, %x{...} of Ruby.
  bool ReadDelimited(size_t begin, std::string_view name) {
    if (name == "x" && (begin == 0 || code_[begin - 1] != '%')) return false;
    if (!IsDelimiter(code_[position_])) return false;
    scan_.commands.push_back(ReadToDelimiter());
    return true;
  }

  std::string ReadString(char quote) {
    const std::string_view triple = code_.substr(position_, 3);
    const bool is_triple = language_ == Role::kPython && triple.size() == 3 && triple[1] == quote &&
                           triple[2] == quote;
    position_ += is_triple ? 3 : 1;
    std::string text;
    while (position_ < code_.size()) {
      const char c = code_[position_];
      if (c == '\\' && position_ + 1 < code_.size()) {
        text += Escaped(code_[position_ + 1]);
        position_ += 2;
        continue;
      }
      const std::string_view rest = code_.substr(position_);
      if (c == quote && (!is_triple || rest.starts_with(std::string(3, quote)))) {
        position_ += is_triple ? 3 : 1;
        break;
      }
      text += c;
      ++position_;
    }
    return text;
  }

  static char Escaped(char c) {
    if (c == 'n') return '\n';
    return c == 't' ? '\t' : c;
  }

  void AddString(const std::string& text) {
    const bool joins = last_ == Last::kJoin;
    last_ = Last::kString;
    for (OpenCall& open : open_) {
      if (joins && !open.call.strings.empty()) {
        open.call.strings.back() += text;
        continue;
      }
      if (open.call.strings.size() < 32) open.call.strings.push_back(text);
      if (open_.size() > 16) break;
    }
  }

  void Close() {
    scan_.calls.push_back(std::move(open_.back().call));
    open_.pop_back();
  }

  void CloseBare() {
    while (!open_.empty() && open_.back().bare) Close();
  }

  /// What stands before: in "a" + "b" a string and what joins it to the next.
  enum class Last : uint8_t { kOther, kString, kJoin };

  Role language_;
  std::string_view code_;
  size_t position_ = 0;
  Last last_ = Last::kOther;
  int depth_ = 0;
  std::vector<OpenCall> open_;
  CodeScan scan_;
};

}  // namespace

CodeScan ScanCode(Role language, std::string_view code) {
  return CodeScanner(language, code).Scan();
}

}  // namespace cmdai::safety
