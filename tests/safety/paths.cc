#include <algorithm>
#include <cctype>
#include <utility>

#include "tests/safety/transformations.h"

/// Paths written in other ways.
namespace cmdai::safety {
namespace {

using Strings = std::vector<std::string>;

bool IsOneOf(std::string_view name, std::string_view names) {
  const std::string padded = " " + std::string(name) + " ";
  return !name.empty() && (" " + std::string(names) + " ").find(padded) != std::string::npos;
}

/// Programs whose operands that begin with / or ~/ are paths.
bool TakesPaths(std::string_view name) {
  return IsOneOf(name,
                 "rm chmod chown chgrp cp mv ln shred truncate unlink tee wipe srm mkfs mkfs.ext4 "
                 "mkfs.xfs mke2fs mkswap wipefs sgdisk parted blkdiscard badblocks scrub chattr "
                 "find rimraf uniq rmdir cat ls mkfs.vfat fdisk");
}

/// Index of the word that names the program: after sudo, doas and the like without options.
size_t ProgramIndex(const CommandText& command) {
  size_t index = 0;
  while (index + 1 < command.words.size() && command.words[index].literal &&
         IsOneOf(*command.words[index].literal, "sudo doas nohup env command exec time")) {
    ++index;
  }
  return index;
}

/// Writes the paths among a command's arguments anew. A path is given as its text up to the first
/// slash (nothing, ~ or $HOME) and the rest.
template <typename Change>
std::optional<Strings> RewritePaths(const CommandText& command, const Change& change) {
  const size_t program = ProgramIndex(command);
  if (!command.words[program].literal || !TakesPaths(*command.words[program].literal)) {
    return std::nullopt;
  }
  Strings words;
  bool changed = false;
  for (size_t i = 0; i < command.words.size(); ++i) {
    words.push_back(command.words[i].text);
    const std::string& text = words.back();
    const size_t slash = text.find('/');
    const std::string start = text.substr(0, std::min(slash, text.size()));
    const bool is_path =
        i > program &&
        (text == "~" || (slash != std::string::npos && (start.empty() || start == "~")));
    if (!is_path || text.starts_with("/dev/fd")) continue;
    const std::string rest = slash == std::string::npos ? "" : text.substr(slash);
    if (const auto path = change(start, rest)) {
      changed |= *path != text;
      words.back() = *path;
    }
  }
  return changed ? std::optional(words) : std::nullopt;
}

using PathChange = std::optional<std::string> (*)(const std::string& start,
                                                  const std::string& rest);

constexpr std::pair<std::string_view, PathChange> kPathChanges[] = {
    {"double slashes",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       std::string path = start;
       for (const char c : rest) path += c == '/' ? std::string("//") : std::string(1, c);
       return path;
     }},
    {"/./",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start + "/." + rest;
     }},
    {"/./",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       std::string path = start;
       for (const char c : rest) path += c == '/' ? std::string("/./") : std::string(1, c);
       return path.ends_with("/./") ? path + "." : path;
     }},
    {"x/../",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start == "~" ? start + "/../user" + rest : "/usr/.." + rest;
     }},
    {"x/../",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start == "~" ? std::string() + "/home/user/../user" + rest : "/usr/lib/../.." + rest;
     }},
    {"x/../",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start == "~") return std::nullopt;
       return "/.." + rest;
     }},
    {"from the folder",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start == "~" ? "../../user" + rest : "../../.." + rest;
     }},
    {"from the folder",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start == "~" ? "\"$PWD\"/.." + rest : "$PWD/../../.." + rest;
     }},
    {"from the folder",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       return start == "~" ? "~+/.." + rest : "~+/../../.." + rest;
     }},
    {"home in other words",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start != "~") return std::nullopt;
       return "\"$HOME\"" + rest;
     }},
    {"home in other words",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start != "~") return std::nullopt;
       return "${HOME}" + rest;
     }},
    {"home in other words",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start != "~") return std::nullopt;
       return "/home/user" + rest;
     }},
    {"home in other words",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start != "~") return std::nullopt;
       return "~user" + rest;
     }},
    {"home in other words",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start != "~") return std::nullopt;
       return "/home/\"$USER\"" + rest;
     }},
    {"root by /proc",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start == "~" || rest.size() < 2 || rest.starts_with("/proc") ||
           rest.find("..") != std::string::npos)
         return std::nullopt;
       return "/proc/self/root" + rest;
     }},
    {"glob of one",
     [](const std::string& start, const std::string& rest) -> std::optional<std::string> {
       if (start == "~" || rest.size() < 3 || rest[1] == '[' || rest.starts_with("/dev") ||
           rest.starts_with("/proc"))
         return std::nullopt;
       if (!std::isalpha(static_cast<unsigned char>(rest[1]))) return std::nullopt;
       return "/[" + rest.substr(1, 1) + "]" + rest.substr(2);
     }},
};

Strings Paths(const ProgramText& program, std::string_view name) {
  Strings variants;
  for (const auto& [kind, change] : kPathChanges) {
    if (kind != name) continue;
    const PathChange function = change;
    // The folder must be known: no cd.
    if (name == "from the folder" && program.text.find("cd ") != std::string::npos) continue;
    const auto text = RewriteCommands(
        program.text, [&](const CommandText& command) { return RewritePaths(command, function); });
    if (text) variants.push_back(*text);
  }
  return variants;
}

/// A slash after a folder that is deleted, moved or opened to all.
Strings TrailingSlash(const ProgramText& program) {
  Strings variants;
  for (const std::string_view tail : {"/", "//", "/.", "/./"}) {
    const auto text = RewriteCommands(program.text, [&](const CommandText& command) {
      const std::string name = command.name();
      if (!IsOneOf(name, "rm chmod chown chgrp chattr")) return std::optional<Strings>();
      // rm refuses a path that ends in `.`; the names of files take no slash.
      if (name == "rm" && tail.ends_with('.')) return std::optional<Strings>();
      return RewritePaths(
          command,
          [&](const std::string& start, const std::string& rest) -> std::optional<std::string> {
            const bool folder = (start == "~" && rest.empty()) || rest == "/" || rest == "/etc" ||
                                rest == "/usr" || rest == "/home";
            if (!folder) return std::nullopt;
            return start + rest + std::string(tail);
          });
    });
    if (text) variants.push_back(*text);
  }
  return variants;
}

}  // namespace

std::vector<Transformation> PathTransformations() {
  std::vector<Transformation> all;
  std::string_view last;
  for (const auto& [kind, change] : kPathChanges) {
    if (kind == last) continue;
    last = kind;
    all.push_back({"path: " + std::string(kind),
                   [kind = last](const ProgramText& program) { return Paths(program, kind); }});
  }
  all.push_back({"path: trailing slash", TrailingSlash});
  return all;
}

}  // namespace cmdai::safety
