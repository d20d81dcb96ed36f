#include <algorithm>

#include "safety/evaluator.h"
#include "safety/places.h"
#include "shell/redirection.h"

namespace cmdai::safety {
namespace {

using shell::RedirectionOperator;
using shell::Span;

/// Folders whose programs are the ones that the tables mean.
constexpr std::string_view kProgramFolders[] = {
    "/bin",           "/sbin",           "/usr/bin",          "/usr/sbin",
    "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin", "/snap/bin",
    "/lib",           "/lib64",          "/usr/lib",          "/usr/lib64"};

/// Commands of the shell that write nothing.
constexpr std::string_view kSilent[] = {":", "true", "false", "test", "[", "cd", "shift", "wait"};

/// Programs that a glob in the place of a program may stand for; the rest stays unknown.
constexpr std::string_view kLikelyMeant[] = {
    "rm",     "dd",    "mv",    "cp",     "chmod", "chown",  "ln",     "shred",  "unlink",
    "cat",    "tac",   "head",  "tail",   "less",  "more",   "base64", "xxd",    "tee",
    "sh",     "bash",  "dash",  "zsh",    "env",   "sudo",   "su",     "xargs",  "find",
    "nc",     "ncat",  "socat", "telnet", "ssh",   "curl",   "wget",   "scp",    "python3",
    "python", "perl",  "ruby",  "php",    "node",  "awk",    "sed",    "vi",     "tar",
    "kill",   "pkill", "mkfs",  "wipefs", "fdisk", "reboot", "passwd", "crontab"};

/// `python3.11` is `python3` and `python`, `gcc-12` is `gcc`.
std::string_view WithoutVersion(std::string_view name) {
  const size_t end = name.find_last_not_of("0123456789.");
  if (end == std::string_view::npos || end + 1 == name.size()) return name;
  name = name.substr(0, end + 1);
  if (name.ends_with('-')) name.remove_suffix(1);
  return name;
}

/// Whether its words are text alone in which nothing may expand, not even when it is run as code.
bool IsPlain(const shell::SimpleCommand& simple, const shell::Command& command) {
  return simple.assignments.empty() && command.redirections.empty() &&
         std::ranges::all_of(simple.words, [](const shell::Word& word) {
           return std::ranges::all_of(word.parts, [](const shell::Part& part) {
             const auto* const text = std::get_if<shell::Text>(&part.value);
             return text != nullptr && text->text.find_first_of("$`{") == std::string::npos;
           });
         });
}

}  // namespace

/// Runs a program with the variables that are set for it alone: x=y program.
Stream Evaluator::RunWith(const std::vector<shell::Assignment>& assignments, Invocation call) {
  std::vector<std::pair<std::string, std::optional<Variable>>> outside;
  for (const shell::Assignment& assignment : assignments) {
    const Variable* const old = state_.variables.Find(assignment.name);
    outside.emplace_back(assignment.name, old == nullptr ? std::nullopt : std::optional(*old));
    Assign(assignment, call.in);
  }
  static constexpr std::string_view kStaying[] = {"export", "readonly", "declare", "typeset",
                                                  "local",  "eval",     ".",       "source",
                                                  "set",    ":",        "unset",   "exec"};
  const bool stays = std::ranges::find(kStaying, call.argv[0].text) != std::end(kStaying);
  const bool outer_choosing = std::exchange(choosing_, false);
  Stream out = Dispatch(std::move(call));
  choosing_ = outer_choosing;
  for (auto entry = outside.rbegin(); entry != outside.rend(); ++entry) {
    const Variable* const inside = state_.variables.Find(entry->first);
    if (stays && entry->second && inside != nullptr) {  // x=y export x
      for (const Pattern& value : entry->second->values) {
        state_.variables[entry->first].values.push_back(value);
      }
      continue;
    }
    if (stays) continue;
    if (entry->second) state_.variables[entry->first] = *entry->second;
    if (!entry->second) state_.variables.Erase(entry->first);
  }
  return out;
}

/// Expands and runs a simple command. `pieced` is set where the program's name holds what nothing
/// sets, as in r${x}m.
Stream Evaluator::RunOnce(const shell::SimpleCommand& simple, const shell::Command& command,
                          const Stream& in, bool& pieced) {
  const Stream outer_redirected = redirected_;
  Invocation call{.argv = ExpandWords(simple.words), .span = command.span, .in = {}};
  if (!call.argv.empty() && HasUnknown(call.argv[0].text)) {
    pieced = call.argv[0].text[0] != kAnything && simple.words[0].parts.size() > 1;
  }
  for (const Field& field : call.argv) Spend(field.text.size() / 64);
  call.in = Redirect(command.redirections, in);
  Stream out;
  if (call.argv.empty()) {
    for (const shell::Assignment& assignment : simple.assignments) Assign(assignment, {});
    out = call.in;  // $(< file)
  } else {
    out = RunWith(simple.assignments, std::move(call));
  }
  out = SendOutput(command.redirections, std::move(out));
  redirected_ = outer_redirected;
  return out;
}

Stream Evaluator::RunSimple(const shell::SimpleCommand& simple, const shell::Command& command,
                            const Stream& in) {
  if (!Spend(1 + simple.words.size())) return {};
  std::optional<State> before;
  const bool calls = !state_.functions.entries().empty() || !state_.aliases.entries().empty();
  if (calls || !IsPlain(simple, command)) before = state_;
  const size_t n_findings = findings_.size();
  const bool outer_read_unset = std::exchange(read_unset_, false);
  bool pieced = false;
  Stream out = RunOnce(simple, command, in, pieced);
  // A second look where something that nothing sets was used, and it mattered: it may be empty.
  const bool mattered = findings_.size() > n_findings;
  if (before && read_unset_ && mattered && !unset_is_empty_) {
    State after = std::exchange(state_, *std::move(before));
    unset_is_empty_ = true;
    surely_empty_ = pieced;
    RunOnce(simple, command, in, pieced);
    surely_empty_ = false;
    unset_is_empty_ = false;
    state_ = std::move(after);
  }
  read_unset_ |= outer_read_unset;
  return out;
}

Stream Evaluator::RunUnknown(const Invocation& call, std::string message) {
  Note(Risk::kUnknown, "program.unknown", "unknown", call.argv[0].span, std::move(message));
  Stream out{.kind = Stream::Kind::kData, .secret = call.in.secret};
  if (call.in.kind == Stream::Kind::kNetwork) out.kind = Stream::Kind::kNetwork;
  return out;
}

/// Finds out which program is meant and runs it.
Stream Evaluator::Dispatch(Invocation call) {
  if (call.argv.empty()) return {};
  const RuleTracker::Scope scope(rules_.get());
  EnterRules(call);
  if (depth_ >= 4 * 16 || !Spend(1 + call.argv.size() / 16)) {
    Note(Risk::kUnknown, "limit", "unknown", call.span, "commands are nested too deeply");
    return {};
  }
  const Field name = call.argv[0];
  if (name.text.empty()) return {};
  if (!IsConstant(name.text)) {
    RunMeant(call);
    return RunUnknown(
        call, fmt::format("runs a program whose name, {}, is known only then", ToText(name.text)));
  }
  if (const std::string* const alias = state_.aliases.Find(name.text)) {
    std::string text = *alias;
    for (size_t i = 1; i < call.argv.size(); ++i) text += " " + QuotePattern(call.argv[i].text);
    const std::string word = name.text;
    const std::string body = *alias;
    state_.aliases.Erase(word);
    const State before = state_;
    Stream out = RunHere({.text = text, .span = call.span}, "an alias runs", call.in);
    // On its own line and in a script an alias is not looked at.
    const bool hides = state_.functions.Find(word) != nullptr || programs_.Find(word) != nullptr;
    if (hides) {
      const State after = std::exchange(state_, before);
      state_.aliases.Erase(word);
      out = Join(std::move(out), Dispatch(std::move(call)));
      Merge(after);
    }
    state_.aliases[word] = body;
    return out;
  }
  if (const Function* const found = state_.functions.Find(name.text)) {
    const Function function = *found;
    const State before = state_;
    Stream out;
    for (const shell::Command* const body : function.bodies) {
      const bool first = body == function.bodies.front();
      const State after = first ? State() : std::exchange(state_, before);
      out = Join(std::move(out), CallFunction(*body, call));
      if (!first) Merge(after);
    }
    if (function.certain) return out;
    const State after = std::exchange(state_, before);
    state_.functions.Erase(name.text);
    out = Join(std::move(out), Dispatch(std::move(call)));
    Merge(after);
    return out;
  }
  if (name.text.find('/') != std::string::npos) return DispatchPath(call);
  const Row* row = programs_.Find(name.text);
  if (row == nullptr) row = programs_.Find(WithoutVersion(name.text));
  if (row == nullptr && name.text.starts_with("git-")) {  // git-add is git add
    call.argv[0].text = "git";
    call.argv.insert(call.argv.begin() + 1, {.text = name.text.substr(4), .span = name.span});
    row = programs_.Find("git");
    EnterRules(call);
  }
  if (state_.path_changed && (row == nullptr || row->handler.empty())) {
    RunUnknown(call, fmt::format("runs `{}` from folders that PATH names here", name.text));
  }
  if (row == nullptr) {
    return RunUnknown(call,
                      fmt::format("runs `{}`, a program that is not known", ToText(name.text)));
  }
  const bool silent = std::ranges::find(kSilent, name.text) != std::end(kSilent);
  const Stream out = RunRow(*row, std::move(call), 1);
  return silent ? Stream{.kind = Stream::Kind::kText} : out;
}

/// A glob in place of a program, such as /bin/r?: what it most likely stands for.
void Evaluator::RunMeant(const Invocation& call) {
  const Pattern& glob = call.argv[0].text;
  if (HasUnknown(glob) || glob.find('/') == Pattern::npos || !Spend(100)) return;
  const Pattern full = Normalise(glob, {environment_.home, state_.cwds.front()}).front();
  for (const std::string_view name : kLikelyMeant) {
    const bool meant = MayEqual(full, fmt::format("/bin/{}", name)) ||
                       MayEqual(full, fmt::format("/usr/bin/{}", name));
    if (!meant) continue;
    Invocation one = call;
    one.argv[0].text = name;
    State before = state_;
    Dispatch(std::move(one));
    state_ = std::move(before);
  }
}

/// A program named by its path.
Stream Evaluator::DispatchPath(Invocation& call) {
  const Pattern full =
      FollowLinks(Normalise(call.argv[0].text, {environment_.home, state_.cwds.front()}).front());
  const size_t slash = full.rfind('/');
  const std::string_view folder = std::string_view(full).substr(0, slash);
  const bool trusted = std::ranges::find(kProgramFolders, folder) != std::end(kProgramFolders);
  if (trusted && !elsewhere_) {
    call.argv[0].text = full.substr(slash + 1);
    if (rules_) rules_->Keep();
    EnterRules(call);
    if (const Row* const row = programs_.Find(call.argv[0].text)) {
      return RunRow(*row, std::move(call), 1);
    }
    if (rules_) rules_->Keep();
    return Dispatch(std::move(call));
  }
  if (const std::string* const copy = state_.aliases.Find(full)) {  // of another program
    call.argv[0].text = *copy;
    return Dispatch(std::move(call));
  }
  if (const Stream* const file = state_.files.Find(full)) {
    const Stream code = *file;
    State before = state_;
    state_.arguments.assign(call.argv.begin() + 1, call.argv.end());
    state_.arguments_known = true;
    state_.zero = full;
    ++spawns_;
    RunStream(code, call.argv[0].span, "the file that was just written");
    --spawns_;
    state_ = std::move(before);
    if (code.kind != Stream::Kind::kNone) return {.kind = Stream::Kind::kData};
  }
  return RunUnknown(
      call, fmt::format("runs the file {}, whose content is not known", ToText(call.argv[0].text)));
}

}  // namespace cmdai::safety
