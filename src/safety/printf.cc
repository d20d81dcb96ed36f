#include "safety/printf.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "shell/escape.h"
#include "shell/quote.h"

namespace cmdai::safety {

Pattern DecodeEchoEscapes(std::string_view text) {
  Pattern result;
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i++];
      continue;
    }
    ++i;
    if (text[i] == 'c') break;
    // echo -e writes octal numbers as \0nnn.
    if (text[i] == '0' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7') ++i;
    std::string decoded;
    shell::DecodeAnsiCEscape(text, i, decoded);
    result += FromText(decoded);
  }
  return result;
}

namespace {

/// Most characters of the format that are read, all rounds together, and that are written.
constexpr size_t kMaxWork = 128 * 1024;

/// A conversion such as %-5.2s.
struct Conversion {
  bool left = false;
  bool zeros = false;
  bool plus = false;
  bool blank = false;
  size_t width = 0;
  std::optional<size_t> precision = {};
  char letter = '\0';
};

/// Writes the format with its arguments, again and again while there are any.
class Printer {
 public:
  explicit Printer(const std::vector<Pattern>& values) : values_(values), format_(values[0]) {}

  Pattern Run() {
    for (;;) {
      const size_t before = next_;
      WriteOnce();
      if (stopped_ || next_ >= values_.size() || next_ == before) return std::move(result_);
      work_ += format_.size() + 1;
      if (work_ > kMaxWork || result_.size() > kMaxWork) return result_ + kAnything;
    }
  }

 private:
  void WriteOnce() {
    for (size_t i = 0; i < format_.size() && !stopped_;) {
      if (format_[i] == '\\' && i + 1 < format_.size()) {
        ++i;
        std::string decoded;
        const bool number = format_[i] >= '0' && format_[i] <= '7';
        shell::DecodeAnsiCEscape(format_, i, decoded);
        if (number && decoded.empty()) decoded.assign(1, '\0');
        const bool null = decoded.size() == 1 && decoded[0] == '\0';
        result_ += null ? decoded : FromText(decoded);  // what separates words for xargs -0
      } else if (format_[i] == '%' && i + 1 < format_.size()) {
        ++i;
        Convert(i);
      } else {
        result_ += format_[i++];
      }
    }
  }

  const Pattern& Next() {
    static const Pattern none;
    const size_t index = next_++;
    return index < values_.size() ? values_[index] : none;
  }

  /// A number of the format, or the next argument for `*`; nullopt where it is not known.
  std::optional<size_t> ReadNumber(size_t& i) {
    size_t number = 0;
    if (i < format_.size() && format_[i] == '*') {
      ++i;
      const Pattern& value = Next();
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool whole = error == std::errc() && end == value.data() + value.size();
      return whole && number <= kMaxWork ? std::optional(number) : std::nullopt;
    }
    for (; i < format_.size() && format_[i] >= '0' && format_[i] <= '9'; ++i) {
      number = std::min(kMaxWork + 1, number * 10 + static_cast<size_t>(format_[i] - '0'));
    }
    return number <= kMaxWork ? std::optional(number) : std::nullopt;
  }

  void Stop() {
    result_ += kAnything;
    stopped_ = true;
  }

  /// The conversion whose `%` stands before `i`.
  void Convert(size_t& i) {
    Conversion conversion;
    for (; i < format_.size() &&
           std::string_view("-+ #0'").find(format_[i]) != std::string_view::npos;
         ++i) {
      conversion.left |= format_[i] == '-';
      conversion.zeros |= format_[i] == '0';
      conversion.plus |= format_[i] == '+';
      conversion.blank |= format_[i] == ' ';
    }
    const auto width = ReadNumber(i);
    if (!width) return Stop();
    conversion.width = *width;
    if (i < format_.size() && format_[i] == '.') {
      ++i;
      conversion.precision = ReadNumber(i);
      if (!conversion.precision) return Stop();
    }
    i = std::min(format_.find_first_not_of("hlLjzt", i), format_.size());
    if (i == format_.size()) return Stop();
    conversion.letter = format_[i++];
    Write(conversion);
  }

  void Write(const Conversion& conversion) {
    switch (conversion.letter) {
      case '%':
        result_ += '%';
        return;
      case 's':
        return WriteText(Next(), conversion);
      case 'b':
        return WriteText(DecodeEchoEscapes(Next()), conversion);
      case 'c':
        return WriteText(Next().substr(0, 1), conversion);
      case 'q':
        return WriteText(Quoted(Next()), conversion);
      case 'd':
      case 'i':
        return WriteNumber(Next(), conversion);
      default:
        ++next_;
        result_ += kAnyRun;
    }
  }

  void WriteText(Pattern text, const Conversion& conversion) {
    const bool shaped = conversion.width > 0 || conversion.precision;
    if (shaped && !IsConstant(text)) {
      result_ += kAnything;
      return;
    }
    if (conversion.precision) text.resize(std::min(text.size(), *conversion.precision));
    const size_t n_blanks = conversion.width - std::min(conversion.width, text.size());
    if (!conversion.left) result_.append(n_blanks, ' ');
    result_ += text;
    if (conversion.left) result_.append(n_blanks, ' ');
  }

  void WriteNumber(const Pattern& text, const Conversion& conversion) {
    char* end = nullptr;
    const bool quoted = text.starts_with('\'') || text.starts_with('"');  // the code of a letter
    const long long value = std::strtoll(text.c_str(), &end, 0);
    if (!IsConstant(text) || quoted) {
      result_ += kAnyRun;
      return;
    }
    std::string digits = std::to_string(value);
    if (value < 0) digits.erase(0, 1);
    const std::string sign = value < 0 ? "-" : conversion.plus ? "+" : conversion.blank ? " " : "";
    size_t n_digits = conversion.precision.value_or(1);
    if (conversion.zeros && !conversion.left && !conversion.precision) {
      n_digits = conversion.width - std::min(conversion.width, sign.size());
    }
    if (digits.size() < n_digits) digits.insert(0, n_digits - digits.size(), '0');
    if (conversion.precision == 0U && value == 0) digits.clear();
    WriteText(sign + digits, {.left = conversion.left, .width = conversion.width});
  }

  /// As %q writes it: a backslash before each character that has a meaning.
  static Pattern Quoted(const Pattern& text) {
    constexpr std::string_view kSpecial = " !\"$&'()*,;<>?[\\]^`{|}";
    if (text.empty()) return "''";
    if (text.find_first_of("\t\n") != Pattern::npos) return shell::Quote(text);
    Pattern quoted;
    for (const char c : text) {
      const bool at_start = quoted.empty() && (c == '#' || c == '~');
      if (at_start || kSpecial.find(c) != std::string_view::npos) quoted += '\\';
      quoted += c;
    }
    return quoted;
  }

  const std::vector<Pattern>& values_;
  std::string_view format_;
  Pattern result_;
  size_t next_ = 1;
  size_t work_ = 0;
  bool stopped_ = false;
};

}  // namespace

Pattern FormatPrintf(const std::vector<Pattern>& values) { return Printer(values).Run(); }

}  // namespace cmdai::safety
