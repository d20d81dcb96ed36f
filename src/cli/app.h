#pragma once

#include <string>
#include <vector>

namespace cmdai::cli {

/// The whole program, but for its name in `arguments`. Gives the exit status.
int RunApp(const std::vector<std::string>& arguments);

}  // namespace cmdai::cli
