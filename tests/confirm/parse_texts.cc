#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "shell/dump.h"
#include "shell/parser.h"
#include "shell/print.h"

/// Reads texts that end in NUL from stdin and prints one line for each: "ok" or "error: why".
/// `--posix` parses as POSIX's grammar; `--dump` prints the tree; `--round-trip` also prints each
/// program, parses the print and compares the trees.
int main(int argc, char** argv) {
  using namespace cmdai;
  shell::Dialect dialect = shell::Dialect::kBash;
  bool dumps = false;
  bool round_trips = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--posix") dialect = shell::Dialect::kPosix;
    if (argument == "--dump") dumps = true;
    if (argument == "--round-trip") round_trips = true;
  }
  const std::string input(std::istreambuf_iterator<char>(std::cin), {});
  for (size_t begin = 0; begin < input.size();) {
    const size_t end = std::min(input.find('\0', begin), input.size());
    const std::string_view text = std::string_view(input).substr(begin, end - begin);
    begin = end + 1;
    const shell::ParseResult result = shell::Parse(text, dialect);
    if (result.error) {
      std::printf("error: %s at %u\n", EscapeForTerminal(result.error->message).c_str(),
                  result.error->span.begin);
      continue;
    }
    const std::string dump = shell::Dump(result.program);
    if (round_trips) {
      const std::string printed = shell::Print(result.program);
      const shell::ParseResult again = shell::Parse(printed, dialect);
      if (again.error || shell::Dump(again.program) != dump) {
        std::printf("differs: %s\n", EscapeForTerminal(printed).c_str());
        continue;
      }
    }
    std::printf("%s\n", dumps ? dump.c_str() : "ok");
  }
  return 0;
}
