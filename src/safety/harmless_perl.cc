#include "safety/harmless.h"

#include "safety/perl_reader.h"

namespace cmdai::safety {

using internal::PerlReader;

bool IsHarmlessPerl(std::string_view code) {
  // <> opens what @ARGV names, which may be a program.
  const bool opens =
      code.find("ARGV") != std::string_view::npos && code.find('<') != std::string_view::npos;
  return !opens && PerlReader(code).IsHarmless();
}

}  // namespace cmdai::safety
