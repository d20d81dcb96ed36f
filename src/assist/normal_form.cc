#include "assist/normal_form.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "shell/parser.h"
#include "shell/print.h"
#include "shell/walk.h"

namespace cmdai::assist {
namespace {

/// Written before a character that the shell would still expand.
constexpr char kActive = '\x01';
/// Stands where a word ended, so that no two words look like one.
constexpr char kWordEnd = '\x02';

/// Programs whose options of several letters begin with one dash.
constexpr std::string_view kWordOptionPrograms[] = {"find", "java",   "javac",     "gcc",   "clang",
                                                    "go",   "ffmpeg", "terraform", "xrandr"};

void AppendText(const shell::Text& text, std::string& form) {
  constexpr std::string_view kExpanded = "*?[]{}~";
  for (const char c : text.text) {
    const bool is_active =
        text.quoting == shell::Quoting::kNone && kExpanded.find(c) != std::string_view::npos;
    if (is_active) form += kActive;
    form += c;
  }
}

/// The text of a word without expansions, after quote removal; nullopt for others.
std::optional<std::string> LiteralForm(const shell::Word& word) {
  std::string form;
  for (const shell::Part& part : word.parts) {
    if (const auto* text = std::get_if<shell::Text>(&part.value)) {
      AppendText(*text, form);
    } else if (const auto* quoted = std::get_if<shell::DoubleQuoted>(&part.value)) {
      for (const shell::Part& inner : quoted->parts) {
        const auto* inside = std::get_if<shell::Text>(&inner.value);
        if (inside == nullptr || quoted->locale) return std::nullopt;
        form += inside->text;
      }
    } else {
      return std::nullopt;
    }
  }
  return form;
}

std::string WordForm(const shell::Word& word) {
  std::optional<std::string> literal = LiteralForm(word);
  if (!literal) return kActive + shell::Print(word);
  std::string& form = *literal;
  if (form.size() > 2 && form.compare(0, 2, "./") == 0) form.erase(0, 2);
  if (form.size() > 1 && form.back() == '/') form.pop_back();
  return form;
}

bool IsLetterOptions(std::string_view word) {
  return word.size() >= 2 && word[0] == '-' &&
         std::all_of(word.begin() + 1, word.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

struct NormalWord {
  shell::Span span;
  std::string form;
};

/// The words of a program that lie in no other word, in the order of the text.
class Words : public shell::Visitor {
 public:
  using shell::Visitor::Visit;
  void Visit(const shell::Command& command) override {
    const auto* simple = std::get_if<shell::SimpleCommand>(&command.value);
    if (simple == nullptr || simple->words.empty()) return;
    const std::string_view program = shell::BareText(simple->words.front());
    const bool has_letter_options =
        std::find(std::begin(kWordOptionPrograms), std::end(kWordOptionPrograms), program) ==
        std::end(kWordOptionPrograms);
    if (has_letter_options) letter_options_.push_back(command.span);
  }
  void Visit(const shell::Word& word) override {
    if (!words.empty() && word.span.begin < words.back().span.end) return;
    words.push_back({word.span, WordForm(word)});
  }

  bool HasLetterOptions(const NormalWord& word) const {
    return IsLetterOptions(word.form) &&
           std::any_of(letter_options_.begin(), letter_options_.end(), [&](shell::Span span) {
             return span.begin <= word.span.begin && word.span.end <= span.end;
           });
  }

  std::vector<NormalWord> words;

 private:
  std::vector<shell::Span> letter_options_;
};

/// The text between words, with single blanks.
void AppendGap(std::string_view gap, std::string& form) {
  for (const char c : gap) {
    if (c != ' ' && c != '\t') form += c;
  }
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

std::string NormalForm(std::string_view command) {
  const shell::ParseResult parsed = shell::Parse(command);
  if (parsed.error) return std::string(command);
  Words found;
  Walk(parsed.program, found);
  std::string form;
  size_t end = 0;
  std::string letters;  // of the options that stand side by side
  const auto flush = [&] {
    if (letters.empty()) return;
    std::sort(letters.begin(), letters.end());
    form += '-' + letters + kWordEnd;
    letters.clear();
  };
  for (const NormalWord& word : found.words) {
    const std::string_view gap = command.substr(end, word.span.begin - end);
    end = word.span.end;
    if (!IsBlank(gap)) {
      flush();
      AppendGap(gap, form);
    }
    if (found.HasLetterOptions(word)) {
      letters += word.form.substr(1);
      continue;
    }
    flush();
    form += word.form + kWordEnd;
  }
  flush();
  AppendGap(command.substr(end), form);
  return form;
}

}  // namespace cmdai::assist
