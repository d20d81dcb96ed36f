#pragma once

#include <string>

namespace cmdai::platform {

/// The name of the operating system as uname(2) gives it, such as "Linux" or "Darwin".
std::string SystemName();

/// Whether this process has the rights of root.
bool IsRoot();

}  // namespace cmdai::platform
