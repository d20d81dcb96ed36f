#include "cli/toml_file.h"

#include <toml++/toml.h>

#include <algorithm>

#include "platform/file.h"

namespace cmdai::cli {
namespace {

constexpr size_t kMaxFileBytes = size_t{1} << 20;

TomlEntry MakeEntry(std::string_view key, const toml::node& node) {
  TomlEntry entry;
  entry.key = key;
  entry.line = node.source().begin.line;
  if (const auto* text = node.as_string()) {
    entry.type = TomlType::kString;
    entry.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    entry.type = TomlType::kInteger;
    entry.text = fmt::format("{}", integer->get());
  } else if (const auto* real = node.as_floating_point()) {
    entry.type = TomlType::kFloat;
    entry.text = fmt::format("{}", real->get());
  } else if (const auto* boolean = node.as_boolean()) {
    entry.type = TomlType::kBoolean;
    entry.text = boolean->get() ? "true" : "false";
  } else if (const auto* array = node.as_array()) {
    for (const toml::node& item : *array) {
      if (const auto* const element = item.as_string()) entry.items.push_back(element->get());
    }
    const bool texts = entry.items.size() == array->size();
    entry.type = texts ? TomlType::kTexts : TomlType::kOther;
  }
  return entry;
}

std::vector<TomlEntry> EntriesOf(const toml::table& table) {
  std::vector<TomlEntry> entries;
  for (const auto& [key, node] : table) entries.push_back(MakeEntry(key.str(), node));
  std::sort(entries.begin(), entries.end(),
            [](const TomlEntry& a, const TomlEntry& b) { return a.line < b.line; });
  return entries;
}

/// The whole file; an empty table where there is none.
Result<toml::table> ParseFile(const std::string& path) {
  const Result<std::string> text = platform::ReadFile(path, kMaxFileBytes);
  if (!text && text.error().code == ErrorCode::kNotFound) return toml::table();
  if (!text) return tl::unexpected(text.error());
  try {
    return toml::parse(*text, path);
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kInvalidArgument, "[settings] {}:{}: is not TOML: {}", path,
                error.source().begin.line, error.description());
  }
}

}  // namespace

const char* TomlTypeName(TomlType type) {
  switch (type) {
    case TomlType::kString:
      return "text";
    case TomlType::kInteger:
      return "a whole number";
    case TomlType::kFloat:
      return "a number";
    case TomlType::kBoolean:
      return "true or false";
    case TomlType::kTexts:
      return "a list of texts";
    case TomlType::kOther:
      return "an array, a table or a date";
  }
  return "";
}

Result<std::vector<TomlEntry>> ReadTomlFile(const std::string& path) {
  CMDAI_ASSIGN(const toml::table table, ParseFile(path));
  return EntriesOf(table);
}

Result<std::vector<TomlTable>> ReadTomlTables(const std::string& path, std::string_view key) {
  CMDAI_ASSIGN(const toml::table file, ParseFile(path));
  std::vector<TomlTable> tables;
  const toml::node* const node = file.get(key);
  if (node == nullptr) return tables;
  const toml::array* const array = node->as_array();
  if (array != nullptr) {
    for (const toml::node& item : *array) {
      const toml::table* const table = item.as_table();
      if (table == nullptr) break;
      tables.push_back({.entries = EntriesOf(*table), .line = table->source().begin.line});
    }
  }
  if (array == nullptr || tables.size() != array->size()) {
    return Fail(ErrorCode::kInvalidArgument,
                "[settings] {}:{}: {}: write each one as a table [[{}]]", path,
                node->source().begin.line, key, key);
  }
  return tables;
}

}  // namespace cmdai::cli
