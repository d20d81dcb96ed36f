#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "safety/program_table.h"

/// Writes the list of all programs of the tables, docs/programs.md, or checks that it is up to
/// date:
///
///     list_programs [--check] OUTPUT TABLE...
///
/// A line per row of a program: its names, how many subcommands the tables know, what it does, its
/// worst risk with the reason for it, and the kinds of effects that it may have.
namespace cmdai::safety {
namespace {

constexpr std::string_view kIntroduction = R"(# Programs that cmdai knows

Made from `src/safety/programs/*.table` by the target `docs_programs`, as the tests check.

*At worst* is the greatest risk that the tables name for the program or one of its subcommands, with
the first reason for it. What happens to files counts as caution here, for the place decides whether
it is more: `rm` is critical on a system file. A program that runs commands is as dangerous as these.
[How commands are judged](safety.md) says more.
)";

struct Kind {
  std::string_view name;
  Risk risk = Risk::kSafe;  // wherever the operand lies
};

constexpr Kind kWrites = {"writes files", Risk::kCaution};
constexpr Kind kRights = {"changes rights", Risk::kCaution};
constexpr Kind kRunsCommands = {"runs commands", Risk::kSafe};
constexpr Kind kNetwork = {"network", Risk::kSafe};
constexpr Kind kProcesses = {"ends processes", Risk::kSafe};

Kind KindOf(Role role) {
  switch (role) {
    case Role::kText:
    case Role::kRead:
    case Role::kDirectory:
    case Role::kAssignment:
      return {};
    case Role::kWrite:
    case Role::kAppend:
    case Role::kEdit:
    case Role::kPlace:
      return kWrites;
    case Role::kCreate:
    case Role::kLink:
      return {"makes files", Risk::kLow};
    case Role::kDelete:
    case Role::kTree:
      return {"removes files", Risk::kCaution};
    case Role::kMove:
      return {"moves files", Risk::kCaution};
    case Role::kMeta:
    case Role::kMetaTree:
    case Role::kMode:
      return kRights;
    case Role::kDevice:
      return {"erases disks", Risk::kCritical};
    case Role::kScript:
    case Role::kProgramFile:
      return {"runs files", Risk::kUnknown};
    case Role::kCommand:
    case Role::kProgram:
    case Role::kShell:
      return kRunsCommands;
    case Role::kUrl:
    case Role::kHost:
      return kNetwork;
    case Role::kUpload:
      return {"sends files", Risk::kCaution};
    case Role::kSignal:
    case Role::kProcess:
      return kProcesses;
    default:
      return {"runs code", Risk::kSafe};
  }
}

/// What our code knows beyond the row.
std::vector<Kind> KindsOf(std::string_view handler) {
  static const std::set<std::string_view> kQuiet = {"",      "cd",    "declare", "echo",
                                                    "mount", "names", "printf",  "read",
                                                    "set",   "shift", "unset",   "which"};
  static const std::map<std::string_view, std::vector<Kind>> kOthers = {
      {"chmod", {kRights}},
      {"kill", {kProcesses}},
      {"rsync", {kWrites, kNetwork, kRunsCommands}},
      {"scp", {kWrites, kNetwork}},
      {"ssh", {kNetwork, kRunsCommands}},
      {"tee", {kWrites}},
  };
  if (kQuiet.contains(handler)) return {};
  const auto found = kOthers.find(handler);
  return found == kOthers.end() ? std::vector<Kind>{kRunsCommands} : found->second;
}

/// A line of the list.
struct Line {
  const Row* row = nullptr;
  size_t n_subcommands = 0;
  Risk worst = Risk::kSafe;
  std::string reason = {};
  std::set<std::string_view> effects = {};

  void AddRisk(Risk risk, std::string_view text) {
    if (risk <= worst) return;
    worst = risk;
    reason = text;
  }

  void AddKind(const Kind& kind) {
    if (kind.name.empty()) return;
    effects.insert(kind.name);
    AddRisk(kind.risk, {});
  }

  void AddOutput(std::string_view output) {
    if (output == "network") AddKind(kNetwork);
    if (output == "secret") effects.insert("shows secrets");
  }

  void AddOperands(const Operands& operands) {
    for (const Role role : operands.roles) AddKind(KindOf(role));
  }

  void AddAction(const Action& action) {
    switch (action.kind) {
      case Action::Kind::kRisk:
        return AddRisk(action.risk, action.text);
      case Action::Kind::kOperands:
        return AddOperands(action.operands);
      case Action::Kind::kStdin:
      case Action::Kind::kOption:
        return AddKind(KindOf(action.role));
      case Action::Kind::kStdout:
        return AddOutput(action.text);
      case Action::Kind::kReads:
        return;
    }
  }

  void AddRow(const Row& added) {
    for (const OptionSpec& option : added.options) AddKind(KindOf(option.role));
    if (added.operands) AddOperands(*added.operands);
    for (const Clause& clause : added.clauses) {
      for (const Action& action : clause.actions) AddAction(action);
    }
    for (const Action& action : added.risks) AddAction(action);
    if (added.standard_input) AddKind(KindOf(*added.standard_input));
    AddOutput(added.standard_output);
    for (const Kind& kind : KindsOf(added.handler)) AddKind(kind);
  }
};

/// How many commands the words stand for: `add|list` are two.
size_t CountSubcommands(const Row& row) {
  size_t n = 1;
  for (const std::string& word : row.subcommands) {
    n *= 1 + static_cast<size_t>(std::ranges::count(word, '|'));
  }
  return n;
}

/// The lines of all tables, in their order, without those of subcommands.
std::vector<Line> CollectLines(const ProgramTable& table) {
  std::vector<Line> lines;
  std::map<std::string_view, size_t> line_of;
  for (const Row* const row : table.rows()) {
    if (!row->subcommands.empty()) continue;
    for (const std::string& name : row->names) line_of[name] = lines.size();
    lines.push_back({.row = row});
    lines.back().AddRow(*row);
  }
  for (const Row* const row : table.rows()) {
    if (row->subcommands.empty()) continue;
    std::set<size_t> targets;
    for (const std::string& name : row->names) {
      if (line_of.contains(name)) targets.insert(line_of[name]);
    }
    for (const size_t target : targets) {
      lines[target].AddRow(*row);
      lines[target].n_subcommands += CountSubcommands(*row);
    }
  }
  return lines;
}

/// `text` in a cell of a Markdown table.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string Format(const Line& line) {
  std::string names;
  for (const std::string& name : line.row->names) {
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", name);
  }
  if (line.n_subcommands > 0) names += fmt::format(" and {} subcommands", line.n_subcommands);
  std::string worst(Name(line.worst));
  if (!line.reason.empty()) worst += ": " + Escaped(line.reason);
  std::string effects;
  for (const std::string_view effect : line.effects) {
    effects += fmt::format("{}{}", effects.empty() ? "" : ", ", effect);
  }
  return fmt::format("| {} | {} | {} | {} |\n", names, Escaped(line.row->summary), worst, effects);
}

/// The comment that a table begins with, as one paragraph.
std::string Heading(std::string_view text) {
  std::string heading;
  while (text.starts_with("# ")) {
    const size_t newline = std::min(text.find('\n'), text.size());
    heading += std::string(heading.empty() ? "" : " ") + std::string(text.substr(2, newline - 2));
    text.remove_prefix(std::min(newline + 1, text.size()));
  }
  return heading;
}

struct Source {
  std::string name;  // without the folder
  std::string text;
};

std::string WriteList(const std::list<Source>& sources, const ProgramTable& table) {
  const std::vector<Line> lines = CollectLines(table);
  std::string list(kIntroduction);
  for (const Source& source : sources) {
    list += fmt::format("\n## {}\n\n{}\n\n", source.name.substr(0, source.name.find('.')),
                        Heading(source.text));
    list += "| program | what it does | at worst | effects |\n|---|---|---|---|\n";
    for (const Line& line : lines) {
      if (line.row->file == source.name) list += Format(line);
    }
  }
  return list;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int Run(std::vector<std::string> arguments) {
  const bool checks = !arguments.empty() && arguments[0] == "--check";
  if (arguments.size() < (checks ? 3 : 2)) {
    std::fprintf(stderr, "usage: list_programs [--check] OUTPUT TABLE...\n");
    return 2;
  }
  if (checks) arguments.erase(arguments.begin());
  const std::string output = arguments[0];
  ProgramTable table;
  std::list<Source> sources;
  for (size_t i = 1; i < arguments.size(); ++i) {
    const std::string& path = arguments[i];
    sources.push_back({.name = path.substr(path.rfind('/') + 1), .text = ReadAll(path)});
    const Result<void> added = table.Add(sources.back().name, sources.back().text);
    if (!added) {
      std::fprintf(stderr, "%s\n", added.error().message.c_str());
      return 1;
    }
  }
  const std::string list = WriteList(sources, table);
  if (checks && ReadAll(output) == list) return 0;
  if (checks) {
    std::fprintf(stderr,
                 "%s is not up to date: run cmake --build --preset dev --target docs_programs\n",
                 output.c_str());
    return 1;
  }
  std::ofstream file(output);
  file << list;
  file.close();
  return file.good() ? 0 : 1;
}

}  // namespace
}  // namespace cmdai::safety

int main(int argc, char** argv) {
  return cmdai::safety::Run(std::vector<std::string>(argv + 1, argv + argc));
}
