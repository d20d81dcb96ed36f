#include <algorithm>

#include "safety/evaluator.h"

/// read, mapfile and readarray.
namespace cmdai::safety {

/// read, mapfile: the variables get words of the input.
Stream Evaluator::ReadVariables(const Row& row, const Invocation& call,
                                const Arguments& arguments) {
  const bool is_read = row.names.front() == "read";
  const GivenOption* const delimiter = arguments.Find("-d");
  const bool nulls = delimiter != nullptr && delimiter->value && delimiter->value->text.empty();
  const bool followed = std::ranges::all_of(arguments.options, [&](const GivenOption& option) {
    const std::string_view name = option.name;
    if (!is_read) return name == "-t";
    return name == "-r" || name == "-p" || name == "-s" || name == "-a" || (name == "-d" && nulls);
  });
  const bool known = followed && call.in.kind == Stream::Kind::kText && !call.in.mixed;
  const std::string_view text = known ? std::string_view(call.in.text) : std::string_view();
  const GivenOption* const array = is_read ? arguments.Find("-a") : nullptr;
  if (!is_read || (array != nullptr && array->value)) {
    const bool named = !is_read && !arguments.operands.empty();
    ReadArray(named     ? arguments.operands[0].text
              : is_read ? array->value->text
                        : "MAPFILE",
              is_read, text);
    return {};
  }
  std::vector<Field> names = arguments.operands;
  if (names.empty()) names.push_back({.text = "REPLY", .span = call.span});
  for (const Field& name : names) {
    EvaluateName(name);
    Field value{.text = Pattern(1, kAnything), .span = call.span};
    value.network = call.in.kind == Stream::Kind::kNetwork;
    value.secret = call.in.secret;
    SetVariable(name.text, value);
  }
  if (known) ReadLines(names, text, nulls ? '\0' : '\n');
  return {};
}

/// getopts OPTIONS NAME [ARGUMENT...]
Stream Evaluator::Getopts(const Row&, const Invocation& call, const Arguments& arguments) {
  const Field unknown{.text = Pattern(1, kAnything), .span = call.span};
  if (arguments.operands.size() > 1) SetVariable(arguments.operands[1].text, unknown);
  SetVariable("OPTARG", unknown);
  SetVariable("OPTIND", unknown);
  return {};
}

/// The elements that read -a or mapfile make of the text; unknown where that is empty.
void Evaluator::ReadArray(const std::string& name, bool is_read, std::string_view text) {
  constexpr size_t kMaxElements = 64;
  std::vector<Pattern> elements;
  const std::string separators = is_read ? Separators() + "\n" : "\n";
  if (is_read) text = text.substr(0, text.find('\n'));
  while (!text.empty() && elements.size() < kMaxElements) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) elements.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!text.empty() || elements.empty()) elements = {Pattern(1, kAnything)};
  state_.variables[name] = {.values = {elements.front()}, .elements = elements};
}

/// What read gives the names: of the first line, or of any other that an earlier read has left.
void Evaluator::ReadLines(const std::vector<Field>& names, std::string_view text, char end) {
  constexpr size_t kMaxLines = 8;
  const std::string blanks = Separators();
  for (size_t n_lines = 0; n_lines < kMaxLines; ++n_lines) {
    std::string_view line = text.substr(0, text.find(end));
    for (const Field& name : names) {
      const bool last = &name == &names.back();
      line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
      const size_t stop = last ? line.size() : std::min(line.find_first_of(blanks), line.size());
      Pattern value(line.substr(0, stop));
      while (last && (value.ends_with(' ') || value.ends_with('\t'))) value.pop_back();
      line.remove_prefix(stop);
      std::vector<Pattern>& values = state_.variables[Referred(name.text)].values;
      if (n_lines == 0) values = {value};
      if (n_lines > 0 && std::ranges::find(values, value) == values.end()) values.push_back(value);
    }
    const size_t next = text.find(end);
    if (next == std::string_view::npos || next + 1 >= text.size()) return;
    text.remove_prefix(next + 1);
  }
  for (const Field& name : names) {
    state_.variables[Referred(name.text)].values.emplace_back(1, kAnything);
  }
}

}  // namespace cmdai::safety
