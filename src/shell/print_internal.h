#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.h"

namespace cmdai::shell::internal {

/// Inside what a text stands, which decides the characters that need a backslash.
enum class Context { kPlain, kDoubleQuotes, kHereDocument };

/// Writes nodes as shell text: lists and commands (print.cc), words and their parts
/// (print_words.cc). Here-documents wait for the next newline, as in the shell.
class Printer {
 public:
  std::string Take();
  void Print(const List& list);
  void Print(const Word& word, Context context = Context::kPlain);

 private:
  std::string TakePending();
  std::string Separator(const AndOr& before);
  void EndLine();
  void Body(const std::unique_ptr<List>& list, std::string_view close);
  void Print(const Part& part, Context context);
  void PrintPart(const Text& text, Context context);
  void PrintPart(const DoubleQuoted& quoted, Context);
  void PrintPart(const Parameter& parameter, Context);
  void PrintPart(const CommandSubstitution& substitution, Context context);
  void PrintPart(const ArithmeticExpansion& arithmetic, Context);
  void PrintPart(const ProcessSubstitution& substitution, Context);
  void PrintPart(const ArrayLiteral& array, Context);
  void PrintWords(const std::vector<Word>& words);
  void Print(const AndOr& item);
  void Print(const Pipeline& pipeline);
  void Print(const Command& command, bool in_coprocess = false);
  void PrintCommandAlone(const Command& command);
  void Print(const Redirection& redirection);
  void PrintCommand(const SimpleCommand& simple);
  void PrintCommand(const Subshell& subshell);
  void PrintCommand(const Group& group);
  void PrintCommand(const If& node);
  void PrintCommand(const Loop& loop);
  void PrintCommand(const For& node);
  void PrintCommand(const ArithmeticFor& node);
  void PrintCommand(const Case& node);
  void PrintCommand(const Function& function);
  void PrintCommand(const Coprocess& node);
  void PrintCommand(const Conditional& node);
  void PrintCommand(const ArithmeticCommand& node);

  std::string out_;
  std::string pending_;  // the texts of the here-documents that wait
};

}  // namespace cmdai::shell::internal
