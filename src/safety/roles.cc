#include <algorithm>

#include "safety/evaluator.h"
#include "safety/places.h"
#include "safety/variables.h"

namespace cmdai::safety {
namespace {

/// Whether numeric or symbolic permissions set the setuid bit, or the setgid bit alone, which
/// shared folders have.
enum class SpecialBits : uint8_t { kNone, kGroup, kUser };

SpecialBits SpecialBitsOf(std::string_view mode) {
  SpecialBits bits = SpecialBits::kNone;
  if (mode.find_first_not_of("01234567") == std::string_view::npos) {
    const int digit = mode.size() >= 4 ? mode[mode.size() - 4] - '0' : 0;
    if ((digit & 4) != 0) return SpecialBits::kUser;
    return (digit & 2) != 0 ? SpecialBits::kGroup : SpecialBits::kNone;
  }
  while (!mode.empty()) {
    const size_t end = std::min(mode.find(','), mode.size());
    const std::string_view clause = mode.substr(0, end);
    mode.remove_prefix(std::min(end + 1, mode.size()));
    const size_t change = clause.find_first_of("+=");
    if (change == std::string_view::npos || clause.find('s', change) == std::string_view::npos) {
      continue;
    }
    const std::string_view who = clause.substr(0, change);
    const bool group = !who.empty() && who.find_first_not_of('g') == std::string_view::npos;
    bits = std::max(bits, group ? SpecialBits::kGroup : SpecialBits::kUser);
  }
  return bits;
}

}  // namespace

/// What a value does to the program that gets it. `option`: the option it belongs to, or empty.
void Evaluator::Apply(Role role, const Field& field, const Invocation& call,
                      std::string_view option) {
  const std::string program = Program(call);
  switch (role) {
    case Role::kText:
    case Role::kSignal:
      return;
    case Role::kRead:
      return Touch(Operation::kRead, field, program);
    case Role::kWrite:
    case Role::kPlace:
      if (field.text != "-") Touch(Operation::kWrite, field, program);
      return;
    case Role::kAppend:
      return Touch(Operation::kAppend, field, program);
    case Role::kCreate:
    case Role::kLink:
      return Touch(Operation::kCreate, field, program);
    case Role::kEdit:
      return Touch(Operation::kEdit, field, program);
    case Role::kDelete:
      return Touch(Operation::kDelete, field, program);
    case Role::kTree:
      return Touch(Operation::kDeleteTree, field, program);
    case Role::kMove:
      return Touch(Operation::kMove, field, program);
    case Role::kMeta:
      return Touch(Operation::kAttributes, field, program);
    case Role::kMetaTree:
      return Touch(Operation::kAttributesTree, field, program);
    case Role::kDevice: {
      const Pattern path = Normalise(field.text, {environment_.home, state_.cwds.front()}).front();
      const bool image = IsConstant(path) && !path.starts_with("/dev/");
      const bool partition = path.starts_with("/dev/mapper/");
      Note(image       ? Risk::kHigh
           : partition ? Risk::kHigh
                       : Risk::kCritical,
           "path.device", "device", field.span,
           fmt::format("writes a disk anew: {}", ToText(field.text)), path);
      return;
    }
    case Role::kDirectory: {
      std::vector<Pattern> cwds;
      for (const Pattern& cwd : state_.cwds) {
        for (Pattern& path : Normalise(field.text, {environment_.home, cwd})) {
          cwds.push_back(FollowLinks(path));
        }
      }
      state_.cwds = std::move(cwds);
      return;
    }
    case Role::kScript: {
      if (field.text == "-" || field.text == "/dev/stdin" || field.text == "/dev/fd/0" ||
          field.text == "/proc/self/fd/0") {
        RunStream(call.in, field.span, program);
        return;
      }
      const Stream file = ReadFile(field);
      if (file.kind == Stream::Kind::kText || file.kind == Stream::Kind::kNetwork) {
        RunStream(file, field.span, program);
      } else {
        Note(Risk::kUnknown, "code.file", "execute", field.span,
             fmt::format("runs the file {}, whose content is not known", ToText(field.text)),
             field.text);
      }
      return;
    }
    case Role::kProgramFile: {
      const Stream file = field.text == "-" ? call.in : ReadFile(field);
      const bool network = file.kind == Stream::Kind::kNetwork;
      Note(network ? (privileged_ ? Risk::kCritical : Risk::kHigh) : Risk::kUnknown,
           network ? "code.network" : "code.file", "execute", field.span,
           network ? fmt::format("{} runs what comes from the network", program)
                   : fmt::format("{} runs code from {}, whose content is not known", program,
                                 ToText(field.text)),
           field.text);
      return;
    }
    case Role::kCommand:
      RunArguments({field}, call);
      return;
    case Role::kProgram: {
      // The program that calls it adds arguments, which are not known here.
      std::vector<Field> argv;
      FieldBuilder builder(argv, field.span, " \t", /*splits=*/true);
      builder.AddExpanded(field.text);
      builder.Finish();
      argv.push_back({.text = Pattern(1, kAnything), .span = field.span});
      RunArguments(std::move(argv), call);
      command_output_.reset();
      return;
    }
    case Role::kShell: {
      if (field.network) {
        Note(privileged_ ? Risk::kCritical : Risk::kHigh, "code.network", "execute", field.span,
             fmt::format("{} runs what comes from the network", program));
      }
      Field line = field;
      if (option == "--checkpoint-action") line.text.erase(0, field.text.find('=') + 1);
      RunText(line, fmt::format("{} runs", program), {});
      return;
    }
    case Role::kUrl:
    case Role::kHost:
      if (field.text.starts_with("file:")) {
        Field path = field;
        path.text.erase(0, path.text.starts_with("file://") ? 7 : 5);
        return Touch(Operation::kRead, path, program);
      }
      Note(field.secret || call.in.secret ? Risk::kHigh : Risk::kLow,
           field.secret || call.in.secret ? "exfiltration" : "network", "network", field.span,
           field.secret || call.in.secret
               ? fmt::format("sends credentials or other secrets to {}", ToText(field.text))
               : fmt::format("contacts {}", ToText(field.text)));
      return;
    case Role::kUpload:
      return Upload(field, call, option);
    case Role::kMode:
      if (const SpecialBits bits = SpecialBitsOf(field.text); bits == SpecialBits::kUser) {
        Note(Risk::kCritical, "mode.setuid", "permissions", field.span,
             "lets others run a program with its owner's rights (setuid)");
      } else if (bits == SpecialBits::kGroup) {
        Note(Risk::kHigh, "mode.setgid", "permissions", field.span,
             "lets others run a program, or make files in a folder, with its group's rights "
             "(setgid)");
      }
      return;
    case Role::kProcess:
      if (field.text == "-1") {
        Note(Risk::kCritical, "process.all", "kill", field.span, "sends a signal to all processes");
      }
      return;
    case Role::kAssignment: {
      const size_t equals = field.text.find('=');
      if (equals == Pattern::npos) return;
      Field value = field;
      value.text.erase(0, equals + 1);
      return CheckVariable(std::string(field.text.substr(0, equals)), value, call.in);
    }
    default:
      return RunCode(role, field, call);
  }
}

/// The path where the links lead that this program made, and those of the host.
Pattern Evaluator::FollowLinks(const Pattern& path) const {
  Pattern result = path;
  for (int hop = 0; hop < 4; ++hop) {
    bool followed = false;
    for (const auto& [link, target] : state_.links.entries()) {
      const bool below =
          result.size() > link.size() && result.starts_with(link) && result[link.size()] == '/';
      if (result != link && !below) continue;
      const Pattern rest = result.substr(link.size());
      result = target == "/" && !rest.empty() ? rest : target + rest;
      followed = true;
      break;
    }
    if (!followed) break;
  }
  return result;
}

/// The path where the links of the host lead; of one that is removed only the folders' links.
Pattern Evaluator::FollowHostLinks(const Pattern& path, bool itself) const {
  if (environment_.facts == nullptr || elsewhere_ || !IsConstant(path)) return path;
  const size_t slash = path.rfind('/');
  if (slash == Pattern::npos) return path;
  const std::string known = itself ? path.substr(0, slash) : path;
  const std::optional<std::string> real = environment_.facts->Resolve(known.empty() ? "/" : known);
  if (real) return itself ? (*real == "/" ? "" : *real) + path.substr(slash) : *real;
  if (itself) return path;
  // What is not there yet lies in a folder that may be.
  const std::optional<std::string> folder =
      environment_.facts->Resolve(slash == 0 ? "/" : path.substr(0, slash));
  return folder ? (*folder == "/" ? "" : *folder) + path.substr(slash) : path;
}

/// After a write by a way that is not followed a file may hold anything.
void Evaluator::ForgetFile(Operation operation, const Pattern& path) {
  const bool writes = operation == Operation::kWrite || operation == Operation::kEdit ||
                      operation == Operation::kMove;
  if (!writes) return;
  if (Stream* const file = state_.files.Find(path)) *file = {.kind = Stream::Kind::kData};
}

void Evaluator::Touch(Operation operation, const Field& field, std::string_view program) {
  if (field.text.empty()) return;
  if (field.text.back() == kAnyDepth) operation = TreeOf(operation);
  const bool writes = operation != Operation::kRead;
  // For rules: what is done to a folder is done to all below it.
  const auto whole = [&](const Pattern& path) {
    return IsTree(operation) ? path + kAnyDepth : path;
  };
  for (const Pattern& cwd : state_.cwds) {
    const Folders folders{environment_.home, cwd};
    for (const Pattern& normal : Normalise(field.text, folders)) {
      const bool removes = operation == Operation::kDelete || operation == Operation::kDeleteTree ||
                           operation == Operation::kMove;
      const bool itself = removes && !field.text.ends_with('/');  // the link, not what it leads to
      const Pattern path =
          writes ? FollowHostLinks(FollowLinks(normal), itself) : FollowLinks(normal);
      // In a container only what is mounted there belongs to the machine.
      if (elsewhere_ && path == normal) {
        if (writes) {
          Note(IsTree(operation) ? Risk::kHigh : Risk::kCaution, "path.elsewhere",
               EffectOf(operation), field.span,
               fmt::format("{} {} inside the container", Describe(operation), ToText(path)),
               whole(path));
        }
        continue;
      }
      ForgetFile(operation, path);
      safety::Place place = PlaceOf(path, folders, IsTree(operation));
      const bool device_read = operation == Operation::kRead && IsSecretFile(path);
      if (device_read) place = safety::Place::kCredential;
      if (place == safety::Place::kOther && !project_.empty() && path.starts_with(project_)) {
        place = safety::Place::kOrdinary;
      }
      Risk risk = RiskOf(operation, place);
      if (risk == Risk::kCaution && operation == Operation::kWrite &&
          environment_.facts != nullptr && IsConstant(path) &&
          environment_.facts->Exists(path) == false) {
        risk = Risk::kLow;
      }
      const std::string_view does = only_some_ && operation == Operation::kDeleteTree
                                        ? "deletes some of what lies under"
                                        : Describe(operation);
      std::string message = fmt::format("{} {}{}", does, ToText(path), Describe(place));
      if (path != normal) message += fmt::format(" (through {})", ToText(normal));
      if (!field.origin.empty()) message += fmt::format(" ({})", field.origin);
      Note(risk, fmt::format("path.{}", program.empty() ? "write" : std::string(program)),
           EffectOf(operation), field.span, std::move(message), whole(path));
    }
  }
}

}  // namespace cmdai::safety
