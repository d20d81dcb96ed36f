#include <algorithm>
#include <utility>

#include "safety/evaluator.h"
#include "shell/quote.h"

/// Programs that run others: shells, sudo, env, xargs.
namespace cmdai::safety {
namespace {

bool IsAssignment(std::string_view text) {
  const size_t equals = text.find('=');
  return equals != std::string_view::npos && shell::IsName(text.substr(0, equals));
}

}  // namespace

/// Runs `argv` in place of `call`: what it writes is what the wrapper writes.
void Evaluator::RunArguments(std::vector<Field> argv, const Invocation& call) {
  if (argv.size() > 1 && argv[0].text == "--") argv.erase(argv.begin());
  if (argv.empty()) return;
  if (argv.size() == 1 && argv[0].text.find(' ') != Pattern::npos) {  // a line for a shell
    command_output_ = RunText(argv[0], fmt::format("{} runs", Program(call)), call.in);
    return;
  }
  // Programs that are run by others are no functions or aliases of this shell.
  const std::string name = argv[0].text;
  const auto take = [&](auto& map) {
    auto* const found = map.Find(name);
    auto taken = found == nullptr ? std::nullopt : std::optional(*found);
    map.Erase(name);
    return taken;
  };
  const auto function = take(state_.functions);
  const auto alias = take(state_.aliases);
  ++depth_;
  if (rules_) rules_->BeginInner(argv);
  Stream out = Dispatch({.argv = std::move(argv), .span = call.span, .in = call.in});
  --depth_;
  if (function && state_.functions.Find(name) == nullptr) state_.functions[name] = *function;
  if (alias && state_.aliases.Find(name) == nullptr) state_.aliases[name] = *alias;
  command_output_ = std::move(out);
}

/// sh, bash, dash, zsh, ...: -c TEXT [NAME ARGUMENT...], a file, or standard input.
Stream Evaluator::Shell(const Row&, const Invocation& call, const Arguments& arguments) {
  const bool device_out = redirected_.device;
  const bool device_in = call.in.device;
  const std::string program = Program(call);
  const shell::Kind kind = shell::KindOfShell(program);
  const std::vector<Field>& operands = arguments.operands;
  if ((device_out || device_in) && (device_out || arguments.Has("-i")) && operands.empty()) {
    Note(Risk::kCritical, "shell.remote", "remote shell", call.span,
         "connects a shell to the network");
  }
  State outer = state_;
  Stream out;
  if (arguments.Has("-c")) {
    if (operands.empty()) return {};
    state_.zero = operands.size() > 1 ? operands[1].text : FromText(program);
    state_.arguments.assign(operands.size() > 2 ? operands.begin() + 2 : operands.end(),
                            operands.end());
    state_.arguments_known = true;
    if (operands[0].network) {
      Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", operands[0].span,
           fmt::format("{} runs what comes from the network", program));
    }
    child_shell_ = kind;
    out = RunText(operands[0], fmt::format("{} runs", program), call.in);
  } else if (!operands.empty() && !arguments.Has("-s") && operands[0].text != "-") {
    state_.arguments.assign(operands.begin() + 1, operands.end());
    state_.arguments_known = true;
    state_.zero = operands[0].text;
    Apply(Role::kScript, operands[0], call, {});
    out.kind = Stream::Kind::kData;
  } else if (call.in.kind != Stream::Kind::kNone) {
    state_.arguments = operands;
    state_.arguments_known = true;
    const shell::Kind outer_shell = std::exchange(shell_, kind);
    out = RunStream(call.in, call.span, program);
    shell_ = outer_shell;
    out.shell = call.in.kind != Stream::Kind::kText;
  } else {
    if (depth_ > 0) {
      Note(Risk::kCaution, "shell.inside", "execute", call.span, "opens a shell inside a program");
    }
    out = {.kind = Stream::Kind::kData, .shell = true};
  }
  state_.EndChild(std::move(outer));
  return out;
}

/// sudo, doas, pkexec: [NAME=VALUE]... COMMAND, with the rights of root.
Stream Evaluator::Sudo(const Row&, const Invocation& call, const Arguments& arguments) {
  const bool outer = privileged_;
  const GivenOption* const user = arguments.FindAny({"-u", "--user"});
  privileged_ = user == nullptr || !user->value || user->value->text == "root" ||
                user->value->text == "#0" || !IsConstant(user->value->text);
  size_t first = 0;
  const std::vector<Field>& operands = arguments.operands;
  while (first < operands.size() && IsAssignment(operands[first].text)) {
    Apply(Role::kAssignment, operands[first++], call, {});
  }
  command_output_.reset();
  const bool shell = arguments.FindAny({"-s", "-i", "--shell", "--login"}) != nullptr;
  if (first < operands.size()) {
    RunArguments({operands.begin() + static_cast<long>(first), operands.end()}, call);
  } else if (shell && call.in.kind != Stream::Kind::kNone) {
    RunStream(call.in, call.span, Program(call));
  } else if (shell) {
    Note(Risk::kHigh, "privilege.shell", "privilege", call.span, "opens a shell as another user");
  }
  privileged_ = outer;
  return std::exchange(command_output_, std::nullopt).value_or(Stream{});
}

/// su [USER] -c TEXT
Stream Evaluator::Su(const Row&, const Invocation& call, const Arguments& arguments) {
  const bool outer = privileged_;
  const std::vector<Field>& operands = arguments.operands;
  const bool named = std::ranges::any_of(
      operands, [](const Field& field) { return field.text != "-" && field.text != "root"; });
  privileged_ = !named;
  Stream out;
  if (const GivenOption* const text = arguments.FindAny({"-c", "--command"}); text && text->value) {
    out = RunText(*text->value, "su runs", call.in);
  } else if (call.in.kind != Stream::Kind::kNone) {
    out = RunStream(call.in, call.span, "su");
  } else {
    Note(Risk::kHigh, "privilege.shell", "privilege", call.span, "opens a shell as another user");
  }
  privileged_ = outer;
  return out;
}

/// env [NAME=VALUE]... [COMMAND]; alone it writes the environment, which may hold secrets.
Stream Evaluator::Env(const Row&, const Invocation& call, const Arguments& arguments) {
  if (const GivenOption* const text = arguments.FindAny({"-S", "--split-string"});
      text != nullptr && text->value) {
    Field line = *text->value;
    if (line.text.find('\\') != Pattern::npos) {  // its escapes are not those of the shell
      Note(Risk::kUnknown, "code.unknown", "unknown", line.span,
           "env runs a text with escapes of its own");
    }
    for (const Field& field : arguments.operands) line.text += " " + shell::Quote(field.text);
    return RunText(line, "env runs", call.in);
  }
  size_t first = 0;
  const State before = state_;
  const std::vector<Field>& operands = arguments.operands;
  for (; first < operands.size() && IsAssignment(operands[first].text); ++first) {
    Apply(Role::kAssignment, operands[first], call, {});
    const size_t equals = operands[first].text.find('=');
    Field value = operands[first];
    value.text.erase(0, equals + 1);
    SetVariable(operands[first].text.substr(0, equals), value);
  }
  if (first == operands.size()) {
    state_ = before;
    return {.kind = Stream::Kind::kData, .secret = true};
  }
  command_output_.reset();
  RunArguments({operands.begin() + static_cast<long>(first), operands.end()}, call);
  state_.EndChild(before);
  return std::exchange(command_output_, std::nullopt).value_or(Stream{});
}

/// busybox APPLET ARGUMENT...
Stream Evaluator::Busybox(const Row&, const Invocation& call, const Arguments& arguments) {
  command_output_.reset();
  RunArguments(arguments.operands, call);
  return std::exchange(command_output_, std::nullopt).value_or(Stream{.kind = Stream::Kind::kData});
}

}  // namespace cmdai::safety
