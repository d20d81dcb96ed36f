#include "safety/harmless.h"

#include "safety/perl_reader.h"

namespace cmdai::safety {

using internal::PerlReader;

bool IsHarmlessPerl(std::string_view code) { return PerlReader(code).IsHarmless(); }

}  // namespace cmdai::safety
