#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "safety/program_table.h"

namespace cmdai::safety {

/// A call in a program text: `os.system("ls")`, `system "ls"`.
struct CodeCall {
  std::string name;                  // with its qualifiers: "os.system", ".execSync"
  std::vector<std::string> strings;  // the string literals among its arguments, decoded
};

/// What a rough look at a program text of another language shows. Not a parser of that language:
/// for finding, never for clearing.
struct CodeScan {
  std::vector<CodeCall> calls;
  std::vector<std::string> commands;  // `...`, qx{...}, %x{...} where they run a shell
  std::vector<std::string> names;     // all identifiers, in order
};

/// Takes time linear in the length of `code`. `language` is one of the roles that are languages.
CodeScan ScanCode(Role language, std::string_view code);

}  // namespace cmdai::safety
