#include "assist/words.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "assist/answer.h"
#include "platform/process.h"

namespace cmdai::assist {
namespace {

// Sorted, for std::binary_search.
constexpr std::string_view kShellWords[] = {
    "!",        ".",       ":",       "[",       "[[",     "alias",   "bg",      "bind",
    "break",    "builtin", "caller",  "case",    "cd",     "command", "compgen", "complete",
    "continue", "coproc",  "declare", "dirs",    "disown", "echo",    "enable",  "eval",
    "exec",     "exit",    "export",  "false",   "fc",     "fg",      "for",     "function",
    "getopts",  "hash",    "help",    "history", "if",     "jobs",    "kill",    "let",
    "local",    "logout",  "mapfile", "popd",    "printf", "pushd",   "pwd",     "read",
    "readonly", "return",  "select",  "set",     "shift",  "shopt",   "source",  "suspend",
    "test",     "time",    "times",   "trap",    "true",   "type",    "typeset", "ulimit",
    "umask",    "unalias", "unset",   "until",   "wait",   "while",   "{",
};

constexpr std::string_view kFunctionWords[] = {
    "a",      "about", "an",     "and",   "any",   "are",       "as",  "be",   "but",
    "by",     "can",   "cannot", "could", "does",  "following", "for", "help", "how",
    "i",      "if",    "is",     "it",    "no",    "not",       "of",  "on",   "or",
    "please", "sorry", "that",   "the",   "there", "this",      "to",  "use",  "want",
    "which",  "will",  "with",   "would", "you",   "your",
};

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

bool IsCapitalised(std::string_view word) {
  if (word == "I" || word.substr(0, 2) == "I'") return true;
  return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' &&
         std::all_of(word.begin() + 1, word.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '\'' || c == ','; });
}

/// In small letters, without the marks around it.
std::string Bare(std::string_view word) {
  std::string bare;
  for (const char c : word) {
    if (IsLetter(c) || c == '\'') {
      bare += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (std::string_view(",.;:!?").find(c) == std::string_view::npos) {
      return "";  // an option, a path, a number: no word of a sentence
    }
  }
  return bare;
}

}  // namespace

std::vector<std::string_view> SplitWords(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const size_t start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    const size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

bool IsShellWord(std::string_view word) {
  return std::binary_search(std::begin(kShellWords), std::end(kShellWords), word);
}

bool IsFunctionWord(std::string_view word) {
  return std::binary_search(std::begin(kFunctionWords), std::end(kFunctionWords), word);
}

bool IsCommandHere(std::string_view word) {
  return IsShellWord(word) || !platform::FindProgram(std::string(word)).empty();
}

bool ReadsLikeSentence(std::string_view text) {
  const std::vector<std::string_view> words = SplitWords(text);
  if (words.empty()) return false;
  const auto n_function_words = std::count_if(
      words.begin(), words.end(), [](std::string_view word) { return IsFunctionWord(Bare(word)); });
  const std::string_view last = words.back();
  const bool ends_like_one = last.size() > 1 && IsLetter(last[last.size() - 2]) &&
                             std::string_view(".!?:").find(last.back()) != std::string_view::npos;
  if (words.size() < 3) return ends_like_one;  // "Sure!", "Hello there."
  const int signs = (IsCapitalised(words.front()) ? 1 : 0) + (ends_like_one ? 1 : 0) +
                    (n_function_words >= 1 ? 1 : 0) + (n_function_words >= 3 ? 1 : 0);
  return signs >= 2;
}

}  // namespace cmdai::assist
