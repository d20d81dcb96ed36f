#pragma once

#include <cstdint>
#include <string_view>

#include "shell/parser.h"

namespace cmdai::shell {

/// What a line that is being written has come to.
enum class LineState : uint8_t {
  kComplete,  // a program of at least one command; more may still follow
  kOpen,      // none yet, but more text on the same line can make it one: `ls |`, `if tr`, ``
  kHopeless,  // whatever follows on the line, it is none: `ls |;`, `cat <<E`, `# ls`
};

/// The state of `line`, which holds no newline. A line whose last word is the beginning of what
/// could stand there counts as open: `if a; th`. Takes the time of a few calls of Parse(). Pure and
/// thread-safe.
LineState StateOfLine(std::string_view line, Dialect dialect = Dialect::kBash);

}  // namespace cmdai::shell
