#include <algorithm>

#include "safety/evaluator.h"
#include "safety/places.h"

/// What goes to a destination, to another machine, or into a program.
namespace cmdai::safety {
namespace {

/// The file that an option of curl sends: @file, name=@file, name=<file; empty for plain data.
std::string_view SentFile(std::string_view value) {
  const size_t at = value.find_first_of("@<");
  if (at == std::string_view::npos) return {};
  if (at > 0 && value[at - 1] != '=') return {};
  return value.substr(at + 1, value.find(';', at) - at - 1);
}

bool IsDataOption(std::string_view option) {
  return option == "-d" || option == "-F" || option.starts_with("--data") ||
         option.starts_with("--form") || option == "--json" || option == "--url-query";
}

}  // namespace

/// A destination: itself where it is a file, else what is put into it.
void Evaluator::Place(const Field& field, const Invocation& call, const Arguments& arguments,
                      size_t n_sources) {
  const Folders folders{environment_.home, state_.cwds.front()};
  const Pattern path = FollowLinks(Normalise(field.text, folders).front());
  const safety::Place place = PlaceOf(path, folders, false);
  ForgetFile(Operation::kWrite, path);
  const bool folder = place == safety::Place::kHome || path == "/" || field.text.ends_with('/') ||
                      field.text == "." || field.text == ".." || path == folders.cwd ||
                      place == safety::Place::kTemporary ||
                      std::ranges::find(kVitalFolders, path) != kVitalFolders.end();
  if (!folder) Touch(Operation::kWrite, field, Program(call));
  const Stream* const old = state_.files.Find(path);
  const bool open = old == nullptr || old->kind == Stream::Kind::kData;
  if (IsConstant(path) && open && n_sources == 1) {
    const Stream source = ReadFile(arguments.operands[0]);
    if (source.kind != Stream::Kind::kNone) state_.files[path] = source;
  }
  for (size_t i = 0; i < n_sources && i < arguments.operands.size() && i < 8; ++i) {
    const Pattern& source = arguments.operands[i].text;
    Field inside = field;
    inside.text = path + "/" + source.substr(source.rfind('/') + 1);
    const Folders there{environment_.home, "/"};
    const safety::Place below = PlaceOf(Normalise(inside.text, there).front(), there, false);
    const bool plain = below == safety::Place::kOrdinary || below == safety::Place::kOther ||
                       below == safety::Place::kTemporary;
    if (folder || !plain) Touch(Operation::kWrite, inside, Program(call));
    // The copy of a program is that program.
    const bool program = source.starts_with("/bin/") || source.starts_with("/usr/bin/") ||
                         source.starts_with("/sbin/") || source.starts_with("/usr/sbin/");
    if (!program || !IsConstant(source)) continue;
    state_.aliases[inside.text] = source;
    if (n_sources == 1) state_.aliases[path] = source;
  }
}

/// Data that is sent to another machine.
void Evaluator::Upload(const Field& field, const Invocation& call, std::string_view option) {
  Field file = field;
  if (IsDataOption(option) || field.text.find('@') != Pattern::npos) {
    file.text = Pattern(SentFile(field.text));
    if (file.text.empty()) {
      if (field.secret) {
        Note(Risk::kHigh, "exfiltration", "upload", field.span,
             "sends credentials or other secrets to another machine");
      } else if (IsDataOption(option)) {
        Note(Risk::kCaution, "network.send", "upload", field.span, "sends data to another machine");
      }
      return;
    }
  }
  const bool standard_input = file.text == "-" || file.text == ".";
  const Stream content = standard_input ? call.in : ReadFile(file);
  const Folders folders{environment_.home, state_.cwds.front()};
  const Pattern path = Normalise(file.text, folders).front();
  const safety::Place place = PlaceOf(path, folders, true);
  const bool valuable = content.secret || place == safety::Place::kCredential ||
                        place == safety::Place::kHome || place == safety::Place::kVital ||
                        place == safety::Place::kStartup || place == safety::Place::kHistory ||
                        place == safety::Place::kSystem;
  Note(valuable ? Risk::kHigh : Risk::kCaution, valuable ? "exfiltration" : "network.send",
       "upload", field.span,
       valuable ? fmt::format("sends {} to another machine, which may hold secrets",
                              standard_input ? "its input" : ToText(file.text))
                : fmt::format("sends {} to another machine",
                              standard_input ? "its input" : ToText(file.text)),
       path);
}

void Evaluator::ApplyStandardInput(Role role, const Invocation& call) {
  const shell::Span span = call.span;
  if (role == Role::kShell || role == Role::kScript) {
    RunStream(call.in, span, Program(call));
    return;
  }
  if (role == Role::kHost || role == Role::kUrl || role == Role::kUpload) {
    const bool secret = call.in.secret;
    if (call.in.shell) {
      Note(Risk::kCritical, "shell.remote", "remote shell", span,
           "connects a shell to the network");
      return;
    }
    const bool written_here = call.in.kind == Stream::Kind::kText && IsConstant(call.in.text);
    if (!secret && written_here) return;  // a question
    Note(secret ? Risk::kHigh : Risk::kCaution, secret ? "exfiltration" : "network.send", "upload",
         span,
         secret ? "sends credentials or other secrets to another machine"
                : "sends its input to another machine");
    return;
  }
  if (role == Role::kText || role == Role::kRead) return;
  if (call.in.kind == Stream::Kind::kText) {
    Apply(role, {.text = call.in.text, .span = span}, call, {});
  } else {
    RunStream(call.in, span, Program(call));
  }
}

}  // namespace cmdai::safety
