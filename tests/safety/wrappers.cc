#include "shell/quote.h"
#include "tests/safety/transformations.h"

/// Programs that run another one, given as their arguments.
namespace cmdai::safety {
namespace {

using shell::Quote;
using Strings = std::vector<std::string>;

struct Wrapper {
  std::string_view name;
  std::string_view words;  // before the program
  std::string_view after = {};
};

constexpr Wrapper kWrappers[] = {
    {"sudo", "sudo"},
    {"sudo", "sudo -n -u root --"},
    {"sudo", "sudo -E"},
    {"sudo", "sudo -H -S"},
    {"sudo", "sudo --preserve-env=PATH"},
    {"sudo", "sudo CMDAI_V=1"},
    {"doas", "doas"},
    {"doas", "doas -n -u root"},
    {"env", "env"},
    {"env", "env CMDAI_V=1"},
    {"env", "env -u CMDAI_V --"},
    {"env", "/usr/bin/env -u A CMDAI_V=x"},
    {"env", "env -C ."},
    {"nohup", "nohup"},
    {"nohup", "nohup --"},
    {"timeout", "timeout 5"},
    {"timeout", "timeout -s KILL -k 1m 1h"},
    {"timeout", "timeout --signal=INT --foreground 10s"},
    {"nice", "nice"},
    {"nice", "nice -n 19"},
    {"nice", "nice -10"},
    {"nice", "nice --adjustment=5"},
    {"command", "command"},
    {"command", "command -p"},
    {"command", "command --"},
    {"exec", "exec"},
    {"exec", "exec -a name"},
    {"exec", "exec -c"},
    {"time", "/usr/bin/time"},
    {"time", "command time -p"},
    {"time", "\\time -o /dev/null"},
    {"setsid", "setsid"},
    {"setsid", "setsid -w"},
    {"stdbuf", "stdbuf -o0"},
    {"stdbuf", "stdbuf -i 0 -oL --error=0"},
    {"ionice", "ionice -c 3"},
    {"ionice", "ionice -c2 -n7"},
    {"taskset", "taskset 1"},
    {"taskset", "taskset -c 0"},
    {"chrt", "chrt -i 0"},
    {"chrt", "chrt -b 0"},
    {"xargs", "xargs", "< /dev/null"},
    {"xargs", "xargs -r -n 1 -P 2", "< /dev/null"},
    {"find -exec", "find . -maxdepth 0 -exec", "\\;"},
    {"find -exec", "find . -maxdepth 0 -execdir", "';'"},
    {"strace", "strace -f -o /dev/null"},
    {"strace", "ltrace"},
    {"others", "setarch x86_64 -R"},
    {"others", "fakeroot"},
    {"others", "caffeinate -i"},
    {"others", "unbuffer"},
    {"others", "flock /tmp/lock"},
    {"others", "flock -n /tmp/lock"},
    {"others", "systemd-run --user --scope"},
    {"others", "chronic"},
    {"others", "proxychains4 -q"},
    {"others", "dbus-run-session --"},
    {"two of them", "sudo env"},
    {"two of them", "nohup nice -n 5"},
    {"two of them", "sudo timeout 5"},
    {"two of them", "env nohup setsid"},
    {"two of them", "sudo -u root nice ionice -c3"},
    {"two of them", "command exec"},
    {"two of them", "timeout 1h sudo -n env A=b"},
};

/// exec ends the shell, so it stands only before a command that is alone.
bool Applies(const Wrapper& wrapper, const CommandText& command) {
  const std::string name = command.name();
  const bool is_program = !name.empty() && !IsBuiltin(name);
  const bool runs_builtins = wrapper.name == "command";
  if (!is_program && !(runs_builtins && IsBuiltin(name) && !IsDeclaration(name))) return false;
  if (wrapper.words.find("exec") != std::string_view::npos && wrapper.name != "find -exec" &&
      !command.alone) {
    return false;
  }
  if (wrapper.name != "find -exec") return true;
  for (const WordText& word : command.words) {
    if (word.text.find("{}") != std::string::npos || word.text == "\\;" || word.text == "+") {
      return false;
    }
  }
  return true;
}

Transformation Wrapped(std::string_view name) {
  return {std::string(name), [name](const ProgramText& program) {
            Strings variants;
            // A function or an alias is no program.
            const bool aliases = program.text.find("alias") != std::string::npos;
            if (program.has_functions || aliases) return variants;
            for (const Wrapper& wrapper : kWrappers) {
              if (wrapper.name != name) continue;
              const bool redirects = wrapper.after.starts_with('<');
              if (redirects && program.words.empty()) continue;
              auto text = RewriteCommands(program.text, [&](const CommandText& command) {
                if (!Applies(wrapper, command)) return std::optional<Strings>();
                Strings words;
                std::string_view rest = wrapper.words;
                while (!rest.empty()) {
                  const size_t end = std::min(rest.find(' '), rest.size());
                  words.emplace_back(rest.substr(0, end));
                  rest.remove_prefix(std::min(end + 1, rest.size()));
                }
                for (const WordText& word : command.words) words.push_back(word.text);
                if (!wrapper.after.empty() && !redirects) words.emplace_back(wrapper.after);
                return std::optional(words);
              });
              if (!text) continue;
              if (redirects) *text += " " + std::string(wrapper.after);
              variants.push_back(*std::move(text));
            }
            return variants;
          }};
}

/// Assignments before the program that it does not look at.
Strings LeadingAssignments(const ProgramText& program) {
  if (!program.is_simple) return {};
  return {"cmdai_v=1 " + program.text, "CMDAI_A=a CMDAI_B='b c' " + program.text,
          "LC_ALL=C " + program.text, "A= " + program.text};
}

/// Redirections before and after, which leave its input and its effects as they are.
Strings Redirections(const ProgramText& program) {
  if (!program.is_simple || program.has_here_document) return {};
  const std::string& text = program.text;
  Strings variants = {"2>/dev/null " + text, "2>&1 " + text, "3</dev/null " + text};
  if (text.find('#') != std::string::npos) return variants;
  variants.push_back(text + " 2>/dev/null");
  variants.push_back(text + " 2>&1");
  if (program.words.empty()) return variants;
  variants.push_back(text + " >/dev/null 2>&1");
  variants.push_back(text + " &>/dev/null");
  variants.push_back(text + " | cat");
  variants.push_back(text + " </dev/null");
  return variants;
}

/// A wrapper by its own shell function or by an array.
Strings WrapperFromElsewhere(const ProgramText& program) {
  if (program.words.empty() || IsBuiltin(program.words[0])) return {};
  std::string quoted;
  for (const std::string& word : program.words) quoted += " " + Quote(word);
  return {"cmdai_w='sudo -n'; $cmdai_w" + quoted,
          "cmdai_a=(env A=1); \"${cmdai_a[@]}\"" + quoted,
          "cmdai_f() { sudo \"$@\"; }; cmdai_f" + quoted,
          "cmdai_f() { nohup \"$@\" & }; cmdai_f" + quoted,
          "SUDO=; $SUDO" + quoted,
          "shopt -s expand_aliases\nalias cmdai_x='sudo '\ncmdai_x" + quoted};
}

}  // namespace

std::vector<Transformation> WrapperTransformations() {
  std::vector<Transformation> all;
  std::string_view last;
  for (const Wrapper& wrapper : kWrappers) {
    if (wrapper.name == last) continue;
    last = wrapper.name;
    all.push_back(Wrapped(last));
    all.back().name = "wrapper: " + all.back().name;
  }
  all.push_back({"leading assignments", LeadingAssignments});
  all.push_back({"redirections that do nothing", Redirections});
  all.push_back({"wrapper from elsewhere", WrapperFromElsewhere});
  return all;
}

}  // namespace cmdai::safety
