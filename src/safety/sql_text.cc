#include "safety/sql_text.h"

#include <algorithm>

namespace cmdai::safety {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

/// Where the string, the quoted name or the comment that begins at `i` ends; `i` where none does.
size_t EndOfHidden(std::string_view code, size_t i, Reading reading) {
  const char c = code[i];
  const std::string_view rest = code.substr(i);
  const auto after = [&](std::string_view end, size_t from) {
    const size_t at = code.find(end, from);
    return at == std::string_view::npos ? code.size() : at + end.size();
  };
  if (c == '\'' || c == '"' || c == '`') {
    for (size_t k = i + 1; k < code.size(); ++k) {
      if (code[k] == '\\' && reading.escapes) {
        ++k;
      } else if (code[k] == c) {
        return k + 1;
      }
    }
    return code.size();
  }
  const bool dashes = rest.starts_with("--") &&
                      (!reading.hash_comments || rest.size() == 2 ||
                       std::string_view(" \t\r\n").find(rest[2]) != std::string_view::npos);
  if (dashes || (c == '#' && reading.hash_comments)) return after("\n", i);
  if (c == '[' && reading.brackets) return after("]", i);
  if (c == '$' && reading.dollars) {
    const size_t end = code.find('$', i + 1);
    const std::string_view tag = end == std::string_view::npos ? "" : code.substr(i, end - i + 1);
    const bool plain = tag.find_first_of(" ;'\"(),") == std::string_view::npos;
    if (!tag.empty() && plain) return after(tag, end + 1);
  }
  // MySQL and MariaDB run what stands in a comment that begins with /*! or /*M!
  const bool runs = rest.starts_with("/*!") || rest.starts_with("/*M!");
  if (rest.starts_with("/*") && !runs) return after("*/", i + 2);
  return i;
}

}  // namespace

std::vector<std::string> WordsOf(std::string_view statement, Reading reading) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(Lower(word));
    word.clear();
  };
  for (size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (const size_t end = EndOfHidden(statement, i, reading); end > i) {
      end_word();
      if (c == '\'' || c == '"' || c == '`') words.emplace_back("x");
      i = end - 1;
    } else if (c == '/' && (statement.substr(i).starts_with("/*!") ||
                            statement.substr(i).starts_with("/*M!"))) {
      end_word();
      i = std::min(statement.find_first_not_of("M!0123456789", i + 2), statement.size()) - 1;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

std::vector<std::string_view> StatementsOf(std::string_view code, Reading reading) {
  std::vector<std::string_view> statements;
  size_t begin = 0;
  const auto end_at = [&](size_t end) {
    statements.push_back(code.substr(begin, end - begin));
    begin = end;
  };
  for (size_t i = 0; i < code.size(); ++i) {
    if (const size_t end = EndOfHidden(code, i, reading); end > i) {
      i = end - 1;
    } else if (code[i] == ';') {
      end_at(i);
      ++begin;
    } else if (code[i] == '\\') {
      end_at(i);
      i = std::min(code.find('\n', i), code.size());
      end_at(i);
    }
  }
  statements.push_back(code.substr(begin));
  return statements;
}

}  // namespace cmdai::safety
