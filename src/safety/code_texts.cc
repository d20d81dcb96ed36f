#include "safety/code_texts.h"
#include "safety/code_words.h"

#include <algorithm>
#include <optional>

namespace cmdai::safety {
namespace {

using internal::TakeString;
using internal::Trim;
using internal::Unknown;

template <typename Function>
void EachPiece(std::string_view text, std::string_view separators, Function&& look) {
  while (true) {
    const size_t end = text.find_first_of(separators);
    look(Trim(text.substr(0, end)));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::vector<std::string> CommandsOfTcl(std::string_view code) {
  std::vector<std::string> commands;
  EachPiece(code, ";\n[", [&](std::string_view statement) {
    for (const std::string_view word : {"exec ", "spawn ", "system "}) {
      if (!statement.starts_with(word)) continue;
      statement.remove_prefix(word.size());
      while (statement.starts_with("-noecho ") || statement.starts_with("-- ")) {
        statement.remove_prefix(statement.find(' ') + 1);
      }
      commands.emplace_back(statement.substr(0, statement.find(']')));
      break;
    }
  });
  return commands;
}

std::vector<std::string> CommandsOfAppleScript(std::string_view code) {
  constexpr std::string_view kBegin = "do shell script ";
  std::vector<std::string> commands;
  for (size_t at = code.find(kBegin); at != std::string_view::npos; at = code.find(kBegin)) {
    code.remove_prefix(at + kBegin.size());
    if (auto command = TakeString(code)) commands.push_back(*std::move(command));
  }
  return commands;
}

std::vector<CodeEffect> EffectsOfEditor(std::string_view code) {
  std::vector<CodeEffect> effects;
  const auto add = [&](Role role, std::string_view text) {
    effects.push_back({.role = role, .text = std::string(Trim(text))});
  };
  EachPiece(code, "\n|", [&](std::string_view line) {
    while (line.starts_with(':') || line.starts_with('+') || line.starts_with('%')) {
      line.remove_prefix(1);
    }
    for (const std::string_view prefix : {"silent! ", "silent ", "sil! ", "sil "}) {
      if (line.starts_with(prefix)) line.remove_prefix(prefix.size());
    }
    const size_t bang = line.find('!');
    const std::string_view before = bang == std::string_view::npos ? line : line.substr(0, bang);
    const bool reads_or_writes = before == "" || before == "r " || before == "r" ||
                                 before == "w " || before == "read " || before == "write " ||
                                 before == "\\" || before.ends_with(' ');
    const bool quits = before == "q" || before == "wq" || before == "qa" || before == "e" ||
                       before == "w" || before == "x" || before == "wqa";
    if (bang != std::string_view::npos && reads_or_writes && !quits) {
      add(Role::kShell, line.substr(bang + 1));
    } else if (line.starts_with("shell ") || line.starts_with("sh ") ||
               line.starts_with("spawn ") || line.starts_with("exec ") ||
               line.starts_with("system ")) {
      add(Role::kShell, line.substr(line.find(' ') + 1));
    } else if (line.starts_with("term ") || line.starts_with("terminal ")) {
      add(Role::kShell, line.substr(line.find(' ') + 1));
    } else if (line == "shell" || line == "sh" || line == "term" || line == "terminal") {
      effects.push_back({.role = Role::kText,
                         .text = "opens a shell",
                         .risk = Risk::kHigh,
                         .rule = "code.shell"});
    } else if (line.starts_with("python ") || line.starts_with("py ") || line.starts_with("py3 ") ||
               line.starts_with("python3 ") || line.starts_with("pi ")) {
      add(Role::kPython, line.substr(line.find(' ') + 1));
    } else if (line.starts_with("lua ") || line.starts_with("perl ") || line.starts_with("ruby ") ||
               line.starts_with("source ") || line.starts_with("so ") ||
               line.find("system(") != std::string_view::npos || line.starts_with("norm") ||
               line.starts_with("call ") || line.find("execute") != std::string_view::npos) {
      const size_t call = line.find("system(\"");
      std::string_view rest = line.substr(std::min(call, line.size() - 1));
      rest.remove_prefix(std::min<size_t>(rest.size(), 6));
      if (const auto command = call == std::string_view::npos ? std::nullopt : TakeString(rest)) {
        add(Role::kShell, *command);
      }
      effects.push_back(Unknown("runs code inside the program"));
    } else if (line.starts_with("w! ") || line.starts_with("wq! ") || line.starts_with("w ") ||
               line.starts_with("wq ") || line.starts_with("x ") || line.starts_with("write ") ||
               line.starts_with("sav ")) {
      add(Role::kWrite, line.substr(line.find(' ') + 1));
    }
  });
  return effects;
}

}  // namespace cmdai::safety
