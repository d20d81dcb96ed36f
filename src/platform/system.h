#pragma once

#include <string>

namespace cmdai::platform {

/// The name of the operating system as uname(2) gives it, such as "Linux" or "Darwin".
std::string SystemName();

}  // namespace cmdai::platform
