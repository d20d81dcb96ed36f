#include "assist/tool_options.h"

#include <algorithm>
#include <cctype>

namespace cmdai::assist {
namespace {

bool IsAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool IsAlpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Whether an option may begin after this character.
bool IsBoundary(char c) {
  return !IsAlnum(c) && c != '-' && c != '_' && c != '/' && c != '.' && c != '+';
}

/// The option at the begin of `text`, or nothing.
std::string_view OptionAt(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && end < 2 && text[end] == '-') ++end;
  const size_t dashes = end;
  while (end < text.size() && (IsAlnum(text[end]) || text[end] == '_' || text[end] == '?' ||
                               (text[end] == '-' && end > dashes))) {
    if (text[end] == '?' && end > dashes) break;
    ++end;
  }
  if (end == dashes) return {};
  if (dashes == 2 && !IsAlnum(text[dashes])) return {};
  return text.substr(0, end);
}

/// Puts what roff writes as escapes into plain text: `\-` is a dash, fonts and the like are
/// nothing.
std::string WithoutEscapes(std::string_view roff) {
  std::string text;
  for (size_t i = 0; i < roff.size(); ++i) {
    if (roff[i] != '\\' || i + 1 == roff.size()) {
      text += roff[i];
      continue;
    }
    const char kind = roff[++i];
    switch (kind) {
      case '-':
      case 'e':
        text += kind == '-' ? '-' : '\\';
        break;
      case 'f':
      case '*':
      case 'n':
        // \fB, \f(CW, \f[CB]
        if (i + 1 < roff.size() && roff[i + 1] == '(') {
          i += 3;
        } else if (i + 1 < roff.size() && roff[i + 1] == '[') {
          i = std::min(roff.find(']', i), roff.size() - 1);
        } else {
          ++i;
        }
        break;
      case '(':  // \(hy, \(aq
        text += roff.substr(i + 1, 2) == "hy" || roff.substr(i + 1, 2) == "mi" ? '-' : ' ';
        i += 2;
        break;
      case ' ':
      case '~':
        text += ' ';
        break;
      default:
        break;  // \&, \,, \/, \%: of no width
    }
  }
  return text;
}

/// mdoc's `.Op Fl la`: each letter is an option, a word after `Fl -` a long one.
void AddFlags(std::string_view line, OptionSet& options) {
  constexpr std::string_view kFlag = "Fl ";
  for (size_t at = line.find(kFlag); at != std::string_view::npos; at = line.find(kFlag, at + 1)) {
    const std::string_view rest = line.substr(at + kFlag.size());
    const std::string_view word = rest.substr(0, rest.find(' '));
    const std::string_view option = OptionAt(word);
    if (option.starts_with('-')) {
      options.insert('-' + std::string(option));
    } else if (word.size() <= 8) {
      for (const char c : word) {
        if (IsAlnum(c)) options.insert({'-', c});
      }
      if (word.size() > 1) options.insert('-' + std::string(word));
    }
  }
}

bool IsCluster(std::string_view letters, const OptionSet& options) {
  for (size_t i = 0; i < letters.size(); ++i) {
    const std::string option = {'-', letters[i]};
    if (!options.contains(option)) return false;
    // The rest may be this option's value.
    if (i + 1 < letters.size() && !IsAlpha(letters[i + 1])) return true;
  }
  return true;
}

}  // namespace

OptionSet OptionsInText(std::string_view text) {
  OptionSet options;
  for (size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at)) {
    const bool begins = at == 0 || IsBoundary(text[at - 1]);
    const std::string_view option = begins ? OptionAt(text.substr(at)) : std::string_view();
    if (option.empty()) {
      ++at;
      continue;
    }
    options.emplace(option);
    at += option.size();
  }
  // git's --[no-]verify
  for (size_t at = text.find("--[no-]"); at != std::string_view::npos;
       at = text.find("--[no-]", at + 1)) {
    const std::string name(OptionAt("--" + std::string(text.substr(at + 7, 40))));
    if (name.size() <= 2) continue;
    options.insert(name);
    options.insert("--no-" + name.substr(2));
  }
  return options;
}

OptionSet OptionsInManPage(std::string_view roff) {
  const std::string text = WithoutEscapes(roff);
  OptionSet options = OptionsInText(text);
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    if (!line.empty() && line[0] == '.') AddFlags(line, options);
    begin = end + 1;
  }
  return options;
}

bool IsDocumented(std::string_view word, const OptionSet& options) {
  if (word.size() < 2 || word[0] != '-' || word == "--") return true;
  if (std::isdigit(static_cast<unsigned char>(word[1])) != 0) return true;
  const std::string_view name = word.substr(0, word.find('='));
  if (options.contains(name)) return true;
  if (name.size() > 2 && name[1] == '-') {
    const auto first = options.lower_bound(name);
    return first != options.end() && first->compare(0, name.size(), name) == 0;
  }
  return IsCluster(name.substr(1), options);
}

}  // namespace cmdai::assist
