#include <fmt/format.h>

#include <algorithm>

#include "shell/quote.h"
#include "tests/safety/transformations.h"

/// Single words written in other ways: by quotes, and by expansions that give them back.
namespace cmdai::safety {
namespace {

using shell::Quote;
using Strings = std::vector<std::string>;

/// Another spelling of a word, with what must run before the program; `word` is the word's value.
struct Spelling {
  std::string before;
  std::string word;
};

/// The spellings of a value; none where it doesn't apply.
using Respell = std::function<std::vector<Spelling>(const std::string& value)>;

std::string DoubleQuote(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (std::string_view("$`\"\\").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text + "\"";
}

bool IsPlain(std::string_view value) {
  return value.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "_-./,:@%+=") == std::string_view::npos;
}

std::vector<Spelling> Quotes(const std::string& value) {
  std::string alternate;
  std::string empties;
  const bool has_quote = value.find('\'') != std::string::npos;
  for (size_t i = 0; i < value.size(); ++i) {
    const std::string one(1, value[i]);
    alternate += i % 2 == 0 && value[i] != '\'' ? "'" + one + "'" : DoubleQuote(one);
    empties += (i % 2 == 0 ? "''" : "\"\"") + (IsPlain(one) ? one : DoubleQuote(one));
  }
  std::vector<Spelling> spellings = {
      {"", DoubleQuote(value)}, {"", alternate}, {"", empties}, {"", "$" + DoubleQuote(value)}};
  if (!has_quote) spellings.push_back({"", "'" + value + "'"});
  const size_t middle = value.size() / 2;
  spellings.push_back({"", Quote(value.substr(0, middle)) + DoubleQuote(value.substr(middle))});
  return spellings;
}

std::vector<Spelling> Backslashes(const std::string& value) {
  std::string all;
  for (const char c : value) all += {'\\', c};
  std::vector<Spelling> spellings = {{"", all}};
  if (IsPlain(value)) spellings.push_back({"", "\\" + value});
  return spellings;
}

std::vector<Spelling> LineContinuations(const std::string& value) {
  if (!IsPlain(value) || value.size() < 2) return {};
  const size_t middle = value.size() / 2;
  return {{"", value.substr(0, 1) + "\\\n" + value.substr(1)},
          {"", value.substr(0, middle) + "\\\n" + value.substr(middle)},
          {"", "\"" + value.substr(0, middle) + "\\\n" + value.substr(middle) + "\""}};
}

std::vector<Spelling> AnsiC(const std::string& value) {
  std::string hex;
  std::string octal;
  std::string unicode;
  for (const char c : value) {
    hex += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    octal += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    unicode += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
  }
  return {{"", "$'" + hex + "'"},
          {"", "$'" + octal + "'"},
          {"", "$'" + unicode + "'"},
          {"", "$'" + hex.substr(0, 4) + "'" + Quote(value.substr(1))}};
}

std::vector<Spelling> Variables(const std::string& value) {
  const std::string quoted = Quote(value);
  const size_t middle = value.size() / 2;
  std::vector<Spelling> spellings = {
      {"cmdai_v=" + quoted + "; ", "\"$cmdai_v\""},
      {"cmdai_v=" + quoted + "\n", "\"${cmdai_v}\""},
      {"cmdai_w=" + quoted + "; cmdai_v=$cmdai_w; ", "\"$cmdai_v\""},
      {"cmdai_v=" + Quote(value.substr(0, middle)) + "; cmdai_v+=" + Quote(value.substr(middle)) +
           "; ",
       "\"$cmdai_v\""},
      {"cmdai_v=" + Quote(value.substr(0, middle)) + "; ",
       "\"$cmdai_v\"" + Quote(value.substr(middle))},
      {"cmdai_v=" + Quote(value.substr(middle)) + "; ",
       Quote(value.substr(0, middle)) + "\"$cmdai_v\""},
      {"cmdai_v=; ", "${cmdai_v}" + quoted + "\"$cmdai_v\""},
      {"cmdai_v=" + quoted + " && ", "\"$cmdai_v\""},
  };
  if (IsPlain(value)) spellings.push_back({"cmdai_v=" + quoted + "; ", "$cmdai_v"});
  return spellings;
}

std::vector<Spelling> Declared(const std::string& value) {
  const std::string quoted = Quote(value);
  Strings befores = {"export cmdai_v=" + quoted,
                     "declare cmdai_v=" + quoted,
                     "readonly cmdai_v=" + quoted,
                     "typeset -x cmdai_v=" + quoted,
                     "printf -v cmdai_v %s " + quoted,
                     "IFS= read -r cmdai_v <<< " + quoted,
                     "cmdai_v=" + quoted + "; export cmdai_v",
                     "declare -r cmdai_v=" + quoted,
                     "printf -v cmdai_v '%s' " + quoted};
  std::vector<Spelling> spellings;
  for (const std::string& before : befores) spellings.push_back({before + "; ", "\"$cmdai_v\""});
  spellings.push_back({"cmdai_a=(" + quoted + "); ", "\"${cmdai_a[0]}\""});
  spellings.push_back({"cmdai_a=(x " + quoted + "); ", "\"${cmdai_a[1]}\""});
  spellings.push_back({"cmdai_a=(" + quoted + "); ", "\"${cmdai_a[@]}\""});
  spellings.push_back({"cmdai_a[3]=" + quoted + "; ", "\"${cmdai_a[3]}\""});
  spellings.push_back(
      {"read -r -a cmdai_a <<< 'x y'; cmdai_a[0]=" + quoted + "; ", "\"${cmdai_a[0]}\""});
  return spellings;
}

std::vector<Spelling> Operators(const std::string& value) {
  const std::string quoted = Quote(value);
  std::vector<Spelling> spellings = {
      {"", "\"${cmdai_u:-" + DoubleQuote(value) + "}\""},
      {"", "${cmdai_u-" + quoted + "}"},
      {"", "${cmdai_u:-" + quoted + "}"},
      {"cmdai_v=" + quoted + "; ", "\"${cmdai_v:-other}\""},
      {"cmdai_v=x; ", "${cmdai_v:+" + quoted + "}"},
      {"cmdai_v=" + quoted + "; ", "\"${cmdai_v:?unset}\""},
      {"cmdai_v=" + Quote("xy" + value) + "; ", "\"${cmdai_v#xy}\""},
      {"cmdai_v=" + Quote("xy" + value) + "; ", "\"${cmdai_v:2}\""},
      {"cmdai_v=" + Quote("xy" + value + "z") + "; ",
       fmt::format("\"${{cmdai_v:2:{}}}\"", value.size())},
      {"cmdai_v=" + Quote(value + "/zz") + "; ", "\"${cmdai_v%/zz}\""},
      {"cmdai_v=" + Quote("a" + value) + "; ", "\"${cmdai_v/a/}\""},
      {"cmdai_v=" + quoted + "; cmdai_n=cmdai_v; ", "\"${!cmdai_n}\""},
      {": \"${cmdai_v:=" + DoubleQuote(value) + "}\"; ", "\"$cmdai_v\""},
  };
  const bool no_upper = std::ranges::none_of(value, [](char c) { return c >= 'A' && c <= 'Z'; });
  std::string upper = value;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (no_upper) spellings.push_back({"cmdai_v=" + Quote(upper) + "; ", "\"${cmdai_v,,}\""});
  return spellings;
}

std::vector<Spelling> Substitutions(const std::string& value) {
  const std::string quoted = Quote(value);
  const size_t middle = value.size() / 2;
  std::vector<Spelling> spellings = {
      {"", "\"$(printf %s " + quoted + ")\""},
      {"", "\"$(printf '%s\\n' " + quoted + ")\""},
      {"", "\"$(cat <<< " + quoted + ")\""},
      {"", "\"$(base64 -d <<< " + ToBase64(value) + ")\""},
      {"", "\"$(echo " + ToHex(value) + " | xxd -r -p)\""},
      {"", "\"$(rev <<< " + Quote(std::string(value.rbegin(), value.rend())) + ")\""},
      {"cmdai_f() { printf %s " + quoted + "; }; ", "\"$(cmdai_f)\""},
      {"", Quote(value.substr(0, middle)) + "$(:)" + Quote(value.substr(middle))},
      {"", Quote(value.substr(0, middle)) + "``" + Quote(value.substr(middle))},
      {"cmdai_v=$(printf %s " + quoted + "); ", "\"$cmdai_v\""},
  };
  if (!value.starts_with('-')) spellings.push_back({"", "\"$(echo " + quoted + ")\""});
  if (!value.starts_with('-') && IsPlain(value)) {
    spellings.push_back({"", "$(echo " + value + ")"});
    spellings.push_back({"", "`echo " + value + "`"});
    spellings.push_back({"", "$(echo " + value + " | tr -d '#')"});
    spellings.push_back({"", "$( (echo " + value + ") )"});
  }
  return spellings;
}

std::vector<Spelling> Arithmetic(const std::string& value) {
  const size_t digit = value.find_first_of("123456789");
  std::vector<Spelling> spellings = {
      {"cmdai_v=" + Quote(value) + "; ", "\"${cmdai_v:$((1 - 1))}\""},
      {"cmdai_a=(x " + Quote(value) + "); ", "\"${cmdai_a[$((2 - 1))]}\""},
      {"cmdai_i=1; cmdai_a=(x " + Quote(value) + "); ", "\"${cmdai_a[cmdai_i]}\""},
  };
  if (digit == std::string::npos) return spellings;
  const std::string sum = fmt::format("$(({} + 1))", value[digit] - '0' - 1);
  spellings.push_back({"", Quote(value.substr(0, digit)) + sum + Quote(value.substr(digit + 1))});
  return spellings;
}

std::vector<Spelling> Loops(const std::string& value) {
  return {{"for cmdai_v in " + Quote(value) + "; do :; done; ", "\"$cmdai_v\""},
          {"case x in x) cmdai_v=" + Quote(value) + ";; esac; ", "\"$cmdai_v\""},
          {"if :; then cmdai_v=" + Quote(value) + "; fi; ", "\"$cmdai_v\""},
          {"while :; do cmdai_v=" + Quote(value) + "; break; done; ", "\"$cmdai_v\""},
          {"cmdai_f() { cmdai_v=$1; }; cmdai_f " + Quote(value) + "; ", "\"$cmdai_v\""},
          {"eval cmdai_v=" + Quote(Quote(value)) + "; ", "\"$cmdai_v\""},
          {"{ cmdai_v=" + Quote(value) + "; }; ", "\"$cmdai_v\""},
          {"let cmdai_i=1; cmdai_v=" + Quote(value) + "; ", "\"$cmdai_v\""}};
}

/// Which words of a command are written anew.
enum class Which { kProgram, kLastArgument, kAll };

std::optional<Strings> Apply(const CommandText& command, Which which, const Respell& respell,
                             size_t index, std::string& before) {
  if (IsDeclaration(command.name()) && which != Which::kLastArgument) return std::nullopt;
  Strings words;
  bool changed = false;
  for (size_t i = 0; i < command.words.size(); ++i) {
    const WordText& word = command.words[i];
    words.push_back(word.text);
    const bool chosen = which == Which::kAll || (which == Which::kProgram && i == 0) ||
                        (which == Which::kLastArgument && i > 0 && i + 1 == command.words.size());
    if (!chosen || !word.literal || word.literal->empty()) continue;
    const bool printable =
        std::ranges::all_of(*word.literal, [](char c) { return c >= ' ' && c <= '~'; });
    const std::vector<Spelling> spellings =
        printable ? respell(*word.literal) : std::vector<Spelling>();
    if (index >= spellings.size()) continue;
    if (!spellings[index].before.empty() && !before.empty()) {
      if (spellings[index].before != before) continue;  // another value for the same variable
    }
    if (before.empty()) before = spellings[index].before;
    words.back() = spellings[index].word;
    changed = true;
  }
  return changed ? std::optional(words) : std::nullopt;
}

Transformation Words(std::string name, Respell respell) {
  return {std::move(name), [respell = std::move(respell)](const ProgramText& program) {
            Strings variants;
            const size_t n_spellings = respell("-1ab").size() + respell("ab1").size();
            for (const Which which : {Which::kProgram, Which::kLastArgument, Which::kAll}) {
              for (size_t i = 0; i < n_spellings; ++i) {
                std::string before;
                const auto text = RewriteCommands(program.text, [&](const CommandText& command) {
                  return Apply(command, which, respell, i, before);
                });
                if (text) variants.push_back(before + *text);
              }
            }
            return variants;
          }};
}

}  // namespace

std::vector<Transformation> RespellingTransformations() {
  return {Words("quotes within words", Quotes),
          Words("backslashes", Backslashes),
          Words("backslash-newline", LineContinuations),
          Words("$'...'", AnsiC),
          Words("variable", Variables),
          Words("declared variable", Declared),
          Words("parameter operator", Operators),
          Words("word by substitution", Substitutions),
          Words("arithmetic in words", Arithmetic),
          Words("variable of a compound command", Loops)};
}

}  // namespace cmdai::safety
