#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "safety/expansion.h"

/// Expands words as the gate does, for tools/compare_expansion.py:
///
///     expand_words CWD
///
/// Reads pairs of texts that end in NUL from stdin: a program that comes first, and words. Prints
/// for each pair the number of arguments and the arguments, each followed by NUL; "error" where the
/// words cannot be parsed. An unknown part is printed as "?", a glob as it was written.
/// HOME is /home/user.
int main(int argc, char** argv) {
  using namespace cmdai;
  const safety::Environment environment{.home = "/home/user",
                                        .cwd = argc > 1 ? argv[1] : "/home/user/proj"};
  const std::string input(std::istreambuf_iterator<char>(std::cin), {});
  std::string output;
  const auto put = [&](std::string_view text) {
    output += text;
    output += '\0';
  };
  size_t begin = 0;
  const auto next = [&] {
    const size_t end = std::min(input.find('\0', begin), input.size());
    std::string text = input.substr(begin, end - begin);
    begin = end + 1;
    return text;
  };
  while (begin < input.size()) {
    const std::string before = next();
    const auto arguments = safety::ExpandArguments(before + "\n: " + next(), environment);
    put(arguments ? std::to_string(arguments->size()) : "error");
    if (!arguments) continue;
    for (const safety::Pattern& argument : *arguments) put(safety::ToText(argument));
  }
  std::fwrite(output.data(), 1, output.size(), stdout);
  return 0;
}
