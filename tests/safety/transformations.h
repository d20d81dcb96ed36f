#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/safety/program_text.h"

namespace cmdai::safety {

/// A way to write a program that does the same in another way. Empty where it does not apply.
struct Transformation {
  std::string name;
  std::function<std::vector<std::string>(const ProgramText&)> apply;
};

/// All kinds; the program parses and holds neither $0 nor the positional parameters.
std::vector<Transformation> AllTransformations();

/// The kinds of one file each:
std::vector<Transformation> RespellingTransformations();  // respell.cc: words by quotes, expansions
std::vector<Transformation> PathTransformations();        // paths.cc
std::vector<Transformation> AlternativeTransformations();  // alternatives.cc: whole lines
std::vector<Transformation> OptionTransformations();       // options.cc: long, short, order
std::vector<Transformation> WrapperTransformations();      // wrappers.cc: nohup, env, xargs, find
std::vector<Transformation> ContextTransformations();      // contexts.cc: braces, loops, functions
std::vector<Transformation> TextTransformations();         // texts.cc: sh -c, eval, pipes into sh

/// Bytes in base 64 or in hexadecimal digits.
std::string ToBase64(std::string_view bytes);
std::string ToHex(std::string_view bytes);

}  // namespace cmdai::safety
