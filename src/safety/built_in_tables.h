#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cmdai::safety {

/// The tables of programs/ as table_compiler wrote them into the program, without comments and
/// examples: paragraphs, and for each program's name its paragraphs.
struct BuiltInParagraph {
  std::string_view file;
  uint32_t line = 0;
  std::string_view text;
};

struct BuiltInName {
  std::string_view name;
  uint32_t first = 0;  // in kBuiltInReferences
  uint32_t count = 0;
};

extern const std::span<const BuiltInParagraph> kBuiltInParagraphs;
extern const std::span<const uint32_t> kBuiltInReferences;  // indices of paragraphs
extern const std::span<const BuiltInName> kBuiltInNames;    // sorted by name

}  // namespace cmdai::safety
