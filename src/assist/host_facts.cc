#include "assist/host_facts.h"

#include "platform/file.h"
#include "platform/paths.h"
#include "platform/system.h"

namespace cmdai::assist {

std::optional<bool> HostFacts::Exists(const std::string& path) const {
  return platform::PathExists(path);
}

std::optional<std::string> HostFacts::Resolve(const std::string& path) const {
  return platform::RealPath(path);
}

safety::Environment EnvironmentHere() {
  static const HostFacts facts;
  return {.home = platform::HomeFolder(),
          .cwd = platform::CurrentFolder(),
          .is_root = platform::IsRoot(),
          .facts = &facts,
          .programs = nullptr};
}

}  // namespace cmdai::assist
