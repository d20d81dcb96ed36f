#pragma once

#include "cli/reports.h"

namespace cmdai::cli {

/// Judges ordinary and dangerous commands many times and says how long a verdict takes; needs less
/// than 0.1 seconds. The first verdict is that of the process only where none was made before: it
/// pays for the tables of programs.
JudgeSpeed MeasureJudge();

}  // namespace cmdai::cli
