#include "assist/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "assist/prompt.h"
#include "assist/words.h"
#include "base/utf8.h"

namespace cmdai::assist {
namespace {

ParsedAnswer Refuse(std::string_view reason) { return {.refusal = std::string(reason)}; }

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool IsWrapped(std::string_view text, std::string_view mark) {
  return text.size() > 2 * mark.size() && text.substr(0, mark.size()) == mark &&
         text.substr(text.size() - mark.size()) == mark;
}

/// Without the ``` lines around it; the word after the first ones names a language.
std::string_view StripFence(std::string_view text) {
  constexpr std::string_view kFence = "```";
  if (!IsWrapped(text, kFence)) return text;
  text.remove_prefix(kFence.size());
  text.remove_suffix(kFence.size());
  const size_t newline = text.find('\n');
  if (newline != std::string_view::npos) return Trim(text.substr(newline));
  for (const std::string_view language : {"bash ", "sh ", "shell ", "zsh ", "fish ", "console "}) {
    if (text.substr(0, language.size()) == language) return Trim(text.substr(language.size()));
  }
  return Trim(text);
}

std::string_view StripWrapping(std::string_view text) {
  text = StripFence(Trim(text));
  if (IsWrapped(text, "`") && std::count(text.begin(), text.end(), '`') == 2) {
    text = Trim(text.substr(1, text.size() - 2));
  }
  if (text.substr(0, 2) == "$ ") text = Trim(text.substr(2));
  return text;
}

/// The value of "cmd"; nullopt where the text is not of that form.
std::optional<std::string> DecodeJson(std::string_view text) {
  const auto object = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto value = object.find("cmd");
  if (value == object.end() || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

bool IsNoCommandWord(std::string_view text) {
  if (!text.empty() && text.back() == '.') text.remove_suffix(1);
  return std::equal(text.begin(), text.end(), kNoCommandWord.begin(), kNoCommandWord.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

/// Whether the first word can only be meant for a shell, whatever follows.
bool BeginsLikeCommand(std::string_view command, const CommandLookup& is_command) {
  const char quote = command.front();
  if (quote == '"' || quote == '\'') {  // a quoted sentence is no program, a quoted path may be
    const std::string_view quoted = command.substr(1, command.find(quote, 1) - 1);
    return quoted.find('/') != std::string_view::npos || is_command(quoted);
  }
  const std::string_view first = command.substr(0, command.find(' '));
  return first.find_first_of("/=$(){}[]<>|&;\\\"`~#*") != std::string_view::npos ||
         is_command(first);
}

/// Whether the first word is written like a name or the beginning of a sentence. Programs are
/// hardly ever, and those that are can be found on PATH.
bool BeginsWithName(std::string_view command) {
  return command.size() > 1 && command[0] >= 'A' && command[0] <= 'Z' && command[1] >= 'a' &&
         command[1] <= 'z';
}

ParsedAnswer CheckCommand(std::string_view command, const CommandLookup& is_command) {
  if (command.empty()) return Refuse("the model gave an empty answer");
  if (!IsValidUtf8(command)) return Refuse("the model's answer is not valid UTF-8");
  if (IsNoCommandWord(command)) {
    return {.refusal = "the model knows no command for this request", .says_none = true};
  }
  if (command.find('\n') != std::string_view::npos) {
    return Refuse("the model's answer has more than one line");
  }
  // What is read has to be what would be run.
  if (EscapeForTerminal(command) != command) {
    return Refuse("the model's answer holds control characters or invisible ones");
  }
  const bool is_prose = (ReadsLikeSentence(command) || BeginsWithName(command)) &&
                        !BeginsLikeCommand(command, is_command);
  if (is_prose) return Refuse("the model answered with a sentence, not with a command");
  if (!QuotesClose(command)) return Refuse("the model's answer has a quote that does not close");
  return {.command = std::string(command)};
}

}  // namespace

ParsedAnswer ParseAnswer(std::string_view text, decode::FinishReason reason,
                         backend::AnswerForm form, const CommandLookup& is_command) {
  if (reason == decode::FinishReason::kLength) {
    return Refuse("the model's answer was cut off; --max-tokens allows a longer one");
  }
  if (form != backend::AnswerForm::kJson) return CheckCommand(StripWrapping(text), is_command);
  const std::optional<std::string> decoded = DecodeJson(StripWrapping(text));
  if (!decoded) return Refuse("the model's answer is not the JSON that was asked for");
  return CheckCommand(StripWrapping(*decoded), is_command);
}

bool QuotesClose(std::string_view command) {
  char open = 0;  // the quote that we are in
  bool at_word_start = true;
  for (size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    const bool begins_word = at_word_start;
    at_word_start = c == ' ';
    if (c == '\\' && open != '\'') {
      if (++i == command.size()) return false;
    } else if (open == 0 && (c == '\'' || c == '"' || c == '`')) {
      open = c;
    } else if (c == open) {
      open = 0;
    } else if (open == 0 && c == '#' && begins_word) {
      return true;  // a comment
    }
  }
  return open == 0;
}

}  // namespace cmdai::assist
