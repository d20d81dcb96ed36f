#pragma once

#include <optional>
#include <string>

#include "safety/judge.h"

namespace cmdai::assist {

/// What this machine's file system says. Thread-safe.
class HostFacts final : public safety::HostFacts {
 public:
  std::optional<bool> Exists(const std::string& path) const override;
  std::optional<std::string> Resolve(const std::string& path) const override;
};

/// This machine, this user, the current folder. The environment points at facts that live as long
/// as the program.
safety::Environment EnvironmentHere();

}  // namespace cmdai::assist
