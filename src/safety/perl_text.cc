#include <algorithm>
#include <span>

#include "safety/harmless.h"

/// Words of Perl, and its texts in which variables are replaced: strings and patterns.
namespace cmdai::safety {
namespace {

/// Builtins and words after which a term is expected, so that `/` begins a pattern.
constexpr std::string_view kBeforeTerm[] = {
    "and",    "abs",    "atan2",     "binmode", "chomp",   "chop",    "chr",     "close",
    "cmp",    "cos",    "defined",   "delete",  "die",     "each",    "else",    "elsif",
    "eq",     "exists", "exp",       "for",     "foreach", "ge",      "grep",    "gt",
    "hex",    "if",     "index",     "int",     "join",    "keys",    "lc",      "lcfirst",
    "le",     "length", "local",     "log",     "lstat",   "lt",      "map",     "my",
    "ne",     "not",    "oct",       "or",      "ord",     "our",     "pack",    "print",
    "printf", "push",   "quotemeta", "ref",     "return",  "reverse", "rindex",  "say",
    "scalar", "sin",    "sort",      "splice",  "split",   "sprintf", "sqrt",    "stat",
    "state",  "substr", "uc",        "ucfirst", "unless",  "unpack",  "unshift", "until",
    "values", "warn",   "when",      "while",   "x",       "xor"};

/// Builtins that may stand without an argument, filehandles, labels and functions of modules that
/// compute: what follows may be a term or an operator.
constexpr std::string_view kOther[] = {
    "BEGIN",     "END",    "STDIN",       "STDOUT",     "STDERR",  "LINE",      "__FILE__",
    "__LINE__",  "caller", "ceil",        "do",         "eof",     "eval",      "exit",
    "first",     "floor",  "fmod",        "gmtime",     "last",    "localtime", "lines",
    "max",       "maxstr", "min",         "minstr",     "next",    "pop",       "pos",
    "product",   "rand",   "redo",        "shift",      "shuffle", "sleep",     "srand",
    "strftime",  "sum",    "sum0",        "time",       "times",   "undef",     "uniq",
    "wantarray", "Dumper", "decode_json", "encode_json"};

constexpr std::string_view kQuoteWords[] = {"q", "qq", "qw", "m", "qr", "s", "tr", "y"};

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsWord(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return IsWord(c); });
}

bool IsNumber(std::string_view text) {
  return text.find_first_not_of("0123456789,") == std::string_view::npos;
}

/// Whether the text between the brackets of a subscript is a number, a plain variable or, in
/// braces, a word.
bool IsPlainSubscript(char open, std::string_view inside) {
  const bool variable = inside.starts_with('$');
  if (variable || inside.starts_with('-')) inside.remove_prefix(1);
  return !inside.empty() && (IsNumber(inside) || ((variable || open == '{') && IsWord(inside)));
}

class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  bool IsPlain() {
    while (at_ < text_.size()) {
      if (!Step()) return false;
    }
    return true;
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool Step() {
    const char c = Peek();
    if (c == '\\') {
      at_ += 2;
      return true;
    }
    if (c == '(' && RunsCode()) return false;
    ++at_;
    return c != '$' && c != '@' ? true : Variable();
  }

  /// (?{ code }), (??{ code }), (*{ code })
  bool RunsCode() const {
    const bool asks = Peek(1) == '?' && (Peek(2) == '{' || Peek(2) == '?' || Peek(2) == 'p');
    return asks || (Peek(1) == '*' && Peek(2) == '{');
  }

  bool Variable() {
    bool named = false;
    for (; Peek() == '$'; ++at_) named = true;
    const bool braces = Peek() == '{';
    if (braces) ++at_;
    const size_t begin = at_;
    while (IsWord(Peek()) || (Peek() == ':' && Peek(1) == ':')) at_ += Peek() == ':' ? 2 : 1;
    if (braces && (at_ == begin || Peek() != '}')) return false;
    if (braces) ++at_;
    named |= at_ > begin;
    if (!named && at_ < text_.size()) ++at_;  // $& and the like, or the end of a line in a pattern
    return Subscripts();
  }

  bool Subscripts() {
    while (at_ < text_.size()) {
      size_t open = at_;
      if (text_.substr(open).starts_with("->")) open += 2;
      if (open >= text_.size() || (text_[open] != '[' && text_[open] != '{')) return true;
      const size_t end = text_.find(text_[open] == '[' ? ']' : '}', open);
      if (end == std::string_view::npos) return false;
      if (!IsPlainSubscript(text_[open], text_.substr(open + 1, end - open - 1))) return false;
      at_ = end + 1;
    }
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

PerlWord KindOfPerlWord(std::string_view word) {
  const auto is_in = [&](std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
  };
  if (is_in(kQuoteWords)) return PerlWord::kQuote;
  if (is_in(kBeforeTerm)) return PerlWord::kBeforeTerm;
  return is_in(kOther) ? PerlWord::kOther : PerlWord::kUnknown;
}

bool IsPlainPerlText(std::string_view text) { return TextReader(text).IsPlain(); }

}  // namespace cmdai::safety
