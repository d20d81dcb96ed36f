#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <list>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "safety/judge.h"
#include "safety/program_table.h"

/// Reads tables and runs the examples of their rows:
///
///     check_table [--all FOLDER-OF-TABLES...] TABLE...
///
/// Prints what is wrong; the status is 1 then. With `--judge` it judges the lines of stdin instead.
int main(int argc, char** argv) {
  using namespace cmdai;
  safety::ProgramTable table;
  std::list<std::string> texts;
  bool judges = false;
  std::string only = std::getenv("ONLY") == nullptr ? "" : std::getenv("ONLY");
  int status = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--judge") {
      judges = true;
      continue;
    }
    std::ifstream file(argv[i]);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (const Result<void> added = table.Add(argv[i], texts.back()); !added) {
      std::printf("%s\n", added.error().message.c_str());
      status = 1;
    }
  }
  const safety::Environment environment{.home = "/home/user",
                                        .cwd = "/home/user/proj",
                                        .is_root = false,
                                        .facts = nullptr,
                                        .programs = &table};
  if (judges) {
    const std::string input(std::istreambuf_iterator<char>(std::cin), {});
    for (size_t begin = 0; begin < input.size();) {
      const size_t end = std::min(input.find('\0', begin), input.size());
      const std::string command = input.substr(begin, end - begin);
      begin = end + 1;
      const safety::Verdict verdict = safety::Judge(command, environment);
      std::string line =
          std::string(Name(verdict.decision)) + "\t" + std::string(Name(verdict.risk));
      for (const safety::Finding& finding : verdict.findings) {
        line += "\t" + std::string(Name(finding.risk)) + " [" + finding.rule + "] " +
                EscapeForTerminal(finding.message);
      }
      std::printf("%s\n", line.c_str());
    }
    return 0;
  }
  size_t n_examples = 0;
  size_t n_missed = 0;
  for (const safety::Row* const row : table.rows()) {
    if (!only.empty() && row->file.find(only) == std::string::npos) continue;
    for (const safety::Example& example : row->examples) {
      ++n_examples;
      const safety::Verdict verdict = safety::Judge(example.command, environment);
      const bool met =
          example.at_least ? verdict.risk >= *example.at_least : verdict.risk <= safety::Risk::kLow;
      if (met) continue;
      ++n_missed;
      status = 1;
      std::printf("%s:%zu: `%s` is %s, not %s\n", row->file.c_str(), row->line,
                  example.command.c_str(), std::string(Name(verdict.risk)).c_str(),
                  example.at_least ? std::string(Name(*example.at_least)).c_str() : "safe");
      for (const safety::Finding& finding : verdict.findings) {
        std::printf("    %s [%s] %s\n", std::string(Name(finding.risk)).c_str(),
                    finding.rule.c_str(), EscapeForTerminal(finding.message).c_str());
      }
    }
  }
  std::printf("%zu rows, %zu examples, %zu missed\n", table.rows().size(), n_examples, n_missed);
  return status;
}
