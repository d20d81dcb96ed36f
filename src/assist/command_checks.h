#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assist/tool_options.h"
#include "shell/ast.h"

namespace cmdai::assist {

/// What is known about the tools that a command would find.
struct ToolLookup {
  std::function<bool(std::string_view program)> is_command = {};
  /// The documented options of a program, or of its subcommand where that is not empty; nullopt
  /// where nothing is documented.
  std::function<std::optional<OptionSet>(const std::string& program, const std::string& subcommand)>
      options = {};
};

/// What a command uses that isn't there.
struct UnknownWords {
  std::vector<std::string> programs = {};
  std::vector<std::string> options = {};  // "ls --colour"
};

/// Looks up the programs and options of all simple commands of a program, also those that a wrapper
/// such as sudo or xargs runs, or find -exec. Words that hold expansions are passed over.
UnknownWords FindUnknownWords(const shell::List& program, const ToolLookup& tools);

}  // namespace cmdai::assist
