#include "safety/line_filters.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "safety/pattern.h"

namespace cmdai::safety {
namespace {

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string TextOf(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::optional<size_t> NumberOf(std::string_view text) {
  size_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return whole && number < 1'000'000 ? std::optional(number) : std::nullopt;
}

/// The value of the one option that is given, if it is one of `names`.
std::optional<std::string> OnlyOption(const Arguments& arguments,
                                      std::initializer_list<std::string_view> names) {
  if (arguments.options.size() != 1) return std::nullopt;
  const GivenOption* const option = arguments.FindAny(names);
  if (option == nullptr || !option->value || !IsConstant(option->value->text)) return std::nullopt;
  return option->value->text;
}

/// -n N, -c N, and -5 as digits of options.
std::optional<std::string> HeadOrTail(bool tail, std::string_view text,
                                      const Arguments& arguments) {
  std::string digits;
  for (const GivenOption& option : arguments.options) {
    if (option.value || option.name.size() != 2) digits += 'x';
    digits += option.name[1];
  }
  if (arguments.options.empty()) digits = "10";
  const auto lines = OnlyOption(arguments, {"-n", "--lines"});
  const auto bytes = OnlyOption(arguments, {"-c", "--bytes"});
  if (bytes) {
    const auto count = NumberOf(*bytes);
    if (!count) return std::nullopt;
    const size_t n = std::min(*count, text.size());
    return std::string(tail ? text.substr(text.size() - n) : text.substr(0, n));
  }
  const bool from = tail && lines && lines->starts_with('+');
  const auto count = NumberOf(from ? lines->substr(1) : lines.value_or(digits));
  if (!count) return std::nullopt;
  std::vector<std::string> all = LinesOf(text);
  const size_t n = std::min(*count, all.size());
  const auto middle = [&](size_t index) {
    return all.begin() + static_cast<std::ptrdiff_t>(index);
  };
  if (from) {
    all.erase(all.begin(), middle(std::min(*count == 0 ? 0 : *count - 1, all.size())));
  } else if (tail) {
    all.erase(all.begin(), middle(all.size() - n));
  } else {
    all.resize(n);
  }
  return TextOf(all);
}

/// A part of cut's list: 3, 3-5, 7-, -2; positions count from 1.
struct Range {
  size_t first = 0;
  size_t last = 0;
};

std::optional<Range> RangeOf(std::string_view text) {
  const size_t dash = text.find('-');
  const auto first = dash == 0 ? std::optional<size_t>(1) : NumberOf(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first
                    : dash + 1 == text.size()      ? std::optional<size_t>(SIZE_MAX)
                                                   : NumberOf(text.substr(dash + 1));
  return first && last ? std::optional(Range{*first, *last}) : std::nullopt;
}

std::vector<std::string> Split(std::string_view line, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = line.find(separator);
    parts.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

std::optional<std::vector<Range>> RangesOf(std::string_view list) {
  constexpr size_t kMaxRanges = 64;
  std::vector<Range> ranges;
  for (const std::string& part : Split(list, ',')) {
    const auto range = RangeOf(part);
    if (!range || ranges.size() == kMaxRanges) return std::nullopt;
    ranges.push_back(*range);
  }
  return ranges;
}

std::optional<std::string> Cut(std::string_view text, const Arguments& arguments) {
  const auto value = [&](std::initializer_list<std::string_view> names) {
    const GivenOption* const option = arguments.FindAny(names);
    return option != nullptr && option->value && IsConstant(option->value->text)
               ? std::optional(option->value->text)
               : std::nullopt;
  };
  const auto characters = value({"-c", "-b", "--characters", "--bytes"});
  const auto fields = value({"-f", "--fields"});
  const std::string separator = value({"-d", "--delimiter"}).value_or("\t");
  const size_t expected = arguments.FindAny({"-d", "--delimiter"}) != nullptr ? 2 : 1;
  if (arguments.options.size() != expected || (!characters && !fields) || separator.size() != 1) {
    return std::nullopt;
  }
  const auto ranges = RangesOf(characters ? *characters : *fields);
  if (!ranges) return std::nullopt;
  std::vector<std::string> lines = LinesOf(text);
  for (std::string& line : lines) {
    std::string kept;
    const std::vector<std::string> parts = Split(line, separator[0]);
    if (fields && parts.size() == 1) continue;
    const size_t count = characters ? line.size() : parts.size();
    bool any = false;
    for (size_t i = 0; i < count; ++i) {
      const bool takes = std::ranges::any_of(
          *ranges, [&](const Range& range) { return range.first <= i + 1 && i + 1 <= range.last; });
      if (!takes) continue;
      if (fields && any) kept += separator;
      characters ? kept += line[i] : kept += parts[i];
      any = true;
    }
    line = kept;
  }
  return TextOf(lines);
}

bool IsPlain(std::string_view pattern) {
  return pattern.find_first_of("\\.*[]^$+?(){}|&\n") == std::string_view::npos;
}

std::optional<std::string> Grep(std::string_view text, const Arguments& arguments) {
  bool inverts = false;
  for (const GivenOption& option : arguments.options) {
    const bool known = option.name == "-F" || option.name == "-E" || option.name == "-a" ||
                       option.name == "-v" || option.name == "-h";
    if (!known) return std::nullopt;
    inverts |= option.name == "-v";
  }
  if (arguments.operands.size() != 1 || !IsPlain(arguments.operands[0].text)) return std::nullopt;
  std::vector<std::string> lines = LinesOf(text);
  std::erase_if(lines, [&](const std::string& line) {
    return (line.find(arguments.operands[0].text) == std::string::npos) != inverts;
  });
  return TextOf(lines);
}

/// s/old/new/ and s/old/new/g with plain text.
std::optional<std::string> Sed(std::string_view text, const Arguments& arguments) {
  const auto given = OnlyOption(arguments, {"-e", "--expression"});
  if (arguments.operands.size() != (given ? 0 : 1)) return std::nullopt;
  if (!given && !arguments.options.empty()) return std::nullopt;
  const std::string script = given ? *given : arguments.operands[0].text;
  if (script.size() < 4 || script[0] != 's') return std::nullopt;
  const std::vector<std::string> parts = Split(std::string_view(script).substr(2), script[1]);
  if (parts.size() != 3 || parts[0].empty() || !IsPlain(parts[0]) || !IsPlain(parts[1]) ||
      (!parts[2].empty() && parts[2] != "g")) {
    return std::nullopt;
  }
  constexpr size_t kMaxLineBytes = 65536;
  std::vector<std::string> lines = LinesOf(text);
  for (std::string& line : lines) {
    size_t at = line.find(parts[0]);
    while (at != std::string::npos) {
      if (line.size() > kMaxLineBytes) return std::nullopt;
      line.replace(at, parts[0].size(), parts[1]);
      at = parts[2].empty() ? std::string::npos : line.find(parts[0], at + parts[1].size());
    }
  }
  return TextOf(lines);
}

/// {print}, {print $0} and {print $2}.
std::optional<std::string> Awk(std::string_view text, const Arguments& arguments) {
  if (arguments.operands.size() != 1 || !arguments.options.empty()) return std::nullopt;
  std::string program = arguments.operands[0].text;
  const size_t digits = program.find_first_of("0123456789");
  const size_t end = program.find_last_of("0123456789");
  if (digits != std::string::npos && program.find_first_not_of("0123456789", digits) < end) {
    return std::nullopt;  // $1 2
  }
  std::erase_if(program, [](char c) { return c == ' ' || c == ';'; });
  if (program == "{print}" || program == "{print$0}" || program == "1") return std::string(text);
  if (!program.starts_with("{print$") || !program.ends_with('}')) return std::nullopt;
  const auto index = NumberOf(std::string_view(program).substr(7, program.size() - 8));
  if (!index) return std::nullopt;
  if (*index == 0) return std::string(text);  // {print $00}
  std::vector<std::string> lines = LinesOf(text);
  for (std::string& line : lines) {
    std::ranges::replace(line, '\t', ' ');
    std::vector<std::string> fields = Split(line, ' ');
    std::erase_if(fields, [](const std::string& field) { return field.empty(); });
    line = *index <= fields.size() ? fields[*index - 1] : std::string();
  }
  return TextOf(lines);
}

std::string EncodeBase64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : kAlphabet[(group >> (18 - 6 * k)) & 63];
    }
  }
  return text + "\n";
}

}  // namespace

std::optional<std::string> FilterLines(std::string_view name, std::string_view text,
                                       const Arguments& arguments) {
  if (name == "head" || name == "tail") return HeadOrTail(name == "tail", text, arguments);
  if (name == "cut") return Cut(text, arguments);
  if (name == "grep") return Grep(text, arguments);
  if (name == "sed") return Sed(text, arguments);
  if (name == "awk") return Awk(text, arguments);
  if (name == "base64" && arguments.options.empty()) return EncodeBase64(text);
  const auto width = name == "fold" ? OnlyOption(arguments, {"-w", "--width"}) : std::nullopt;
  if (!arguments.options.empty() && !width) return std::nullopt;
  std::vector<std::string> lines = LinesOf(text);
  if (name == "sort") {
    std::ranges::sort(lines);
  } else if (name == "uniq") {
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  } else if (name == "fold") {
    if (text.find_first_of("\t\b\r") != std::string_view::npos) return std::nullopt;
    const size_t most = width ? NumberOf(*width).value_or(0) : 80;
    const bool fit =
        std::ranges::all_of(lines, [&](const std::string& line) { return line.size() <= most; });
    if (!fit) return std::nullopt;
  } else {
    return std::nullopt;
  }
  return TextOf(lines);
}

}  // namespace cmdai::safety
