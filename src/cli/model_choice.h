#pragma once

#include <string>

#include "base/result.h"

namespace cmdai::cli {

/// The path of the model that a setting names: a value with a slash is a path (~/ is the home
/// folder), any other the name of a file in the model folder; nothing is looked for in the current
/// folder. kNotFound, with what to do, where there is no such file.
Result<std::string> FindModel(const std::string& value);

}  // namespace cmdai::cli
