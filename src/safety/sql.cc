#include <algorithm>
#include <array>
#include <span>

#include "safety/code_texts.h"
#include "safety/sql_text.h"

namespace cmdai::safety {
namespace {

bool Has(std::span<const std::string> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// EXPLAIN ANALYZE runs the statement that it explains.
std::span<const std::string> WithoutExplain(std::span<const std::string> words) {
  static constexpr std::array<std::string_view, 7> kRun = {"delete",  "update", "insert", "merge",
                                                           "replace", "create", "execute"};
  const bool runs = words.front() == "explain" && (Has(words, "analyze") || Has(words, "analyse"));
  if (!runs) return words;
  const auto verb = std::ranges::find_if(
      words, [](const std::string& word) { return std::ranges::find(kRun, word) != kRun.end(); });
  return verb == words.end() ? words : std::span(verb, words.end());
}

CodeEffect Effect(Risk risk, std::string sentence) {
  return {.role = Role::kText, .text = std::move(sentence), .risk = risk, .rule = "code.sql"};
}

/// What one statement does, by its first words.
CodeEffect EffectOfStatement(std::span<const std::string> words) {
  static constexpr std::array<std::string_view, 14> kReading = {
      "select", "show", "explain", "describe", "desc",  "values", "table",
      "with",   "use",  "help",    "status",   "begin", "commit", "rollback"};
  static constexpr std::array<std::string_view, 10> kChanging = {
      "insert", "replace", "create",  "comment", "analyze",
      "set",    "vacuum",  "reindex", "refresh", "call"};
  const std::string& first = words.front();
  const std::string second = words.size() > 1 ? words[1] : std::string();
  if (first == "drop") {
    const bool database = second == "database" || second == "schema" || second == "keyspace";
    return Effect(database ? Risk::kCritical : Risk::kHigh,
                  database ? "deletes a whole database" : "deletes part of a database");
  }
  if (first == "truncate") return Effect(Risk::kHigh, "deletes all rows of a table");
  if (first == "delete" || first == "update") {
    if (!Has(words, "where")) {
      return Effect(Risk::kHigh, first == "delete" ? "deletes all rows of a table"
                                                   : "changes all rows of a table");
    }
    return Effect(Risk::kCaution, "changes rows of a database");
  }
  if (first == "alter" || first == "grant" || first == "revoke" || first == "kill" ||
      first == "shutdown" || first == "load" || first == "copy" || first == "attach" ||
      first == "rename" || first == "flush" || first == "reset" || first == "purge") {
    return Effect(Risk::kHigh, "changes the structure or the rights of a database");
  }
  if (std::ranges::find(kReading, first) != kReading.end()) {
    if (Has(words, "outfile") || Has(words, "dumpfile") || Has(words, "xp_cmdshell") ||
        Has(words, "sys_exec") || Has(words, "load_extension") || Has(words, "lo_export") ||
        Has(words, "pg_terminate_backend") || Has(words, "pg_read_file") ||
        Has(words, "pg_reload_conf") || Has(words, "lo_import") || Has(words, "lo_unlink") ||
        Has(words, "dblink_exec") || Has(words, "query_to_xml") || Has(words, "writefile") ||
        Has(words, "edit") || Has(words, "pg_write_file") || Has(words, "sys_eval")) {
      return Effect(Risk::kHigh, "writes files or runs commands on the server");
    }
    const bool writes = (first == "with" &&
                         (Has(words, "delete") || Has(words, "update") || Has(words, "insert"))) ||
                        (first != "show" && first != "explain" && Has(words, "into"));
    return Effect(writes ? Risk::kCaution : Risk::kSafe, "changes rows of a database");
  }
  if (first == "pragma") return Effect(Risk::kLow, "reads or sets an option of the database");
  if (std::ranges::find(kChanging, first) != kChanging.end()) {
    return Effect(Risk::kCaution, "adds to a database");
  }
  if (first == "exec" || first == "execute" || first == "do") {
    return Effect(Risk::kHigh, "runs code in the database");
  }
  return Effect(Risk::kUnknown, "runs a statement of a database that is not known");
}

/// A command's last word, where output goes: a file, or a program behind a bar.
void AddOutput(std::string_view target, std::vector<CodeEffect>& effects) {
  const size_t begin = target.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return;
  target.remove_prefix(begin);
  if (target.starts_with('|')) {
    effects.push_back({.role = Role::kShell, .text = std::string(target.substr(1)), .fed = true});
  } else {
    effects.push_back({.role = Role::kWrite, .text = std::string(target)});
  }
}

/// Commands of clients that show something or set how it is shown.
bool OnlyShows(std::string_view command) {
  static constexpr std::string_view kShowing[] = {".tables",
                                                  ".table",
                                                  ".schema",
                                                  ".mode",
                                                  ".headers",
                                                  ".header",
                                                  ".width",
                                                  ".databases",
                                                  ".dbinfo",
                                                  ".indexes",
                                                  ".indices",
                                                  ".index",
                                                  ".fullschema",
                                                  ".dump",
                                                  ".explain",
                                                  ".help",
                                                  ".show",
                                                  ".quit",
                                                  ".exit",
                                                  ".timer",
                                                  ".stats",
                                                  ".nullvalue",
                                                  ".separator",
                                                  ".print",
                                                  ".echo",
                                                  ".bail",
                                                  ".changes",
                                                  ".eqp",
                                                  ".lint",
                                                  ".version",
                                                  ".timeout",
                                                  ".limit",
                                                  ".vfsinfo",
                                                  ".sha3sum",
                                                  ".parameter",
                                                  ".open",
                                                  "\\l",
                                                  "\\x",
                                                  "\\t",
                                                  "\\a",
                                                  "\\H",
                                                  "\\f",
                                                  "\\q",
                                                  "\\p",
                                                  "\\r",
                                                  "\\z",
                                                  "\\c",
                                                  "\\G",
                                                  "\\h",
                                                  "\\?",
                                                  "\\u",
                                                  "\\timing",
                                                  "\\pset",
                                                  "\\connect",
                                                  "\\conninfo",
                                                  "\\encoding",
                                                  "\\echo",
                                                  "\\qecho",
                                                  "\\warn",
                                                  "\\set",
                                                  "\\unset",
                                                  "\\sf",
                                                  "\\sv",
                                                  "\\watch",
                                                  "\\errverbose",
                                                  "\\if",
                                                  "\\elif",
                                                  "\\else",
                                                  "\\endif",
                                                  "\\gdesc",
                                                  "\\crosstabview",
                                                  "\\prompt",
                                                  "\\help",
                                                  "\\list",
                                                  "\\quit",
                                                  "\\password",
                                                  "\\gset",
                                                  "\\copyright",
                                                  "\\status",
                                                  "\\use",
                                                  "\\clear",
                                                  "\\go",
                                                  "\\ego",
                                                  "\\print",
                                                  "\\l+",
                                                  "\\z+",
                                                  "\\sf+",
                                                  "\\sv+"};
  if (command.starts_with("\\d")) return true;  // \d, \dt, \du+, ...
  return std::ranges::find(kShowing, command) != std::end(kShowing);
}

/// \! cmd of psql and mysql, .shell cmd of sqlite3, and their like. True when `line` was one.
bool AddClientCommand(std::string_view line, std::vector<CodeEffect>& effects) {
  const auto begins = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(names, [&](std::string_view name) {
      return line == name || (line.starts_with(name) && line[name.size()] == ' ');
    });
  };
  const std::string_view value = line.substr(std::min(line.find(' '), line.size()));
  const std::string_view argument = value.substr(value.empty() ? 0 : 1);
  const auto shell = [&](std::string_view text) {
    effects.push_back({.role = Role::kShell, .text = std::string(text)});
  };
  if (line.starts_with("\\!")) {
    shell(line.substr(2));
  } else if (begins({"system", ".shell", ".system", "\\system"})) {
    shell(argument);
  } else if (begins({"\\o", "\\out", "\\w", "\\write", "\\g", "\\gx", "\\s", ".output", ".once",
                     ".backup", ".save", ".excel", ".log", "tee", "\\T"})) {
    AddOutput(value, effects);
  } else if (begins({"\\i", "\\ir", "\\include", ".read", "source", "\\."})) {
    effects.push_back({.role = Role::kProgramFile, .text = std::string(argument)});
  } else if (begins({"\\gexec", "\\e", "\\edit", "\\ef", "\\ev", "pager", "\\P"})) {
    effects.push_back(Effect(Risk::kUnknown, "runs what the client is told only then"));
  } else if (line.starts_with(".load") || line.starts_with(".import") ||
             line.starts_with(".restore") || line.starts_with("\\copy") ||
             line.starts_with("\\lo_")) {
    const bool program = line.find("program") != std::string_view::npos;
    effects.push_back(program ? Effect(Risk::kHigh, "runs a command for the client")
                              : Effect(Risk::kCaution, "loads data or code into a database"));
  } else if (line.starts_with('\\') || line.starts_with('.')) {
    const bool expands = line.starts_with('\\') && line.find('`') != std::string_view::npos;
    if (expands || !OnlyShows(line.substr(0, line.find(' ')))) {
      effects.push_back(Effect(Risk::kUnknown, "gives the client a command that is not known"));
    }
  } else {
    return false;
  }
  return true;
}

/// What the statements do in one reading.
std::vector<CodeEffect> EffectsIn(std::string_view code, Reading reading) {
  std::vector<CodeEffect> effects;
  for (std::string_view statement : StatementsOf(code, reading)) {
    const size_t begin = statement.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) continue;
    statement.remove_prefix(begin);
    // A client command takes one line; a statement may follow.
    while (!statement.empty()) {
      const size_t newline = std::min(statement.find('\n'), statement.size());
      if (!AddClientCommand(statement.substr(0, newline), effects)) break;
      statement.remove_prefix(std::min(newline + 1, statement.size()));
    }
    const std::vector<std::string> words = WordsOf(statement, reading);
    if (words.empty()) continue;
    CodeEffect effect = EffectOfStatement(WithoutExplain(words));
    if (words.front() == "copy" && Has(words, "program")) {
      effect = Effect(Risk::kHigh, "runs a command on the server");
    }
    if (effect.risk != Risk::kSafe) effects.push_back(std::move(effect));
  }
  return effects;
}

}  // namespace

std::vector<CodeEffect> EffectsOfSql(std::string_view code) {
  std::vector<CodeEffect> effects = EffectsIn(code, {});
  const auto has = [&](std::string_view text) { return code.find(text) != code.npos; };
  const Reading readings[] = {{.escapes = has("\\")},
                              {.escapes = has("\\"), .hash_comments = has("#") || has("--")},
                              {.dollars = has("$")},
                              {.brackets = has("[")}};
  for (const Reading& reading : readings) {
    const bool same =
        !reading.escapes && !reading.hash_comments && !reading.dollars && !reading.brackets;
    if (same) continue;
    for (CodeEffect& effect : EffectsIn(code, reading)) {
      const bool known = std::ranges::find(effects, effect) != effects.end();
      if (!known) effects.push_back(std::move(effect));
    }
  }
  return effects;
}

}  // namespace cmdai::safety
