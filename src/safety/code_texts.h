#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "safety/code_scan.h"
#include "safety/program_table.h"
#include "safety/risk.h"

/// Small languages inside commands, and what their texts do.
namespace cmdai::safety {

/// One thing that a text does: a value with a role, or, with Role::kText, a sentence and its risk.
struct CodeEffect {
  Role role = Role::kText;
  std::string text = {};
  Risk risk = Risk::kSafe;
  std::string rule = {};
  bool fed = false;  // of a command: it reads what the program prints

  bool operator==(const CodeEffect&) const = default;
};

/// AWK (IEEE 1003.1, gawk's manual): system(), print > "file", "command" | getline.
std::vector<CodeEffect> EffectsOfAwk(std::string_view code);

/// sed (IEEE 1003.1, GNU sed's manual): the commands e, w, r and the flags e and w of s.
std::vector<CodeEffect> EffectsOfSed(std::string_view code);

/// Lines of ed, ex, vim, gdb, psql, ftp, dc: `!command`, `shell command`, `w file`.
std::vector<CodeEffect> EffectsOfEditor(std::string_view code);

/// Statements of SQL, and the commands of psql, mysql and sqlite3 between them.
std::vector<CodeEffect> EffectsOfSql(std::string_view code);

/// The programs that a Tcl or Expect script runs by exec, spawn or system.
/// The commands of `do shell script "..."`.
std::vector<std::string> CommandsOfAppleScript(std::string_view code);

std::vector<std::string> CommandsOfTcl(std::string_view code);

/// Whether a program text uses only names that are known to compute and print.
bool IsHarmlessCode(Role language, std::string_view code, const CodeScan& scan);

}  // namespace cmdai::safety
