#include <mach-o/dyld.h>

#include <cstdint>
#include <string>

#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::platform {

std::string ExecutablePath() {
  uint32_t n_bytes = 0;
  _NSGetExecutablePath(nullptr, &n_bytes);  // says how many it needs
  std::string path(n_bytes, '\0');
  if (_NSGetExecutablePath(path.data(), &n_bytes) != 0) return "";
  return RealPath(path.c_str()).value_or("");
}

}  // namespace cmdai::platform
