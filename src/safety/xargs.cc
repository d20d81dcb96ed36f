#include <algorithm>

#include "safety/evaluator.h"
#include "shell/quote.h"

/// xargs and parallel: programs whose arguments come out of a pipe.
namespace cmdai::safety {
namespace {

/// Most arguments that are followed out of a pipe.
constexpr size_t kMaxPipedArguments = 64;

/// The words of xargs' input: all but -0 and -d take quotes and backslashes off.
std::vector<std::string> SplitForXargs(std::string_view text, const Arguments& arguments,
                                       bool by_line) {
  std::vector<std::string> words;
  const GivenOption* const given = arguments.FindAny({"-d", "--delimiter"});
  const bool nulls = arguments.FindAny({"-0", "--null"}) != nullptr;
  const bool raw = nulls || (given != nullptr && given->value);
  std::string separators = by_line ? "\n" : " \t\n";
  if (nulls) separators.assign(1, '\0');
  if (raw && !nulls) {
    const std::string& name = given->value->text;
    separators = name == "\\n" ? "\n" : name == "\\0" ? std::string(1, '\0') : name.substr(0, 1);
  }
  const bool escaped = raw && separators.size() == 1 && separators[0] == '\\';
  const bool lines = arguments.FindAny({"-L", "--max-lines", "-l"}) != nullptr;
  const size_t newline = std::min(text.find('\n'), text.size());
  if (escaped || (lines && newline + 1 < text.size())) return {std::string(1, kAnything)};
  std::string word;
  bool begun = false;
  char quote = '\0';
  const auto end_word = [&] {
    if (begun) words.push_back(std::exchange(word, {}));
    begun = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!raw && quote != '\0') {
      if (c == quote) quote = '\0';
      if (c != quote && quote != '\0') word += c;
      continue;
    }
    if (separators.find(c) != std::string::npos) {
      end_word();
      if (words.size() < kMaxPipedArguments) continue;
      words.emplace_back(1, kAnything);  // any of the others
      return words;
    }
    if (!begun && by_line && !raw && (c == ' ' || c == '\t')) continue;
    begun = true;
    if (!raw && (c == '\'' || c == '"')) {
      quote = c;
    } else if (!raw && c == '\\' && i + 1 < text.size()) {
      word += text[++i];
    } else {
      word += c;
    }
  }
  end_word();
  return words;
}

/// How many words one run of xargs' command gets.
size_t MostArguments(const Arguments& arguments) {
  const GivenOption* const most = arguments.FindAny({"-n", "--max-args"});
  if (most == nullptr || !most->value) return kMaxPipedArguments + 1;
  const std::string& digits = most->value->text;
  const bool number = !digits.empty() && digits.size() < 4 &&
                      digits.find_first_not_of("0123456789") == std::string::npos;
  return number ? std::max<size_t>(1, std::stoul(digits)) : 1;
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    if (text.size() > 65536) return;
  }
}

}  // namespace

/// xargs COMMAND: the words of its input are added to the command, or put where -I says.
Stream Evaluator::Xargs(const Row&, const Invocation& call, const Arguments& arguments) {
  Stream input = call.in;
  if (const GivenOption* const file = arguments.FindAny({"-a", "--arg-file"});
      file && file->value) {
    input = ReadFile(*file->value);
  }
  std::string placeholder;
  for (const std::string_view name : {"-I", "-i", "-J", "--replace"}) {
    if (const GivenOption* const option = arguments.Find(name)) {
      placeholder = option->value ? option->value->text : "{}";
    }
  }
  std::vector<Field> words;
  const auto add = [&](std::string_view text) {
    words.push_back({.text = Pattern(text),
                     .span = call.span,
                     .network = input.kind == Stream::Kind::kNetwork,
                     .secret = input.secret});
  };
  if (input.kind == Stream::Kind::kText) {
    for (const std::string& word : SplitForXargs(input.text, arguments, !placeholder.empty())) {
      add(word);
    }
  } else {
    add(Pattern(1, kAnything));
    words.back().splits = true;
  }
  std::vector<Field> command = arguments.operands;
  if (command.empty()) return {.kind = Stream::Kind::kData, .secret = input.secret};
  Invocation inner = call;
  inner.in = {};
  command_output_.reset();
  if (placeholder.empty()) {
    const size_t n_each = MostArguments(arguments);
    for (size_t i = 0; i == 0 || i < words.size(); i += n_each) {
      std::vector<Field> once = command;
      for (size_t j = i; j < words.size() && j - i < n_each; ++j) once.push_back(words[j]);
      RunArguments(std::move(once), inner);
    }
  } else {
    for (const Field& word : words) {
      std::vector<Field> once = command;
      for (Field& field : once) {
        if (field.text.find(placeholder) == std::string::npos) continue;
        ReplaceAll(field.text, placeholder, word.text);
        field.network |= word.network;
        field.secret |= word.secret;
      }
      RunArguments(std::move(once), inner);
    }
  }
  command_output_.reset();
  return {.kind = input.kind == Stream::Kind::kNetwork ? input.kind : Stream::Kind::kData,
          .text = {},
          .secret = input.secret};
}

/// parallel COMMAND ::: ARGUMENT...; without a command its input is commands.
Stream Evaluator::Parallel(const Row&, const Invocation& call, const Arguments& arguments) {
  std::vector<Field> command;
  std::vector<Field> words;
  bool in_words = false;
  for (const Field& field : arguments.operands) {
    if (field.text.starts_with(":::")) {
      in_words = true;
    } else {
      (in_words ? words : command).push_back(field);
    }
  }
  if (command.empty()) {
    for (const Field& word : words) RunText(word, "parallel runs", {});
    if (words.empty()) return RunStream(call.in, call.span, "parallel");
    return {.kind = Stream::Kind::kData};
  }
  if (words.empty() && call.in.kind == Stream::Kind::kText && IsConstant(call.in.text)) {
    for (std::string_view rest = call.in.text; !rest.empty();) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      words.push_back({.text = shell::Quote(rest.substr(0, end)), .span = call.span});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (words.empty() || words.size() > kMaxPipedArguments) {
    words = {{.text = Pattern(1, kAnything), .span = call.span}};
  }
  for (const Field& word : words) {
    // parallel joins its words and gives them to a shell.
    Field line = command.front();
    line.text.clear();
    bool placed = false;
    for (const Field& field : command) {
      std::string text = field.text;
      placed |= text.find("{}") != std::string::npos;
      ReplaceAll(text, "{}", word.text);
      line.text += (line.text.empty() ? "" : " ") + text;
    }
    if (!placed) line.text += " " + word.text;
    RunText(line, "parallel runs", {});
  }
  return {.kind = Stream::Kind::kData};
}

}  // namespace cmdai::safety
