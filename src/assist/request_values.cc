#include "assist/request_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "assist/words.h"
#include "shell/parser.h"
#include "shell/walk.h"

namespace cmdai::assist {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsAlpha(char c) { return IsUpper(c) || IsLower(c); }

constexpr std::array<std::string_view, 11> kNumberWords = {
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};

std::optional<std::string> NumberWord(std::string_view word) {
  const auto found = std::find(kNumberWords.begin(), kNumberWords.end(), word);
  if (found == kNumberWords.end()) return std::nullopt;
  return std::to_string(2 + (found - kNumberWords.begin()));
}

/// Without the punctuation of a sentence around it: `(notes.txt),` is notes.txt.
std::string_view StripPunctuation(std::string_view word) {
  constexpr std::string_view kBefore = "(<[";
  constexpr std::string_view kAfter = ",;:!?)>]";
  while (!word.empty() && kBefore.find(word.front()) != std::string_view::npos) {
    word.remove_prefix(1);
  }
  while (!word.empty() && (kAfter.find(word.back()) != std::string_view::npos ||
                           (word.back() == '.' && word.size() > 1 && word != ".."))) {
    word.remove_suffix(1);
  }
  if (word.size() > 2 && word.substr(word.size() - 2) == "'s") word.remove_suffix(2);
  return word;
}

/// 5GB, 100M, 30s, 3rd, 24h: a number with a unit.
bool IsMeasure(std::string_view word) {
  const size_t digits =
      static_cast<size_t>(std::find_if_not(word.begin(), word.end(), IsDigit) - word.begin());
  const std::string_view unit = word.substr(digits);
  return digits > 0 && unit.size() <= 3 && std::all_of(unit.begin(), unit.end(), IsAlpha);
}

/// Whether a word is written like a name of something, not like English.
bool IsName(std::string_view word, bool is_shouted) {
  if (word.size() < 2) return false;
  const bool has_alpha = std::any_of(word.begin(), word.end(), IsAlpha);
  if (!has_alpha && word.find('/') == std::string_view::npos) return false;
  if (word.find_first_of("_/*~=@$\\{[") != std::string_view::npos) return true;
  const bool has_digit = std::any_of(word.begin(), word.end(), IsDigit);
  if (has_digit) return true;  // measures are dealt with before
  const size_t dot = word.find('.');
  if (dot != std::string_view::npos && dot + 1 < word.size() && word != "e.g" && word != "i.e") {
    return true;
  }
  const bool has_lower = std::any_of(word.begin(), word.end(), IsLower);
  if (!has_lower) return !is_shouted && word.size() > 2;      // ERROR, TODO
  return std::any_of(word.begin() + 1, word.end(), IsUpper);  // camelCase
}

/// The end of a quoted text that begins at `begin`, or npos: an apostrophe opens none.
size_t QuoteEnd(std::string_view text, size_t begin) {
  const char quote = text[begin];
  if (quote != '"' && quote != '\'' && quote != '`') return std::string_view::npos;
  if (begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0) {
    return std::string_view::npos;
  }
  for (size_t end = text.find(quote, begin + 1); end != std::string_view::npos;
       end = text.find(quote, end + 1)) {
    const bool in_word = quote == '\'' && end + 1 < text.size() && IsAlpha(text[end + 1]);
    if (!in_word) return end;
  }
  return std::string_view::npos;
}

void AddWord(std::string_view word, bool is_shouted, RequestValues& values) {
  word = StripPunctuation(word);
  if (word.empty()) return;
  if (const auto number = NumberWord(word)) {
    values.numbers.push_back(*number);
  } else if (IsMeasure(word)) {
    values.numbers.emplace_back(word.substr(
        0,
        static_cast<size_t>(std::find_if_not(word.begin(), word.end(), IsDigit) - word.begin())));
  } else if (IsName(word, is_shouted)) {
    values.names.emplace_back(word);
  }
}

/// The literal text of a command, quotes removed; a newline before each word.
class LiteralText : public shell::Visitor {
 public:
  using shell::Visitor::Visit;
  void Visit(const shell::Word&) override { text += '\n'; }
  void Visit(const shell::Part& part) override {
    if (const auto* literal = std::get_if<shell::Text>(&part.value)) text += literal->text;
    if (const auto* parameter = std::get_if<shell::Parameter>(&part.value)) {
      text += '$' + parameter->name;
    }
  }

  std::string text;
};

bool HoldsNumber(std::string_view text, std::string_view number) {
  for (size_t at = text.find(number); at != std::string_view::npos;
       at = text.find(number, at + 1)) {
    const bool begins = at == 0 || !IsDigit(text[at - 1]);
    const size_t end = at + number.size();
    if (begins && (end == text.size() || !IsDigit(text[end]))) return true;
  }
  return false;
}

bool HoldsName(std::string_view text, std::string_view name) {
  if (text.find(name) != std::string_view::npos) return true;
  return name.size() > 1 && name.back() == '/' &&
         text.find(name.substr(0, name.size() - 1)) != std::string_view::npos;
}

}  // namespace

RequestValues FindRequestValues(std::string_view request) {
  RequestValues values;
  const bool is_shouted = std::none_of(request.begin(), request.end(), IsLower);
  size_t begin = 0;
  while (begin < request.size()) {
    if (request[begin] == ' ') {
      ++begin;
      continue;
    }
    const size_t quote_end = QuoteEnd(request, begin);
    if (quote_end != std::string_view::npos && quote_end > begin + 1) {
      values.names.emplace_back(request.substr(begin + 1, quote_end - begin - 1));
      begin = quote_end + 1;
      continue;
    }
    const size_t end = std::min(request.find(' ', begin), request.size());
    AddWord(request.substr(begin, end - begin), is_shouted, values);
    begin = end;
  }
  return values;
}

MissingValues FindMissingValues(const RequestValues& values, std::string_view command) {
  LiteralText literal;
  const shell::ParseResult parsed = shell::Parse(command);
  Walk(parsed.program, literal);
  // Patterns of ${x%.txt} and the like are no literal text; but blanks have to be inside of a word.
  const auto holds = [&](const auto& held, const std::string& value) {
    return held(literal.text, value) ||
           (value.find(' ') == std::string::npos && held(command, value));
  };
  MissingValues missing;
  missing.names = static_cast<size_t>(
      std::count_if(values.names.begin(), values.names.end(),
                    [&](const std::string& name) { return !holds(HoldsName, name); }));
  missing.numbers = static_cast<size_t>(
      std::count_if(values.numbers.begin(), values.numbers.end(),
                    [&](const std::string& number) { return !holds(HoldsNumber, number); }));
  return missing;
}

}  // namespace cmdai::assist
