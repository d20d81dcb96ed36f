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
  }
  return entry;
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
    case TomlType::kOther:
      return "an array, a table or a date";
  }
  return "";
}

Result<std::vector<TomlEntry>> ReadTomlFile(const std::string& path) {
  const Result<std::string> text = platform::ReadFile(path, kMaxFileBytes);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::vector<TomlEntry>{};
  if (!text) return tl::unexpected(text.error());
  std::vector<TomlEntry> entries;
  try {
    for (const auto& [key, node] : toml::parse(*text, path)) {
      entries.push_back(MakeEntry(key.str(), node));
    }
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kInvalidArgument, "[settings] {}:{}: is not TOML: {}", path,
                error.source().begin.line, error.description());
  }
  std::sort(entries.begin(), entries.end(),
            [](const TomlEntry& a, const TomlEntry& b) { return a.line < b.line; });
  return entries;
}

}  // namespace cmdai::cli
