#include <algorithm>

#include "shell/quote.h"
#include "tests/safety/transformations.h"

/// The program as the text of another: what a shell is given by -c, eval, a pipe, a file.
namespace cmdai::safety {
namespace {

using shell::Quote;

/// Writes the program around `#`, which is replaced by it as one quoted word; `@` is a shell that
/// takes its syntax.
struct Template {
  std::string_view name;
  std::string_view text;
};

constexpr Template kTemplates[] = {
    {"sh -c", "@ -c #"},
    {"bash -c", "bash -c #"},
    {"bash -c", "bash -ec #"},
    {"bash -c", "bash --norc --noprofile -c #"},
    {"bash -c", "bash -o pipefail -c #"},
    {"bash -c", "/bin/bash -c # name argument"},
    {"zsh, ksh, dash -c", "zsh -c #"},
    {"zsh, ksh, dash -c", "ksh -c #"},
    {"zsh, ksh, dash -c", "dash -c #"},
    {"zsh, ksh, dash -c", "busybox sh -c #"},
    {"eval", "eval #"},
    {"eval", "eval -- #"},
    {"eval", "command eval #"},
    {"eval", "builtin eval #"},
    {"eval of a variable", "cmdai_v=#; eval \"$cmdai_v\""},
    {"eval of a variable", "cmdai_v=#; eval \"${cmdai_v}\""},
    {"eval of a substitution", "eval \"$(echo #)\""},
    {"eval of a substitution", "eval \"$(printf %s #)\""},
    {"eval of a substitution", "eval \"`printf %s \"#\"`\""},
    {"exported variable", "export cmdai_v=#; bash -c \"$cmdai_v\""},
    {"exported variable", "export cmdai_v=#; bash -c 'eval \"$cmdai_v\"'"},
    {"exported variable", "cmdai_v=# bash -c 'eval \"$cmdai_v\"'"},
    {"exported variable", "declare -x cmdai_v=#; eval \"$cmdai_v\""},
    {"exported variable", "env cmdai_v=# bash -c 'eval \"$cmdai_v\"'"},
    {"positional parameter", "bash -c 'eval \"$1\"' name #"},
    {"positional parameter", "bash -c 'bash -c \"$0\"' #"},
    {"positional parameter", "bash -c 'eval \"$@\"' name #"},
    {"positional parameter", "set -- #; eval \"$1\""},
    {"positional parameter", "set -- #; eval \"$*\""},
    {"positional parameter", "cmdai_f() { eval \"$1\"; }; cmdai_f #"},
    {"printf -v", "printf -v cmdai_v %s #; eval \"$cmdai_v\""},
    {"array", "cmdai_a=(#); eval \"${cmdai_a[0]}\""},
    {"array", "cmdai_a=(true #); eval \"${cmdai_a[1]}\""},
    {"array", "cmdai_a=(); cmdai_a+=(#); eval \"${cmdai_a[@]}\""},
    {"array", "declare -A cmdai_a; cmdai_a[key]=#; eval \"${cmdai_a[key]}\""},
    {"parameter default", "eval \"${cmdai_unset:-\"$(printf %s #)\"}\""},
    {"indirection", "cmdai_v=#; cmdai_n=cmdai_v; eval \"${!cmdai_n}\""},
    {"pipe into sh", "echo # | bash"},
    {"pipe into sh", "echo # | @"},
    {"pipe into sh", "printf '%s\\n' # | bash"},
    {"pipe into sh", "printf %s # | bash -s"},
    {"pipe into sh", "echo # | cat | bash -s -- argument"},
    {"pipe into sh", "echo # | tee /dev/null | bash"},
    {"pipe into sh", "echo # | (bash)"},
    {"pipe into sh", "echo # | { bash; }"},
    {"pipe into sh", "echo # | bash /dev/stdin"},
    {"pipe into sh", "echo # | source /dev/stdin"},
    {"pipe into sh", "echo # | nohup bash"},
    {"pipe into sh", "echo # | while :; do bash; break; done"},
    {"here-string to sh", "bash <<< #"},
    {"here-string to sh", "bash -s <<< #"},
    {"here-string to sh", "source /dev/stdin <<< #"},
    {"here-string to sh", ". /dev/stdin <<< #"},
    {"here-string to sh", "cat <<< # | bash"},
    {"process substitution", "bash <(echo #)"},
    {"process substitution", "source <(printf '%s\\n' #)"},
    {"process substitution", ". <(echo #)"},
    {"process substitution", "bash < <(echo #)"},
    {"process substitution", "echo # > >(bash)"},
    {"process substitution", "tee >(bash) <<< #"},
    {"trap", "trap # EXIT"},
    {"trap", "trap -- # 0"},
    {"trap", "trap # INT TERM EXIT; exit"},
    {"xargs", "printf '%s\\0' # | xargs -0 bash -c"},
    {"xargs", "printf '%s\\0' # | xargs -0 -I{} bash -c {}"},
    {"xargs", "printf '%s\\0' # | xargs -0 -n1 bash -c"},
    {"alias", "shopt -s expand_aliases\nalias cmdai_x=#\ncmdai_x"},
    {"su -c", "su -c #"},
    {"su -c", "su root --command #"},
    {"script -c", "script -q -c # /dev/null"},
    {"watch", "watch -n1 #"},
    {"flock -c", "flock /tmp/lock -c #"},
    {"parallel", "parallel ::: #"},
    {"sudo sh -c", "sudo bash -c #"},
    {"sudo sh -c", "echo # | sudo bash"},
    {"mapfile", "mapfile -t cmdai_a <<< #; eval \"${cmdai_a[0]}\""},
    {"read", "IFS= read -r cmdai_v <<< #; eval \"$cmdai_v\""},
    {"read", "echo # | { IFS= read -r cmdai_v; eval \"$cmdai_v\"; }"},
    {"read", "echo # | while IFS= read -r cmdai_v; do bash -c \"$cmdai_v\"; done"},
    {"file that is run", "echo # > /tmp/cmdai.sh; bash /tmp/cmdai.sh"},
    {"file that is run", "echo # > /tmp/cmdai.sh && . /tmp/cmdai.sh"},
    {"file that is run", "printf '%s\\n' # | tee /tmp/cmdai.sh; bash < /tmp/cmdai.sh"},
    {"file that is run", "cat > /tmp/cmdai.sh <<< #; chmod +x /tmp/cmdai.sh; /tmp/cmdai.sh"},
    {"loop over one word", "for cmdai_v in #; do eval \"$cmdai_v\"; done"},
    {"loop over one word", "for cmdai_v in #; do bash -c \"$cmdai_v\"; done"},
    {"find -exec sh", "find . -maxdepth 0 -exec bash -c # \\;"},
};

/// An alias of several lines is read differently.
bool TakesOneLine(std::string_view name) {
  return name == "mapfile" || name == "read" || name == "alias";
}

/// Those whose shell may be one that knows no more than POSIX.
bool TakesPosix(std::string_view name) {
  return name == "zsh, ksh, dash -c" || name == "watch" || name == "flock -c";
}

std::string Fill(std::string_view text, std::string_view shell, std::string_view program) {
  std::string filled;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@' && (i == 0 || text[i - 1] == ' ') &&
        (i + 1 == text.size() || text[i + 1] == ' ')) {
      filled += shell;
    } else if (text.substr(i).starts_with("\"#\"")) {  // within backquotes
      std::string quoted = Quote(program);
      for (const char c : quoted) {
        if (c == '\\' || c == '$' || c == '`') filled += '\\';
        filled += c;
      }
      i += 2;
    } else if (text[i] == '#') {
      filled += Quote(program);
    } else {
      filled += text[i];
    }
  }
  return filled;
}

using Strings = std::vector<std::string>;

Transformation FromTemplates(std::string_view name) {
  return {std::string(name), [name](const ProgramText& program) {
            Strings variants;
            const bool one_line = program.text.find('\n') == std::string::npos;
            if (TakesOneLine(name) && !one_line) return variants;
            if (TakesPosix(name) && !program.parses_as_posix) return variants;
            const bool has_placeholder = program.text.find("{}") != std::string::npos;
            if ((name == "find -exec sh" || name == "xargs") && has_placeholder) return variants;
            for (const Template& entry : kTemplates) {
              if (entry.name != name) continue;
              const std::string_view shell = program.parses_as_posix ? "sh" : "bash";
              variants.push_back(Fill(entry.text, shell, program.text));
            }
            return variants;
          }};
}

/// sh -c 'sh -c "..."' and eval eval, quoted once more for each.
Strings Nested(const ProgramText& program) {
  Strings variants;
  std::string text = program.text;
  std::string evals = program.text;
  for (int depth = 2; depth <= 4; ++depth) {
    if (depth == 2) {
      text = "bash -c " + Quote(text);
      evals = "eval " + Quote(evals);
    }
    text = "bash -c " + Quote(text);
    evals = "eval eval " + Quote(Quote(evals));
    if (text.size() > 16384) break;
    variants.push_back(text);
    if (evals.size() < 16384) variants.push_back(evals);
  }
  return variants;
}

Strings Base64(const ProgramText& program) {
  const std::string code = ToBase64(program.text);
  const std::string line = ToBase64(program.text + "\n");
  return {"echo " + code + " | base64 -d | bash",
          "echo " + line + " | base64 --decode | bash -s",
          "base64 -d <<< " + line + " | bash",
          "printf %s " + code + " | openssl base64 -d -A | bash",
          "bash -c \"$(echo " + code + " | base64 -d)\"",
          "eval \"$(base64 -d <<< " + code + ")\"",
          "bash <(echo " + code + " | base64 -d)",
          "cmdai_v=" + code + "; echo \"$cmdai_v\" | base64 -d | bash",
          "bash <<< \"$(printf %s '" + code + "' | base64 -d)\""};
}

Strings Hex(const ProgramText& program) {
  const std::string code = ToHex(program.text);
  std::string escapes;
  std::string octal;
  for (const char c : program.text) {
    const auto byte = static_cast<unsigned char>(c);
    escapes += "\\x" + ToHex(std::string_view(&c, 1));
    octal += {'\\', static_cast<char>('0' + (byte >> 6)), static_cast<char>('0' + (byte >> 3 & 7)),
              static_cast<char>('0' + (byte & 7))};
  }
  return {"echo " + code + " | xxd -r -p | bash", "xxd -r -p <<< " + code + " | bash",
          "printf '" + escapes + "' | bash",      "printf '" + octal + "' | bash",
          "printf %b '" + escapes + "' | bash",   "echo -e '" + escapes + "' | bash",
          "bash -c $'" + escapes + "'",           "eval $'" + octal + "'",
          "bash <<< $'" + escapes + "'"};
}

/// Texts that only change the order or the letters: for one line of ASCII.
Strings Scrambled(const ProgramText& program) {
  if (!program.is_printable || program.text.size() > 4096) return {};
  const std::string reversed(program.text.rbegin(), program.text.rend());
  std::string rotated = program.text;
  for (char& c : rotated) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return {"printf '%s\\n' " + Quote(reversed) + " | rev | bash",
          "rev <<< " + Quote(reversed) + " | bash",
          "printf '%s\\n' " + Quote(rotated) + " | tr a-zA-Z n-za-mN-ZA-M | bash",
          "tr 'A-Za-z' 'N-ZA-Mn-za-m' <<< " + Quote(rotated) + " | bash",
          "bash -c \"$(rev <<< " + Quote(reversed) + ")\""};
}

Strings HereDocuments(const ProgramText& program) {
  const std::string body = program.text + "\nCMDAI_END\n";
  std::string escaped;
  for (const char c : program.text) {
    if (c == '$' || c == '`' || c == '\\') escaped += '\\';
    escaped += c;
  }
  Strings variants = {"bash <<'CMDAI_END'\n" + body,
                      "bash -s argument <<\"CMDAI_END\"\n" + body,
                      "cat <<'CMDAI_END' | bash\n" + body,
                      "source /dev/stdin <<\\CMDAI_END\n" + body,
                      "bash <<CMDAI_END\n" + escaped + "\nCMDAI_END\n",
                      "bash <<-CMDAI_END\n\t" + escaped + "\n\tCMDAI_END\n",
                      "eval \"$(cat <<'CMDAI_END'\n" + body + ")\"",
                      "sudo bash -s <<'CMDAI_END'\n" + body};
  if (program.has_here_document || program.text.find("\n\t") != std::string::npos) {
    variants.erase(variants.begin() + 5);  // tabs of its lines would go
  }
  return variants;
}

/// Other languages that give the text to a shell; their strings are written in octal.
Strings OtherLanguages(const ProgramText& program) {
  if (!program.is_printable || !program.parses_as_posix || program.text.size() > 4096) return {};
  std::string text;
  for (const char c : program.text) {
    if (c == '"' || c == '\\' || c == '$' || c == '@') text += '\\';
    text += c;
  }
  std::string plain;
  for (const char c : program.text) {
    if (c == '"' || c == '\\') plain += '\\';
    plain += c;
  }
  return {"awk " + Quote("BEGIN{system(\"" + plain + "\")}"),
          "perl -e " + Quote("system(\"" + text + "\")"),
          "python3 -c " + Quote("import os; os.system(\"" + plain + "\")"),
          "ruby -e " + Quote("system(\"" + plain + "\")")};
}

}  // namespace

std::vector<Transformation> TextTransformations() {
  std::vector<Transformation> all;
  for (const Template& entry : kTemplates) {
    const auto same = [&](const Transformation& other) { return other.name == entry.name; };
    if (std::ranges::none_of(all, same)) all.push_back(FromTemplates(entry.name));
  }
  all.push_back({"nested shells", Nested});
  all.push_back({"base64", Base64});
  all.push_back({"hexadecimal", Hex});
  all.push_back({"rev and rot13", Scrambled});
  all.push_back({"here-document to sh", HereDocuments});
  all.push_back({"another language's system()", OtherLanguages});
  return all;
}

}  // namespace cmdai::safety
