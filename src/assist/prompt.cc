#include "assist/prompt.h"

#include <string>

namespace cmdai::assist {
namespace {

using tokenizer::Message;
using tokenizer::Role;

struct Example {
  std::string_view request;
  std::string_view command;
};

// Our own, none of them from a data set. They hold for GNU, BSD and BusyBox tools alike.
constexpr Example kExamples[] = {
    {"how are you", kNoCommandWord},
    {"files in /srv above 50 MB", "find /srv -size +50000k"},
    {"pack the folder photos", "tar -czf photos.tar.gz photos"},
    {"last 3 commits", "git log -3"},
    {"is nginx running", "pgrep nginx"},
    {"how many lines has notes.md", "wc -l notes.md"},
    {"what is in /tmp", "ls -a /tmp"},
};

std::string InForm(std::string_view command, backend::AnswerForm form) {
  if (form != backend::AnswerForm::kJson) return std::string(command);
  return fmt::format(R"({{"cmd": "{}"}})", command);  // the examples hold nothing to escape
}

std::string Rules(const PlatformFacts& facts, backend::AnswerForm form) {
  std::string text = fmt::format("Answer with one {} command on one line", facts.shell);
  if (form == backend::AnswerForm::kJson) text += R"( as {"cmd": "..."})";
  text += fmt::format(", or {} if no command fits. System: {}", kNoCommandWord, facts.system);
  if (facts.tools != ToolFlavour::kUnknown) {
    text += fmt::format(", {} tools", ToolFlavourName(facts.tools));
  }
  return text + '.';
}

}  // namespace

std::vector<Message> BuildPrompt(const PlatformFacts& facts, std::string_view request,
                                 backend::AnswerForm form) {
  std::vector<Message> messages = {{Role::kSystem, Rules(facts, form)}};
  for (const Example& example : kExamples) {
    messages.push_back({Role::kUser, std::string(example.request)});
    messages.push_back({Role::kAssistant, InForm(example.command, form)});
  }
  messages.push_back({Role::kUser, std::string(request)});
  return messages;
}

std::vector<Message> BuildBarePrompt(const PlatformFacts& facts, std::string_view request) {
  std::vector<Message> messages;
  if (facts.tools == ToolFlavour::kBsd) messages.push_back({Role::kSystem, "bsd"});
  if (facts.tools == ToolFlavour::kBusybox) messages.push_back({Role::kSystem, "busybox"});
  messages.push_back({Role::kUser, std::string(request)});
  return messages;
}

}  // namespace cmdai::assist
