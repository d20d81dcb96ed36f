#include <algorithm>
#include <utility>

#include "shell/quote.h"
#include "tests/safety/transformations.h"

/// Programs by their paths, and whole lines of literal words that come from elsewhere.
namespace cmdai::safety {
namespace {

using shell::Quote;
using Strings = std::vector<std::string>;

/// /bin/rm for rm.
Strings FullPaths(const ProgramText& program) {
  Strings variants;
  if (program.has_functions || program.text.find("alias") != std::string::npos) return variants;
  for (const std::string_view folder : {"/bin/", "/usr/bin/", "/usr/local/bin/", "/usr//bin/",
                                        "/usr/bin/../bin/", "//bin/./", "\"/usr/bin\"/"}) {
    const auto text = RewriteCommands(program.text, [&](const CommandText& command) {
      const std::string name = command.name();
      const bool plain = name.find_first_of("/ '\"$") == std::string::npos;
      if (name.empty() || !plain || IsBuiltin(name)) return std::optional<Strings>();
      Strings words = {std::string(folder) + command.words[0].text};
      for (size_t i = 1; i < command.words.size(); ++i) words.push_back(command.words[i].text);
      return std::optional(words);
    });
    if (text) variants.push_back(*text);
  }
  return variants;
}

std::string Joined(const Strings& words, std::string_view separator) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : std::string(separator)) + word;
  return line;
}

/// Words that come out of field splitting as they went in.
bool Splits(const Strings& words) {
  return std::ranges::all_of(words, [](const std::string& word) {
    return !word.empty() &&
           word.find_first_of(" \t\n,*?[]~'\"\\{}$`&|;<>()#!") == std::string::npos;
  });
}

/// The whole line out of a variable, an array, the positional parameters, braces.
Strings WholeLines(const ProgramText& program) {
  const Strings& words = program.words;
  if (words.empty() || IsDeclaration(words[0]) || !program.is_printable) return {};
  std::string quoted;
  for (const std::string& word : words) quoted += (quoted.empty() ? "" : " ") + Quote(word);
  Strings variants = {"cmdai_a=(" + quoted + "); \"${cmdai_a[@]}\"",
                      "cmdai_a=(); cmdai_a+=(" + quoted + "); \"${cmdai_a[@]}\"",
                      "set -- " + quoted + "; \"$@\"",
                      "set -- " + quoted + "\n\"$1\" \"${@:2}\"",
                      "cmdai_f() { \"$@\"; }; cmdai_f " + quoted,
                      "bash -c '\"$@\"' name " + quoted,
                      "bash -c '\"$0\" \"$@\"' " + quoted,
                      "eval " + Quote(quoted),
                      "eval \"$(printf '%q ' " + quoted + ")\"",
                      "cmdai_f() { " + Quote(words[0]) + " \"$@\"; }; cmdai_f" +
                          quoted.substr(Quote(words[0]).size())};
  if (!Splits(words)) return variants;
  const std::string line = Quote(Joined(words, " "));
  for (const std::string& more :
       {"cmdai_v=" + line + "; $cmdai_v", "declare cmdai_v=" + line + "; ${cmdai_v}",
        "read -r cmdai_v <<< " + line + "; $cmdai_v",
        "read -r -a cmdai_a <<< " + line + "; \"${cmdai_a[@]}\"", "$(echo " + line + ")",
        "`printf '%s' " + line + "`", "$(cat <<< " + line + ")",
        "$(base64 -d <<< " + ToBase64(Joined(words, " ")) + ")",
        "IFS=,; cmdai_v=" + Quote(Joined(words, ",")) + "; $cmdai_v",
        "cmdai_v=" + Quote(Joined(words, ",")) + "; IFS=, ; $cmdai_v",
        "IFS=, read -r -a cmdai_a <<< " + Quote(Joined(words, ",")) + "; \"${cmdai_a[@]}\"",
        Joined(words, "${IFS}"), "eval " + Joined(words, " "),
        "for cmdai_v in " + line + "; do $cmdai_v; done",
        "${cmdai_unset:-" + Joined(words, " ") + "}"}) {
    variants.push_back(more);
  }
  if (words.size() > 1) variants.push_back("{" + Joined(words, ",") + "}");
  return variants;
}

/// Braces within one word: -{r,f}, {/etc,/usr}.
Strings Braces(const ProgramText& program) {
  Strings variants;
  for (int kind = 0; kind < 3; ++kind) {
    const auto text = RewriteCommands(program.text, [&](const CommandText& command) {
      Strings words;
      bool changed = false;
      for (size_t i = 0; i < command.words.size(); ++i) {
        const WordText& word = command.words[i];
        words.push_back(word.text);
        if (i == 0 || !word.literal || *word.literal != word.text) continue;
        const bool bundle = word.text.size() == 3 && word.text[0] == '-' && word.text[1] != '-' &&
                            std::isalpha(static_cast<unsigned char>(word.text[2])) != 0;
        if (kind == 0 && bundle && command.name() == "rm") {
          words.back() = "-{" + word.text.substr(1, 1) + "," + word.text.substr(2) + "}";
        } else if (kind == 1 && i + 1 == command.words.size() && command.name() == "rm") {
          words.back() = "{" + word.text + "," + word.text + "}";
        } else if (kind == 2 && i + 1 == command.words.size() && command.name() == "rm" &&
                   word.text.starts_with('/')) {
          words.back() = "/{tmp/none," + word.text.substr(1) + "}";
        } else {
          continue;
        }
        changed = true;
      }
      return changed ? std::optional(words) : std::nullopt;
    });
    if (text) variants.push_back(*text);
  }
  return variants;
}

/// An alias for the program, in a shell that expands aliases.
Strings AliasOfProgram(const ProgramText& program) {
  if (!program.is_simple || program.words.empty() || IsDeclaration(program.words[0])) return {};
  std::string arguments;
  for (size_t i = 1; i < program.words.size(); ++i) arguments += " " + Quote(program.words[i]);
  const std::string name = Quote(Quote(program.words[0]));
  return {"shopt -s expand_aliases\nalias cmdai_x=" + name + "\ncmdai_x" + arguments,
          "shopt -s expand_aliases\nalias cmdai_y=" + name + "\nalias cmdai_x='cmdai_y'\ncmdai_x" +
              arguments};
}

/// The last argument by a loop or a pipe.
Strings LastArgument(const ProgramText& program) {
  if (program.words.size() < 2 || IsDeclaration(program.words[0])) return {};
  std::string start;
  for (size_t i = 0; i + 1 < program.words.size(); ++i) start += Quote(program.words[i]) + " ";
  const std::string last = Quote(program.words.back());
  Strings variants = {"for cmdai_v in " + last + "; do " + start + "\"$cmdai_v\"; done",
                      "for cmdai_v in first " + last + "; do " + start + "\"$cmdai_v\"; done",
                      "printf '%s\\n' " + last + " | while IFS= read -r cmdai_v; do " + start +
                          "\"$cmdai_v\"; done",
                      "while IFS= read -r cmdai_v; do " + start + "\"$cmdai_v\"; done <<< " + last,
                      "cmdai_f() { " + start + "\"$1\"; }; cmdai_f " + last,
                      "set -- " + last + "; " + start + "\"$1\"",
                      "set -- " + last + "; for cmdai_v; do " + start + "\"$cmdai_v\"; done",
                      "bash -c " + Quote(start + "\"$1\"") + " name " + last};
  if (IsBuiltin(program.words[0])) return variants;
  variants.push_back("printf '%s\\0' " + last + " | xargs -0 " + start);
  variants.push_back("printf '%s\\0' " + last + " | xargs -0 -n 1 " + start);
  if (start.find("{}") == std::string::npos) {
    variants.push_back("printf '%s\\0' " + last + " | xargs -0 -I{} " + start + "{}");
  }
  return variants;
}

}  // namespace

std::vector<Transformation> AlternativeTransformations() {
  std::vector<Transformation> all;
  all.push_back({"full path of the program", FullPaths});
  all.push_back({"whole line", WholeLines});
  all.push_back({"braces in a word", Braces});
  all.push_back({"alias of the program", AliasOfProgram});
  all.push_back({"last argument from elsewhere", LastArgument});
  return all;
}

}  // namespace cmdai::safety
