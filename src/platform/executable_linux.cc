#include <filesystem>
#include <system_error>

#include "platform/paths.h"

namespace cmdai::platform {

std::string ExecutablePath() {
  std::error_code failed;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? "" : path.string();
}

}  // namespace cmdai::platform
