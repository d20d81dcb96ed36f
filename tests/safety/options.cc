#include <algorithm>

#include "tests/safety/transformations.h"

/// Options in their other forms: long and short, in bundles and apart, before and after operands.
namespace cmdai::safety {
namespace {

using Strings = std::vector<std::string>;

struct Spec {
  std::string_view programs;
  char letter = 0;
  std::string_view name;
  bool takes_value = false;
};

/// GNU's options of what the rows use, and of some that change nothing that matters.
constexpr Spec kSpecs[] = {
    {"rm", 'r', "recursive"},
    {"rm", 'R', "recursive"},
    {"rm", 'f', "force"},
    {"rm", 'v', "verbose"},
    {"rm", 0, "one-file-system"},
    {"rm", 0, "no-preserve-root"},
    {"chmod chown chgrp", 'R', "recursive"},
    {"chmod chown chgrp", 'f', "silent"},
    {"chmod chown chgrp", 'v', "verbose"},
    {"cp", 'f', "force"},
    {"cp", 'r', "recursive"},
    {"cp", 's', "symbolic-link"},
    {"cp", 'a', "archive"},
    {"mv", 'f', "force"},
    {"mv", 'v', "verbose"},
    {"ln", 's', "symbolic"},
    {"ln", 'f', "force"},
    {"ln", 'n', "no-dereference"},
    {"shred", 'u', "remove"},
    {"shred", 'z', "zero"},
    {"shred", 'n', "iterations", true},
    {"truncate", 's', "size", true},
    {"wipefs", 'a', "all"},
    {"sgdisk", 'Z', "zap-all"},
    {"curl", 's', "silent"},
    {"curl", 'S', "show-error"},
    {"curl", 'f', "fail"},
    {"curl", 'L', "location"},
    {"curl", 'k', "insecure"},
    {"curl", 'o', "output", true},
    {"curl", 'd', "data", true},
    {"curl", 'F', "form", true},
    {"curl", 'T', "upload-file", true},
    {"xargs", '0', "null"},
    {"xargs", 'n', "max-args", true},
    {"base64", 'd', "decode"},
};

struct Option {
  const Spec* spec = nullptr;
  std::optional<std::string> value;  // as shell text
};

/// A command whose options are all known.
struct Parsed {
  std::string program;
  std::vector<Option> options;
  Strings operands;
  bool ended = false;  // by --
};

const Spec* FindSpec(std::string_view program, char letter, std::string_view name) {
  for (const Spec& spec : kSpecs) {
    const std::string padded = " " + std::string(spec.programs) + " ";
    if (padded.find(" " + std::string(program) + " ") == std::string::npos) continue;
    if ((letter != 0 && spec.letter == letter) || (!name.empty() && spec.name == name)) {
      return &spec;
    }
  }
  return nullptr;
}

/// Reads one word of options; false when it holds one that is not known.
bool ParseOption(const std::string& word, const std::vector<WordText>& words, size_t& i,
                 Parsed& parsed) {
  if (word.starts_with("--")) {
    const size_t equals = word.find('=');
    const Spec* const spec = FindSpec(parsed.program, 0, word.substr(2, equals - 2));
    if (spec == nullptr || spec->takes_value != (equals != std::string::npos)) return false;
    parsed.options.push_back({spec, std::nullopt});
    if (equals != std::string::npos) parsed.options.back().value = word.substr(equals + 1);
    return true;
  }
  for (size_t at = 1; at < word.size(); ++at) {
    const Spec* const spec = FindSpec(parsed.program, word[at], {});
    if (spec == nullptr) return false;
    parsed.options.push_back({spec, std::nullopt});
    if (!spec->takes_value) continue;
    if (at + 1 < word.size()) {
      parsed.options.back().value = word.substr(at + 1);
    } else if (++i < words.size()) {
      parsed.options.back().value = words[i].text;
    } else {
      return false;
    }
    break;
  }
  return true;
}

std::optional<Parsed> Parse(const CommandText& command) {
  Parsed parsed{.program = command.name(), .options = {}, .operands = {}};
  for (size_t i = 1; i < command.words.size(); ++i) {
    const WordText& word = command.words[i];
    const bool option =
        !parsed.ended && word.literal == word.text && word.text.size() > 1 && word.text[0] == '-';
    if (option && word.text == "--") {
      parsed.ended = true;
    } else if (option) {
      if (!ParseOption(word.text, command.words, i, parsed)) return std::nullopt;
    } else {
      parsed.operands.push_back(word.text);
    }
  }
  if (parsed.options.empty()) return std::nullopt;
  return parsed;
}

Strings Long(const Option& option) {
  const std::string name = "--" + std::string(option.spec->name);
  return {option.value ? name + "=" + *option.value : name};
}

Strings Short(const Option& option) {
  if (option.spec->letter == 0) return Long(option);
  const std::string name = {'-', option.spec->letter};
  return option.value ? Strings{name, *option.value} : Strings{name};
}

Strings ShortJoined(const Option& option) {
  if (option.spec->letter == 0) return Long(option);
  return {std::string{'-', option.spec->letter} + option.value.value_or("")};
}

/// The long name cut short, where getopt_long() takes that.
Strings Abbreviated(const Option& option) {
  if (option.spec->programs == "curl" || option.spec->programs == "sgdisk") return Short(option);
  const size_t length = std::max<size_t>(4, option.spec->name.size() / 2);
  const std::string name = "--" + std::string(option.spec->name.substr(0, length));
  return {option.value ? name + "=" + *option.value : name};
}

/// All letters in one word, those with a value last.
Strings Bundled(const std::vector<Option>& options) {
  std::string bundle = "-";
  Strings words;
  Strings last;
  for (const Option& option : options) {
    if (option.spec->letter == 0) {
      words.push_back(Long(option)[0]);
    } else if (!option.value) {
      bundle += option.spec->letter;
    } else {
      last = ShortJoined(option);
      words.push_back(last[0]);
    }
  }
  if (bundle.size() > 1) words.insert(words.begin(), bundle);
  return words;
}

using Form = Strings (*)(const Option& option);

Strings Each(const std::vector<Option>& options, Form form) {
  Strings words;
  for (const Option& option : options) {
    for (const std::string& word : form(option)) words.push_back(word);
  }
  return words;
}

void Append(Strings& words, const Strings& more) {
  words.insert(words.end(), more.begin(), more.end());
}

/// The command with its options as given; `--` stays where it stood.
Strings Line(const Parsed& parsed, const Strings& options) {
  Strings words = {parsed.program};
  Append(words, options);
  if (parsed.ended) words.emplace_back("--");
  Append(words, parsed.operands);
  return words;
}

bool IsCoreutil(std::string_view program) {
  return program != "curl" && program != "sgdisk" && program != "xargs";
}

/// Options among and after the operands, as GNU's programs take them.
Strings Permuted(const Parsed& parsed, bool all_last) {
  Strings words = {parsed.program};
  const Strings options = Each(parsed.options, ShortJoined);
  if (parsed.operands.empty() || parsed.ended || parsed.program == "xargs") return {};
  words.push_back(parsed.operands[0]);
  if (!all_last) Append(words, options);
  for (size_t i = 1; i < parsed.operands.size(); ++i) words.push_back(parsed.operands[i]);
  if (all_last) Append(words, options);
  return words;
}

Strings Rewritten(const Parsed& parsed, std::string_view name) {
  std::vector<Option> reversed(parsed.options.rbegin(), parsed.options.rend());
  if (name == "long options") return Line(parsed, Each(parsed.options, Long));
  if (name == "short options") return Line(parsed, Each(parsed.options, Short));
  if (name == "short options with their values") {
    return Line(parsed, Each(parsed.options, ShortJoined));
  }
  if (name == "abbreviated options") return Line(parsed, Each(parsed.options, Abbreviated));
  if (name == "bundled options") return Line(parsed, Bundled(parsed.options));
  if (name == "bundled in reverse") return Line(parsed, Bundled(reversed));
  if (name == "options in reverse") return Line(parsed, Each(reversed, Short));
  if (name == "options last") return Permuted(parsed, true);
  if (name == "options between operands") return Permuted(parsed, false);
  if (name == "options twice") {
    Strings twice = Each(parsed.options, Short);
    Append(twice, Each(reversed, Long));
    return Line(parsed, twice);
  }
  if (!IsCoreutil(parsed.program) || parsed.ended || parsed.program == "base64") return {};
  Parsed ended = parsed;
  ended.ended = true;
  return Line(ended, Each(parsed.options, Short));
}

constexpr std::string_view kNames[] = {
    "long options",        "short options",     "short options with their values",
    "abbreviated options", "bundled options",   "bundled in reverse",
    "options in reverse",  "options last",      "options between operands",
    "options twice",       "-- before operands"};

}  // namespace

std::vector<Transformation> OptionTransformations() {
  std::vector<Transformation> all;
  for (const std::string_view name : kNames) {
    all.push_back({std::string(name), [name](const ProgramText& program) {
                     Strings variants;
                     if (program.has_functions) return variants;
                     const auto text =
                         RewriteCommands(program.text, [&](const CommandText& command) {
                           const std::optional<Parsed> parsed = Parse(command);
                           if (!parsed) return std::optional<Strings>();
                           const Strings words = Rewritten(*parsed, name);
                           return words.empty() ? std::nullopt : std::optional(words);
                         });
                     if (text && *text != program.text) variants.push_back(*text);
                     return variants;
                   }});
  }
  return all;
}

}  // namespace cmdai::safety
