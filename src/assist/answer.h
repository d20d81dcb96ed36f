#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "backend/inference_backend.h"

namespace cmdai::assist {

/// What an answer of the model comes to: a command, or why it is none.
struct ParsedAnswer {
  std::optional<std::string> command = std::nullopt;
  std::string refusal = {};  // a sentence without its full stop; empty where there is a command
  bool says_none = false;    // the model itself says that no command fits
};

/// Whether the shell would find something to run under this name.
using CommandLookup = std::function<bool(std::string_view)>;

/// Takes the command out of an answer. White space around it goes, and so do a code fence,
/// backticks or a "$ " that wrap the whole of it; from JSON the value of "cmd" is taken. Refused
/// are: nothing; the word `none`; what was cut off; invalid UTF-8 and control characters; more than
/// one line; quotes that don't close; and prose, that is an answer that reads like a sentence and
/// whose first word is no command, assignment or path.
ParsedAnswer ParseAnswer(std::string_view text, decode::FinishReason reason,
                         backend::AnswerForm form, const CommandLookup& is_command);

/// Whether `word` is a program on PATH, or a builtin or keyword of POSIX shells and bash.
bool IsCommandHere(std::string_view word);

/// Whether all quotes of a shell command close: '...', "...", `...`, and no backslash at the end.
bool QuotesClose(std::string_view command);

/// Whether a text of words looks more like English than like a command.
bool ReadsLikeSentence(std::string_view text);

}  // namespace cmdai::assist
