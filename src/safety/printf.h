#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "safety/pattern.h"

namespace cmdai::safety {

/// What printf writes for `values`: the format, then its arguments; the format is used again while
/// arguments are left. Of very much, the rest is kAnything; so is a conversion that is not valid,
/// and kAnyRun one that is not followed (%x and the like). REQUIRES: values is not empty.
Pattern FormatPrintf(const std::vector<Pattern>& values);

/// The text after the escapes of echo -e and of printf's %b.
Pattern DecodeEchoEscapes(std::string_view text);

}  // namespace cmdai::safety
