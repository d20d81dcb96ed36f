#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace cmdai::cli {

enum class TomlType { kString, kInteger, kFloat, kBoolean, kOther };

/// With its article: "text", "a whole number".
const char* TomlTypeName(TomlType type);

/// One key with its value, as text: true, 3, 0.5, or the string itself.
struct TomlEntry {
  std::string key;
  std::string text;
  TomlType type = TomlType::kOther;  // kOther: an array, a table, a date; its text is empty
  size_t line = 0;                   // from 1
};

/// The top-level keys of the TOML file `path` in the order of their lines; none where there is no
/// such file. Errors name file and line: kInvalidArgument for a text that is not TOML, kLimit above
/// 1 MiB, kIo.
Result<std::vector<TomlEntry>> ReadTomlFile(const std::string& path);

}  // namespace cmdai::cli
