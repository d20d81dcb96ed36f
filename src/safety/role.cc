#include <algorithm>
#include <array>

#include "safety/program_table.h"
#include "safety/table_parser.h"

namespace cmdai::safety {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 41> kRoles = {{
    {"text", Role::kText},
    {"read", Role::kRead},
    {"write", Role::kWrite},
    {"append", Role::kAppend},
    {"create", Role::kCreate},
    {"edit", Role::kEdit},
    {"delete", Role::kDelete},
    {"tree", Role::kTree},
    {"move", Role::kMove},
    {"meta", Role::kMeta},
    {"meta-tree", Role::kMetaTree},
    {"place", Role::kPlace},
    {"link", Role::kLink},
    {"device", Role::kDevice},
    {"directory", Role::kDirectory},
    {"script", Role::kScript},
    {"program-file", Role::kProgramFile},
    {"command", Role::kCommand},
    {"program", Role::kProgram},
    {"shell", Role::kShell},
    {"url", Role::kUrl},
    {"host", Role::kHost},
    {"upload", Role::kUpload},
    {"mode", Role::kMode},
    {"signal", Role::kSignal},
    {"process", Role::kProcess},
    {"assignment", Role::kAssignment},
    {"sql", Role::kSql},
    {"python", Role::kPython},
    {"perl", Role::kPerl},
    {"ruby", Role::kRuby},
    {"javascript", Role::kJavaScript},
    {"php", Role::kPhp},
    {"lua", Role::kLua},
    {"r", Role::kR},
    {"tcl", Role::kTcl},
    {"awk", Role::kAwk},
    {"sed", Role::kSed},
    {"editor", Role::kEditor},
    {"debugger", Role::kDebugger},
    {"code", Role::kCode},
}};

}  // namespace

std::optional<Role> ParseRole(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kRoles, [&](const auto& entry) { return entry.first == name; });
  return found == kRoles.end() ? std::nullopt : std::optional(found->second);
}

std::string_view Name(Role role) { return kRoles[static_cast<size_t>(role)].first; }

std::vector<Paragraph> SplitTable(std::string_view file, std::string_view text) {
  std::vector<Paragraph> paragraphs;
  size_t line_number = 0;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    ++line_number;
    if (text.substr(at).starts_with("program ")) {
      if (!paragraphs.empty()) paragraphs.back().text = text.substr(begin, at - begin);
      paragraphs.push_back({.file = file, .line = line_number, .text = {}});
      begin = at;
    }
    at = end + 1;
  }
  if (!paragraphs.empty()) paragraphs.back().text = text.substr(begin);
  return paragraphs;
}

}  // namespace cmdai::safety
