#include <algorithm>

#include "safety/evaluator.h"

/// Programs that run commands elsewhere or carry files there: ssh, scp, rsync, containers.
namespace cmdai::safety {
namespace {

/// host:path, but not ./a:b or C:\x
bool IsRemote(std::string_view text) {
  if (text.starts_with("rsync://") || text.starts_with("scp://")) return true;
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         text.substr(0, colon).find('/') == std::string_view::npos;
}

/// The command that an option of ssh names: ProxyCommand=...
std::optional<std::string_view> CommandOf(std::string_view option) {
  static constexpr std::string_view kOptions[] = {"proxycommand",      "localcommand",
                                                  "knownhostscommand", "remotecommand",
                                                  "pkcs11provider",    "securitykeyprovider"};
  const size_t end = option.find_first_of("= ");
  if (end == std::string_view::npos) return std::nullopt;
  std::string name(option.substr(0, end));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (std::ranges::find(kOptions, name) == std::end(kOptions)) return std::nullopt;
  return option.substr(end + 1);
}

/// The parts of SOURCE:TARGET[:OPTIONS] or of source=S,target=T.
std::optional<std::pair<std::string, std::string>> MountOf(std::string_view text) {
  const auto value = [&](std::initializer_list<std::string_view> keys) -> std::string {
    for (const std::string_view key : keys) {
      const size_t at = text.find(key);
      if (at == std::string_view::npos || (at > 0 && text[at - 1] != ',')) continue;
      const std::string_view rest = text.substr(at + key.size());
      return std::string(rest.substr(0, rest.find(',')));
    }
    return {};
  };
  if (text.find('=') != std::string_view::npos) {
    return std::pair(value({"source=", "src="}), value({"target=", "destination=", "dst="}));
  }
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(colon + 1);
  return std::pair(std::string(text.substr(0, colon)), std::string(rest.substr(0, rest.find(':'))));
}

}  // namespace

/// ssh [-o OPTION] HOST [COMMAND...]
Stream Evaluator::Ssh(const Row& row, const Invocation& call, const Arguments& given) {
  // Options may follow the host.
  Arguments arguments = given;
  if (arguments.operands.size() > 1 && arguments.operands[1].text.starts_with('-')) {
    const Field host = arguments.operands[0];
    const Arguments more = ParseArguments(row, arguments.operands, 1);
    arguments.options.insert(arguments.options.end(), more.options.begin(), more.options.end());
    arguments.operands = more.operands;
    arguments.operands.insert(arguments.operands.begin(), host);
  }
  for (const GivenOption& option : arguments.options) {
    if (option.name != "-o" || !option.value) continue;
    if (const auto command = CommandOf(option.value->text)) {
      Field text = *option.value;
      text.text = Pattern(*command);
      if (text.text == "none") continue;
      Note(Risk::kCaution, "program.ssh", "execute", text.span, "makes ssh run a command here");
      RunText(text, "ssh runs", {});
    }
  }
  if (call.in.secret) {
    Note(Risk::kHigh, "exfiltration", "upload", call.span,
         "sends credentials or other secrets to another machine");
  }
  if (arguments.operands.size() > 1) {
    Field line = arguments.operands[1];
    for (size_t i = 2; i < arguments.operands.size(); ++i) {
      line.text += " " + arguments.operands[i].text;
      line.secret |= arguments.operands[i].secret;
    }
    const State before = state_;
    state_.cwds = {environment_.home};
    const bool outer = std::exchange(away_, true);
    RunText(line, "ssh runs", call.in);
    away_ = outer;
    state_ = before;
  } else if (!arguments.operands.empty() && call.in.kind != Stream::Kind::kNone) {
    const bool outer = std::exchange(away_, true);
    RunStream(call.in, call.span, "ssh");
    away_ = outer;
  }
  return {.kind = Stream::Kind::kNetwork};
}

/// scp, sftp: SOURCE... TARGET, each of which may be HOST:PATH.
Stream Evaluator::Scp(const Row& row, const Invocation& call, const Arguments& arguments) {
  Ssh(row, {.argv = {call.argv[0]}, .span = call.span, .in = {}},
      {.options = arguments.options, .operands = {}});
  return Rsync(row, call, arguments);
}

/// rsync SOURCE... TARGET
Stream Evaluator::Rsync(const Row&, const Invocation& call, const Arguments& arguments) {
  const std::vector<Field>& operands = arguments.operands;
  if (operands.size() < 2) return {.kind = Stream::Kind::kData};
  if (arguments.FindAny({"-n", "--dry-run", "--list-only"}) != nullptr) {
    return {.kind = Stream::Kind::kData};
  }
  const Field& target = operands.back();
  const bool sends = IsRemote(target.text);
  const bool moves = arguments.Has("--remove-source-files");
  bool receives = false;
  for (size_t i = 0; i + 1 < operands.size(); ++i) {
    receives |= IsRemote(operands[i].text);
    if (IsRemote(operands[i].text)) continue;
    if (sends) Upload(operands[i], call, {});
    if (moves) Touch(Operation::kMove, operands[i], Program(call));
    Touch(Operation::kRead, operands[i], Program(call));
  }
  const bool deletes = std::ranges::any_of(arguments.options, [](const GivenOption& option) {
    return option.name.starts_with("--del") && !option.name.starts_with("--delay");
  });
  if (deletes && sends) {
    Note(Risk::kHigh, "program.rsync", "delete", target.span,
         "deletes what is on another machine and not here");
  } else if (deletes) {
    Touch(Operation::kDeleteTree, target, Program(call));
  }
  if (!sends) Place(target, call, arguments, operands.size() - 1);
  if (receives) {
    const Folders folders{environment_.home, state_.cwds.front()};
    Note(Risk::kCaution, "network.fetch", "download", call.span,
         "fetches files of another machine");
    for (size_t i = 0; i + 1 < operands.size(); ++i) {
      const std::string& name = operands[i].text;
      const Pattern file = name.substr(name.find_last_of("/:") + 1);
      const Pattern base = Normalise(target.text, folders).front();
      state_.files[base] = {.kind = Stream::Kind::kNetwork};
      state_.files[base + "/" + file] = {.kind = Stream::Kind::kNetwork};
    }
  }
  return {.kind = Stream::Kind::kData};
}

/// Options that give a container rights over the machine.
void Evaluator::NotePrivileges(const Arguments& arguments) {
  for (const GivenOption& option : arguments.options) {
    const bool host =
        option.value && option.value->text == "host" &&
        (option.name == "--pid" || option.name == "--ipc" || option.name == "--userns");
    const bool capability = option.name == "--cap-add" || option.name == "--device" ||
                            (option.name == "--security-opt" && option.value &&
                             option.value->text.find("unconfined") != std::string::npos);
    if (option.name == "--privileged" || host || capability) {
      Note(Risk::kHigh, "container.privileged", "privilege", option.span,
           "gives the container rights over this machine");
    }
  }
}

/// docker run [-v SOURCE:TARGET] IMAGE [COMMAND...]
Stream Evaluator::DockerRun(const Row&, const Invocation& call, const Arguments& arguments) {
  const State before = state_;
  const Folders folders{environment_.home, state_.cwds.front()};
  for (const GivenOption& option : arguments.options) {
    const bool mount = option.name == "-v" || option.name == "--volume" || option.name == "--mount";
    if (!mount || !option.value) continue;
    const auto parts = MountOf(option.value->text);
    if (!parts || parts->first.empty() || parts->second.empty()) continue;
    const bool path = parts->first.find_first_of("/.~") == 0 || HasUnknown(parts->first);
    if (!path) continue;
    const Pattern source = Normalise(parts->first, folders).front();
    state_.links[Normalise(parts->second, {environment_.home, "/"}).front()] = source;
    const safety::Place place = PlaceOf(source, folders, true);
    if (source.ends_with("docker.sock") || place == safety::Place::kVital ||
        place == safety::Place::kDevice || place == safety::Place::kHome ||
        place == safety::Place::kCredential) {
      Note(Risk::kHigh, "container.mount", "privilege", option.span,
           fmt::format("gives the container {} of this machine", ToText(source)));
    }
  }
  NotePrivileges(arguments);
  RunElsewhere(call, arguments);
  state_ = before;
  Note(Risk::kCaution, "container.run", "execute", call.span, "runs a program in a container");
  return {.kind = Stream::Kind::kData};
}

/// docker exec CONTAINER COMMAND...
Stream Evaluator::DockerExec(const Row&, const Invocation& call, const Arguments& arguments) {
  NotePrivileges(arguments);
  return RunElsewhere(call, arguments);
}

/// kubectl exec POD [--] COMMAND...
Stream Evaluator::KubectlExec(const Row&, const Invocation& call, const Arguments& arguments) {
  NotePrivileges(arguments);
  return RunElsewhere(call, arguments);
}

/// The operands but the first are a command inside a container.
Stream Evaluator::RunElsewhere(const Invocation& call, const Arguments& arguments) {
  const State before = state_;
  const bool outer = elsewhere_;
  const std::vector<Field>& operands = arguments.operands;
  if (operands.size() == 2 && operands[1].text.ends_with("sh")) {
    Note(Risk::kCaution, "container.shell", "execute", call.span, "opens a shell in a container");
  }
  elsewhere_ = true;
  state_.cwds = {"/"};
  if (arguments.operands.size() > 1) {
    RunArguments({arguments.operands.begin() + 1, arguments.operands.end()}, call);
  } else if (call.in.kind != Stream::Kind::kNone) {
    RunStream(call.in, call.span, "the container");
  }
  elsewhere_ = outer;
  state_ = before;
  command_output_.reset();
  return {.kind = Stream::Kind::kData};
}

/// chroot FOLDER COMMAND...: in a container, a mounted folder of the machine is the machine again.
Stream Evaluator::Chroot(const Row&, const Invocation& call, const Arguments& arguments) {
  if (arguments.operands.size() < 2) return {.kind = Stream::Kind::kData};
  const bool outer = elsewhere_;
  const Pattern root =
      Normalise(arguments.operands[0].text, {environment_.home, state_.cwds.front()}).front();
  if (FollowLinks(root) != root) elsewhere_ = false;
  RunArguments({arguments.operands.begin() + 1, arguments.operands.end()}, call);
  elsewhere_ = outer;
  command_output_.reset();
  return {.kind = Stream::Kind::kData};
}

/// ansible HOSTS [-m MODULE] [-a ARGUMENTS]
Stream Evaluator::Ansible(const Row&, const Invocation& call, const Arguments& arguments) {
  const GivenOption* const module = arguments.FindAny({"-m", "--module-name"});
  const GivenOption* const text = arguments.FindAny({"-a", "--args"});
  const std::string name = module != nullptr && module->value ? module->value->text : "command";
  const bool runs = name.ends_with("shell") || name.ends_with("command") || name.ends_with("raw");
  if (runs && text != nullptr && text->value) RunText(*text->value, "ansible runs", {});
  const bool reads =
      name == "ping" || name == "setup" || name == "debug" || name.ends_with(".ping");
  if (!reads) {
    Note(Risk::kHigh, "program.ansible", "remote", call.span, "changes other machines");
  }
  return {.kind = Stream::Kind::kData};
}

}  // namespace cmdai::safety
