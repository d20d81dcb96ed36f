#include <algorithm>
#include <optional>
#include <span>

#include "safety/evaluator.h"
#include "safety/find_call.h"
#include "safety/places.h"

/// find and fd: which files they mean, and what is done to them.
namespace cmdai::safety {

Stream Evaluator::Find(const Row&, const Invocation& call, const Arguments&) {
  FindCall find = ReadFindCall(call.argv);
  if (find.roots.empty()) {
    find.roots = {{.text = ".", .span = call.span}};
  }
  for (const Field& field : find.unknown) {
    Note(Risk::kUnknown, "option.unknown", "unknown", field.span,
         fmt::format("gives `find` the test {}, which is not known", ToText(field.text)));
  }
  for (const Field& field : find.written) Touch(Operation::kWrite, field, "find");
  const bool outer = only_some_;
  Stream out{.kind = Stream::Kind::kData};
  command_output_.reset();
  for (const Field& root : find.roots) {
    Field files = root;
    files.text = Normalise(root.text, {environment_.home, state_.cwds.front()}).front();
    if (files.text == "/") files.text.clear();
    files.text += "/";
    files.text += kAnyDepth;
    if (files.text[0] == '/' && files.text.size() > 2) files.text.erase(files.text.size() - 2, 1);
    const Pattern below = files.text.substr(0, files.text.find(kAnyDepth)) + "/" + kAnything + "/";
    if (find.deletes) {
      Field target = files;
      target.span = *find.deletes;
      only_some_ = outer || find.deletes_some;
      Touch(Operation::kDelete, target, "find");
    }
    for (const FindCommand& command : find.commands) {
      const auto run_on = [&](std::string_view path) {
        std::vector<Field> argv = command.argv;
        bool takes_files = false;
        for (Field& field : argv) {
          const size_t at = field.text.find("{}");
          takes_files |= at != std::string::npos;
          if (at != std::string::npos) field.text.replace(at, 2, path);
        }
        only_some_ = outer || (command.restricted && takes_files);
        RunArguments(std::move(argv), call);
      };
      run_on(files.text);
      for (const std::string& name : find.secrets) run_on(below + name);
    }
    const bool known = !find.prints_some || !find.secrets.empty();
    if (!find.prints_names || !find.commands.empty() || !known) continue;
    out.kind = Stream::Kind::kText;
    for (const std::string& name : find.secrets) out.text += below + name + find.ends_names;
    if (!find.prints_some) out.text += files.text + find.ends_names;
  }
  only_some_ = outer;
  // What one program writes for the one file that is meant is what find writes.
  if (find.commands.size() == 1 && command_output_) out = *command_output_;
  command_output_.reset();
  return out;
}

/// fd PATTERN [PATH...] [-x|-X COMMAND...]
Stream Evaluator::Fd(const Row&, const Invocation& call, const Arguments& arguments) {
  const GivenOption* const command = arguments.FindAny({"-x", "--exec", "-X", "--exec-batch"});
  if (command == nullptr || command->command.empty()) return {.kind = Stream::Kind::kData};
  std::vector<Field> argv = command->command;
  Field files{.text = ".", .span = call.span};
  if (arguments.operands.size() > 1) files = arguments.operands[1];
  files.text = Normalise(files.text, {environment_.home, state_.cwds.front()}).front();
  files.text += kAnyDepth;
  bool placed = false;
  for (Field& field : argv) {
    const size_t at = field.text.find("{}");
    placed |= at != std::string::npos;
    if (at != std::string::npos) field.text.replace(at, 2, files.text);
  }
  if (!placed) argv.push_back(files);
  const bool outer = only_some_;
  only_some_ |= !arguments.operands.empty() && !MatchesAll(arguments.operands[0].text);
  RunArguments(std::move(argv), call);
  only_some_ = outer;
  command_output_.reset();
  return {.kind = Stream::Kind::kData};
}

}  // namespace cmdai::safety
