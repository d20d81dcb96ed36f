#pragma once

#include <cstdint>
#include <string>

namespace cmdai::safety {

/// A random shell program that parses, with most kinds of nodes. The same seed gives the same
/// program.
std::string GenerateProgram(uint32_t seed);

}  // namespace cmdai::safety
