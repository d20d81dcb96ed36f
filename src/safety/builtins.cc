#include <algorithm>

#include "safety/evaluator.h"
#include "safety/printf.h"

/// Commands of the shell itself. ApplyArguments() has looked at options and operands by their
/// roles before one of these is called.
namespace cmdai::safety {
namespace {

Field Joined(const std::vector<Field>& fields, size_t first) {
  Field joined = fields[first];
  for (size_t i = first + 1; i < fields.size(); ++i) {
    joined.text += " " + fields[i].text;
    joined.network |= fields[i].network;
    joined.secret |= fields[i].secret;
    joined.span.end = std::max(joined.span.end, fields[i].span.end);
  }
  return joined;
}

}  // namespace

Stream Evaluator::Cd(const Row&, const Invocation&, const Arguments& arguments) {
  const Field home{.text = environment_.home, .span = {}};
  const Field& target = arguments.operands.empty() ? home : arguments.operands[0];
  if (target.text == "-" || target.text.empty()) {
    state_.cwds = {Pattern(1, kAnything)};
  } else {
    const Variable* const more = state_.variables.Find("CDPATH");
    const std::vector<Pattern> before = state_.cwds;
    Apply(Role::kDirectory, target, {}, {});
    if (more != nullptr && target.text[0] != '/' && target.text[0] != '.') {
      for (Pattern& path : Normalise(more->values.front() + "/" + target.text,
                                     {environment_.home, before.front()})) {
        if (state_.cwds.size() < kMaxFolders) state_.cwds.push_back(std::move(path));
      }
    }
  }
  return {};
}

/// A local variable: what its name stands for outside comes back when the function ends.
void Evaluator::KeepForCaller(std::string name) {
  if (name.ends_with('+')) name.pop_back();
  const Variable* const old = state_.variables.Find(name);
  locals_.back().emplace_back(name, old == nullptr ? std::nullopt : std::optional(*old));
}

/// export, declare, local, readonly, typeset
Stream Evaluator::Declare(const Row&, const Invocation& call, const Arguments& arguments) {
  const bool reference = arguments.Has("-n") && call.argv[0].text != "export";
  const bool local = !locals_.empty() && !arguments.Has("-g") && call.argv[0].text != "export" &&
                     call.argv[0].text != "readonly";
  for (const Field& field : arguments.operands) {
    EvaluateName(field);
    const size_t equals = field.text.find('=');
    if (local) KeepForCaller(field.text.substr(0, std::min(equals, field.text.size())));
    if (equals == Pattern::npos) continue;
    Field value = field;
    value.text.erase(0, equals + 1);
    std::string name = field.text.substr(0, equals);
    if (name.ends_with('+')) name.pop_back();
    CheckVariable(name, value, call.in);
    const bool fixed = call.argv[0].text == "readonly" || arguments.Has("-r");
    SetVariable(reference ? "&" + name : name, value);
    if (fixed) state_.variables[name].readonly = true;
    if (!value.text.ends_with(' ')) continue;
    // A list of elements, which has a blank after each.
    std::vector<Pattern> elements;
    for (std::string_view rest = value.text; !rest.empty();) {
      const size_t end = rest.find(' ');
      elements.push_back(SetElement(name, Pattern(rest.substr(0, end))));
      rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    }
    state_.variables[name].elements = std::move(elements);
  }
  return {};
}

/// Its arguments are names of variables and numbers.
Stream Evaluator::Names(const Row&, const Invocation&, const Arguments& arguments) {
  for (const GivenOption& option : arguments.options) {
    if (option.value) EvaluateName(*option.value);
  }
  for (const Field& field : arguments.operands) {
    EvaluateName(field);
    EvaluateValues(field);
  }
  return {};
}

Stream Evaluator::Unset(const Row&, const Invocation&, const Arguments& arguments) {
  for (const Field& field : arguments.operands) {
    EvaluateName(field);
    if (field.text.starts_with("HIST")) {
      Note(Risk::kCaution, "variable.history", "environment", field.span,
           "changes what the shell remembers of its commands");
    }
    state_.variables.Erase(field.text);
    state_.functions.Erase(field.text);
    ForgetElements(field.text);
    // Unset is known to be empty from here on.
    if (!arguments.Has("-f"))
      state_.variables[field.text] = {.values = {Pattern()}, .elements = {}};
  }
  return {};
}

Stream Evaluator::Eval(const Row&, const Invocation& call, const Arguments& arguments) {
  const size_t first = !arguments.operands.empty() && arguments.operands[0].text == "--" ? 1 : 0;
  if (arguments.operands.size() == first) return {};
  const Field code = Joined(arguments.operands, first);
  if (code.network) {
    Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", code.span,
         "eval runs what comes from the network");
  }
  return RunHere(code, "eval runs", call.in);
}

Stream Evaluator::Alias(const Row&, const Invocation&, const Arguments& arguments) {
  for (const Field& field : arguments.operands) {
    const size_t equals = field.text.find('=');
    if (equals == Pattern::npos) continue;
    Field body = field;
    body.text.erase(0, equals + 1);
    State before = state_;
    if (body.text.find_first_not_of(" \t") != Pattern::npos) RunText(body, "an alias runs", {});
    state_ = std::move(before);
    state_.aliases[field.text.substr(0, equals)] = body.text;
  }
  return {};
}

Stream Evaluator::Trap(const Row&, const Invocation&, const Arguments& arguments) {
  if (arguments.operands.size() < 2) return {};
  const Field& action = arguments.operands[0];
  if (action.text == "-" || action.text.empty()) return {};
  RunText(action, "trap runs", {});
  if (traps_.size() < 8) traps_.push_back(action);  // and at the end, with other values
  return {};
}

/// bind -x 'KEYS: COMMAND'
Stream Evaluator::Bind(const Row&, const Invocation&, const Arguments& arguments) {
  const GivenOption* const binding = arguments.Find("-x");
  if (binding == nullptr || !binding->value) return {};
  Field command = *binding->value;
  const size_t colon = command.text.find(':');
  if (colon != Pattern::npos) command.text.erase(0, colon + 1);
  // readline takes the command in double quotes too: "\C-x":"ls"
  const size_t begin = command.text.find_first_not_of(" \t");
  if (begin != Pattern::npos && command.text[begin] == '"' && command.text.ends_with('"')) {
    command.text = command.text.substr(begin + 1, command.text.size() - begin - 2);
  }
  RunText(command, "a key runs", {});
  return {};
}

Stream Evaluator::Set(const Row&, const Invocation& call, const Arguments& arguments) {
  if (arguments.ended || !arguments.operands.empty()) {
    state_.arguments = arguments.operands;
    state_.arguments_known = true;
  }
  static_cast<void>(call);
  return {};
}

/// shift [N]
Stream Evaluator::Shift(const Row&, const Invocation&, const Arguments& arguments) {
  size_t n = 1;
  if (!arguments.operands.empty()) {
    const std::string& text = arguments.operands[0].text;
    const bool number = !text.empty() && text.size() < 5 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    if (!number) state_.arguments_known = false;
    n = number ? std::stoul(text) : 0;
  }
  // More than there are: nothing is dropped.
  if (!state_.arguments_known || n > state_.arguments.size()) return {};
  state_.arguments.erase(state_.arguments.begin(),
                         state_.arguments.begin() + static_cast<std::ptrdiff_t>(n));
  return {};
}

/// exec without a program: its redirections hold for what follows.
Stream Evaluator::Exec(const Row&, const Invocation& call, const Arguments& arguments) {
  if (arguments.operands.empty()) {
    if (call.in.kind != Stream::Kind::kNone) state_.files["/dev/fd/0"] = call.in;
    return {};
  }
  RunArguments(arguments.operands, call);
  return command_output_.value_or(Stream{});
}

/// command -v, which: the path of a program is its name to us.
Stream Evaluator::Which(const Row&, const Invocation&, const Arguments& arguments) {
  if (arguments.operands.empty()) return {.kind = Stream::Kind::kData};
  Pattern name = arguments.operands[0].text;
  if (name.find('/') == Pattern::npos && programs_.Find(name) != nullptr)
    name.insert(0, "/usr/bin/");
  return {.kind = Stream::Kind::kText, .text = name + "\n"};
}

Stream Evaluator::Echo(const Row&, const Invocation& call, const Arguments&) {
  Stream out{.kind = Stream::Kind::kText};
  bool newline = true;
  // The shells whose echo has no -e decode escapes always.
  bool escapes = shell_ == shell::Kind::kZsh || shell_ == shell::Kind::kPosix;
  size_t first = 1;
  for (; first < call.argv.size(); ++first) {
    const std::string& word = call.argv[first].text;
    const bool option =
        word.size() > 1 && word[0] == '-' && word.find_first_not_of("neE", 1) == std::string::npos;
    if (!option) break;
    newline &= word.find('n') == std::string::npos;
    escapes = word.find('e') != std::string::npos || escapes;
  }
  for (size_t i = first; i < call.argv.size(); ++i) {
    if (i > first) out.text += ' ';
    out.text += call.argv[i].text;
    out.secret |= call.argv[i].secret;
    if (call.argv[i].network) out.kind = Stream::Kind::kNetwork;
  }
  // yes writes its line again and again: what reads one reads them all.
  if (first == call.argv.size() && call.argv[0].text == "yes") out.text = "y";
  if (escapes) out.text = DecodeEchoEscapes(out.text);
  if (newline) out.text += '\n';
  return out;
}

/// printf [-v NAME] [--] FORMAT [TEXT...]: what follows the format is text, also when it begins
/// with `-`.
Stream Evaluator::Printf(const Row&, const Invocation& call, const Arguments&) {
  Stream out{.kind = Stream::Kind::kText};
  const std::vector<Field>& argv = call.argv;
  size_t first = 1;
  Field variable;
  if (argv.size() > 1 && argv[1].text.starts_with("-v")) {
    variable = argv[argv[1].text == "-v" && argv.size() > 2 ? 2 : 1];
    if (argv[1].text != "-v") variable.text.erase(0, 2);
    first = argv[1].text == "-v" ? 3 : 2;
  }
  if (first < argv.size() && argv[first].text == "--") ++first;
  std::vector<Pattern> values;
  for (size_t i = first; i < argv.size(); ++i) {
    values.push_back(argv[i].text);
    out.secret |= argv[i].secret;
    if (argv[i].network) out.kind = Stream::Kind::kNetwork;
  }
  if (!values.empty()) out.text = FormatPrintf(values);
  if (variable.text.empty()) return out;
  EvaluateName(variable);
  SetVariable(variable.text, {.text = out.text, .span = call.span});
  return {};
}

}  // namespace cmdai::safety
