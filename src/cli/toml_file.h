#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cmdai::cli {

enum class TomlType { kString, kInteger, kFloat, kBoolean, kTexts, kOther };

/// With its article: "text", "a whole number".
const char* TomlTypeName(TomlType type);

/// One key with its value, as text: true, 3, 0.5, or the string itself.
struct TomlEntry {
  std::string key;
  std::string text;
  std::vector<std::string> items = {};  // of kTexts, an array of strings alone; text is empty then
  TomlType type = TomlType::kOther;     // kOther: another array, a table, a date; text is empty
  size_t line = 0;                      // from 1
};

/// One [[table]] of several.
struct TomlTable {
  std::vector<TomlEntry> entries;  // in the order of their lines
  size_t line = 0;
};

/// The top-level keys of the TOML file `path` in the order of their lines; none where there is no
/// such file. Errors name file and line: kInvalidArgument for a text that is not TOML, kLimit above
/// 1 MiB, kIo.
Result<std::vector<TomlEntry>> ReadTomlFile(const std::string& path);

/// The tables [[key]] of the file; none where there is no such file or key. Errors as above, and
/// kInvalidArgument where the key is anything else.
Result<std::vector<TomlTable>> ReadTomlTables(const std::string& path, std::string_view key);

}  // namespace cmdai::cli
