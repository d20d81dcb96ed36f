#include <algorithm>

#include "safety/code_scan.h"
#include "safety/code_texts.h"
#include "safety/evaluator.h"
#include "shell/quote.h"

/// Program texts in general languages: well-known calls are found, the rest is unknown.
namespace cmdai::safety {
namespace {

/// What a function does with the strings that it gets.
struct CallRule {
  std::string_view name;  // the end of the call's name, from a dot or a colon on
  Role role;
  bool joins = false;  // the strings are a program and its arguments
};

constexpr CallRule kCalls[] = {
    // Python
    {"os.system", Role::kShell},
    {"system", Role::kShell, true},
    {"popen", Role::kShell, true},
    {"Popen", Role::kShell, true},
    {"subprocess.run", Role::kShell, true},
    {".run", Role::kShell, true},
    {".call", Role::kShell, true},
    {"subprocess.call", Role::kShell, true},
    {"check_call", Role::kShell, true},
    {"check_output", Role::kShell, true},
    {"getoutput", Role::kShell},
    {"getstatusoutput", Role::kShell},
    {"pty.spawn", Role::kShell, true},
    {"execl", Role::kShell, true},
    {"execv", Role::kShell, true},
    {"execlp", Role::kShell, true},
    {"execvp", Role::kShell, true},
    {"spawnl", Role::kShell, true},
    {"spawnlp", Role::kShell, true},
    {"rmtree", Role::kTree},
    {"os.remove", Role::kDelete},
    {"os.unlink", Role::kDelete},
    {"os.rmdir", Role::kDelete},
    {"removedirs", Role::kDelete},
    {"shutil.move", Role::kMove},
    {"os.rename", Role::kMove},
    // Perl
    {"exec", Role::kShell, true},
    {"unlink", Role::kDelete},
    {"remove_tree", Role::kTree},
    // Ruby
    {"spawn", Role::kShell, true},
    {"rm_rf", Role::kTree},
    {"rm_r", Role::kTree},
    {"remove_dir", Role::kTree},
    {"remove_entry", Role::kTree},
    {"File.delete", Role::kDelete},
    {"FileUtils.rm", Role::kDelete},
    {"rm_f", Role::kDelete},
    {"File.write", Role::kWrite},
    // JavaScript
    {"execSync", Role::kShell},
    {"spawnSync", Role::kShell, true},
    {"execFile", Role::kShell, true},
    {"execFileSync", Role::kShell, true},
    {"rmSync", Role::kTree},
    {"rmdirSync", Role::kTree},
    {"fs.rm", Role::kTree},
    {"fs.rmdir", Role::kTree},
    {"unlinkSync", Role::kDelete},
    {"removeSync", Role::kTree},
    {"Deno.remove", Role::kTree},
    {"writeFileSync", Role::kWrite},
    {"writeFile", Role::kWrite},
    {"appendFileSync", Role::kAppend},
    // PHP
    {"shell_exec", Role::kShell},
    {"passthru", Role::kShell},
    {"proc_open", Role::kShell},
    {"rmdir", Role::kDelete},
    {"file_put_contents", Role::kWrite},
    // Lua, R
    {"os.execute", Role::kShell},
    {"system2", Role::kShell, true},
    {"file.remove", Role::kDelete}};

const CallRule* RuleOf(std::string_view name) {
  for (const CallRule& rule : kCalls) {
    if (!name.ends_with(rule.name)) continue;
    const size_t before = name.size() - rule.name.size();
    if (rule.name[0] == '.') return &rule;
    if (before == 0 || name[before - 1] == '.' || name[before - 1] == ':') return &rule;
  }
  return nullptr;
}

bool HasName(const CodeScan& scan, std::string_view part) {
  return std::ranges::any_of(
      scan.names, [&](const std::string& name) { return name.find(part) != std::string::npos; });
}

bool HasAny(const CodeScan& scan, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts, [&](std::string_view part) { return HasName(scan, part); });
}

constexpr std::string_view kNetworkNames[] = {
    "urlopen", "urlretrieve",      "requests", "urllib", "socket",     "Socket",    "http",
    "Net",     "open_uri",         "fetch",    "LWP",    "IO::Socket", "fsockopen", "TCPSocket",
    "net",     "file_get_contents"};

/// What open() does with the file, by its mode.
std::optional<Role> RoleOfMode(std::string_view mode) {
  if (mode.starts_with('w')) return Role::kWrite;
  if (mode.starts_with('a') || mode.starts_with('x')) return Role::kAppend;
  const bool changes = mode.starts_with('r') && mode.find('+') != std::string_view::npos;
  return changes ? std::optional(Role::kAppend) : std::nullopt;
}

}  // namespace

void Evaluator::RunCommands(const std::vector<std::string>& commands, const Field& code,
                            const std::string& program) {
  for (const std::string& command : commands) {
    RunText(PartOf(code, FromText(command)), fmt::format("{} runs", program), {});
  }
}

/// Calls whose meaning is known, with the strings that stand in them.
void Evaluator::ApplyCalls(const CodeScan& scan, const Field& code, const Invocation& call) {
  const bool home = HasAny(scan, {"expanduser", "expand_path"});
  for (const CodeCall& found : scan.calls) {
    const CallRule* const rule = RuleOf(found.name);
    if (rule == nullptr || found.strings.empty()) continue;
    const bool argv = rule->joins && found.strings.size() > 1;
    Field value =
        PartOf(code, FromText(argv ? shell::QuoteAll(found.strings) : found.strings.front()));
    if (home && value.text.starts_with('~')) value.text.replace(0, 1, environment_.home);
    Apply(rule->role, value, call, {});
  }
  for (const CodeCall& found : scan.calls) {
    const bool opens = found.name == "open" || found.name.ends_with(".open");
    if (!opens || found.strings.size() < 2) continue;
    const auto role = RoleOfMode(found.strings[1].empty() ? "r" : found.strings[1]);
    if (role) Apply(*role, PartOf(code, FromText(found.strings[0])), call, {});
  }
}

/// A shell on a connection, and code that was fetched.
void Evaluator::NoteNetworkCode(Role language, const CodeScan& scan, const Field& code,
                                const std::string& program) {
  const bool connects = language == Role::kJavaScript && code.text.find("net") != Pattern::npos &&
                        HasAny(scan, {"connect", "createConnection", "createServer"});
  const bool network = connects || HasAny(scan, {"socket", "Socket", "fsockopen"});
  const bool shell = HasAny(scan, {"dup2", "subprocess", "pty", "spawn", "exec", "system",
                                   "execute", "popen", "child_process"});
  if (network && shell) {
    Note(Risk::kCritical, "shell.remote", "remote shell", code.span,
         "connects a shell to the network");
  }
  const bool fetches = std::ranges::any_of(
      kNetworkNames, [&](std::string_view name) { return HasName(scan, name); });
  if (fetches && HasAny(scan, {"exec", "eval", "compile"})) {
    Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", code.span,
         fmt::format("{} runs what comes from the network", program));
  }
}

/// Python, Perl, Ruby, JavaScript, PHP, Lua, R, Tcl and languages that are not read at all.
void Evaluator::RunProgramText(Role language, const Field& code, const Invocation& call) {
  const std::string program = Program(call);
  if (language == Role::kCode) {
    RunCommands(CommandsOfAppleScript(code.text), code, program);
  } else {
    const CodeScan scan = ScanCode(language, code.text);
    RunCommands(scan.commands, code, program);
    ApplyCalls(scan, code, call);
    if (language == Role::kTcl) RunCommands(CommandsOfTcl(code.text), code, program);
    NoteNetworkCode(language, scan, code, program);
    if (IsHarmlessCode(language, code.text, scan)) return;
  }
  Note(Risk::kUnknown, "code.unknown", "execute", code.span,
       fmt::format("{} runs a program whose effects are not all known", program));
}

}  // namespace cmdai::safety
