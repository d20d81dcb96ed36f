#include <algorithm>

#include "safety/evaluator.h"

/// Programs on files and processes whose arguments mean more than a row can say.
namespace cmdai::safety {
namespace {

/// Keys of git's configuration whose values are commands.
bool RunsCommand(std::string_view key) {
  static constexpr std::string_view kKeys[] = {"core.pager",
                                               "core.editor",
                                               "core.sshcommand",
                                               "core.fsmonitor",
                                               "core.askpass",
                                               "core.gitproxy",
                                               "diff.external",
                                               "gpg.program",
                                               "sequence.editor",
                                               "sendemail.smtpserver",
                                               "uploadpack.packobjectshook",
                                               "interactive.difffilter",
                                               "core.hookspath",
                                               "gc.recentobjectshook"};
  std::string lower(key);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (std::ranges::find(kKeys, lower) != std::end(kKeys)) return true;
  static constexpr std::string_view kGlobs[] = {"pager.*",
                                                "credential.helper",
                                                "credential.*.helper",
                                                "diff.*.textconv",
                                                "diff.*.command",
                                                "difftool.*.cmd",
                                                "mergetool.*.cmd",
                                                "merge.*.driver",
                                                "filter.*",
                                                "trailer.*.cmd",
                                                "trailer.*.command",
                                                "browser.*.cmd",
                                                "man.*.cmd",
                                                "gpg.*.program",
                                                "submodule.*.update",
                                                "remote.*.uploadpack",
                                                "remote.*.receivepack"};
  return std::ranges::any_of(kGlobs,
                             [&](std::string_view glob) { return GlobMatches(glob, lower); });
}

/// A mode of chmod that only lets more be read or entered: +x, u+rx, a+rX.
bool OnlyOpens(std::string_view mode) {
  const size_t who = std::min(mode.find_first_not_of("ugoa"), mode.size());
  return who + 1 < mode.size() && mode[who] == '+' &&
         mode.find_first_not_of("rxX", who + 1) == std::string_view::npos;
}

}  // namespace

/// kill [-SIGNAL] PID...: -1 as a process is all of them.
Stream Evaluator::Kill(const Row&, const Invocation& call, const Arguments&) {
  bool signal_given = false;
  bool ended = false;
  bool lists = false;
  size_t n_processes = 0;
  for (size_t i = 1; i < call.argv.size(); ++i) {
    const std::string& text = call.argv[i].text;
    if (!ended && text == "--") {
      ended = true;
    } else if (!ended && (text == "-l" || text == "-L" || text == "--list" || text == "--table")) {
      lists = true;
    } else if (!ended && (text == "-s" || text == "-n" || text == "--signal" || text == "-q")) {
      signal_given = true;
      ++i;
    } else if (!ended && !signal_given && text.size() > 1 && text[0] == '-') {
      signal_given = true;
    } else {
      ++n_processes;
      Apply(Role::kProcess, call.argv[i], call, {});
    }
  }
  if (!lists && n_processes > 0) {
    Note(Risk::kCaution, "process.kill", "kill", call.span, "sends a signal to processes");
  }
  return {.kind = Stream::Kind::kData};
}

/// chmod, chown, chgrp: [-R] MODE FILE..., where a mode may look like an option: -x.
Stream Evaluator::Chmod(const Row& row, const Invocation& call, const Arguments&) {
  bool recursive = false;
  bool has_mode = false;
  bool opens = false;
  bool ended = false;
  for (size_t i = 1; i < call.argv.size(); ++i) {
    const Field& field = call.argv[i];
    const std::string& text = field.text;
    if (!ended && text == "--") {
      ended = true;
    } else if (!ended && text.size() > 2 && text.starts_with("--")) {
      recursive |= std::string_view("--recursive").starts_with(text);
      has_mode |= text.starts_with("--ref");
    } else if (!ended && text.size() > 1 && text[0] == '-' &&
               text.find_first_not_of("RfvchHLP", 1) == std::string::npos) {
      recursive |= text.find('R') != std::string::npos;
    } else if (!has_mode) {
      has_mode = true;
      if (row.names.front() == "chmod") Apply(Role::kMode, field, call, {});
      opens = row.names.front() == "chmod" && OnlyOpens(text);
    } else {
      const bool outer = only_some_;
      const Folders folders{environment_.home, state_.cwds.front()};
      const Pattern path = Normalise(field.text, folders).front();
      only_some_ |= opens && PlaceOf(path, folders, /*tree=*/true) == safety::Place::kHome;
      Touch(recursive ? Operation::kAttributesTree : Operation::kAttributes, field, Program(call));
      only_some_ = outer;
    }
  }
  return {.kind = Stream::Kind::kData};
}

/// tee: writes its input to files and on.
Stream Evaluator::Tee(const Row&, const Invocation& call, const Arguments& arguments) {
  for (const Field& field : arguments.operands) {
    for (const auto& [path, list] : std::vector(sinks_)) {
      if (path == field.text) Evaluate(*list, call.in);
    }
    const Pattern path = Normalise(field.text, {environment_.home, state_.cwds.front()}).front();
    if (IsConstant(path)) state_.files[path] = call.in;
    if (path.starts_with("/dev/tcp/")) {
      Note(call.in.secret ? Risk::kHigh : Risk::kCaution, "network.send", "upload", field.span,
           "sends its input to another machine");
    }
  }
  return call.in;
}

/// ln: remembers where the link leads.
void Evaluator::Link(const Field& target, const Field& name, const Invocation& call) {
  const bool forced = std::ranges::any_of(call.argv, [](const Field& field) {
    return (field.text.size() > 2 && std::string_view("--force").starts_with(field.text)) ||
           (field.text.size() > 1 && field.text[0] == '-' && field.text[1] != '-' &&
            field.text.find('f') != std::string::npos);
  });
  const Folders folders{environment_.home, state_.cwds.front()};
  Touch(forced ? Operation::kWrite : Operation::kCreate, name, Program(call));
  const Pattern from = Normalise(name.text, folders).front();
  const Pattern to = Normalise(target.text, folders).front();
  if (IsConstant(from) && !to.empty() && to[0] == '/') state_.links[from] = to;
  const safety::Place place = PlaceOf(from, folders, false);
  if (place == safety::Place::kHome || name.text.ends_with('/') || name.text == ".") {
    state_.links[from + "/" + to.substr(to.rfind('/') + 1)] = to;
    state_.links.Erase(from);
  }
}

/// mount --bind FROM TO: what is done below TO is done below FROM.
Stream Evaluator::Mount(const Row&, const Invocation&, const Arguments& arguments) {
  const GivenOption* const options = arguments.FindAny({"-o", "--options"});
  const bool binds = arguments.FindAny({"--bind", "-B", "--rbind", "-R"}) != nullptr ||
                     (options != nullptr && options->value &&
                      options->value->text.find("bind") != std::string::npos);
  if (binds && arguments.operands.size() == 2) {
    const Folders folders{environment_.home, state_.cwds.front()};
    state_.links[Normalise(arguments.operands[1].text, folders).front()] =
        Normalise(arguments.operands[0].text, folders).front();
  }
  return {.kind = Stream::Kind::kData};
}

/// git -c KEY=VALUE
Stream Evaluator::Git(const Row&, const Invocation& call, const Arguments& arguments) {
  for (const GivenOption& option : arguments.options) {
    if (option.name != "-c" && option.name != "--config-env") continue;
    if (!option.value) continue;
    const size_t equals = option.value->text.find('=');
    if (equals == Pattern::npos) continue;
    const std::string key = option.value->text.substr(0, equals);
    Field value = *option.value;
    value.text.erase(0, equals + 1);
    if (key.starts_with("alias.")) {
      if (value.text.starts_with('!')) {
        value.text.erase(0, 1);
      } else {
        value.text.insert(0, "git ");
      }
      RunText(value, "an alias of git runs", {});
    } else if (key == "core.hooksPath" || key == "include.path" || key == "core.attributesFile") {
      Apply(Role::kProgramFile, value, call, {});
    } else if (key == "protocol.ext.allow") {
      Note(Risk::kHigh, "program.git", "execute", value.span, "lets addresses run commands");
    } else if (RunsCommand(key) && value.text != "true" && value.text != "false" &&
               !value.text.empty()) {
      if (value.text.starts_with('!')) value.text.erase(0, 1);
      Note(Risk::kCaution, "program.git", "execute", value.span,
           fmt::format("makes git run the command of {}", ToText(key)));
      RunText(value, fmt::format("{} runs", ToText(key)), {});
    }
  }
  return {.kind = Stream::Kind::kData};
}

}  // namespace cmdai::safety
