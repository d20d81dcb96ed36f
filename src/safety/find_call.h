#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/state.h"

namespace cmdai::safety {

/// A program that find runs, and whether tests before it choose among the files.
struct FindCommand {
  std::vector<Field> argv;
  bool restricted = false;
};

/// find's command line, taken apart.
struct FindCall {
  std::vector<Field> roots;
  std::optional<shell::Span> deletes;
  bool deletes_some = false;
  std::vector<FindCommand> commands;
  std::vector<std::string> secrets;  // names of files with credentials that it looks for
  bool prints_names = true;
  bool prints_some = false;
  char ends_names = '\n';  // \0 after -print0
  std::vector<Field> written;
  std::vector<Field> unknown;
};

/// Whether all names match the glob, as * and *.*.
bool MatchesAll(std::string_view glob);

/// Takes the arguments of find apart (GNU findutils 4.9, the BSDs, Solaris).
FindCall ReadFindCall(const std::vector<Field>& arguments);

}  // namespace cmdai::safety
