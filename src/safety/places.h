#pragma once

#include <span>
#include <string_view>

#include "safety/path.h"

/// Where things lie on Linux and macOS: the Filesystem Hierarchy Standard 3.0, and what tools
/// document of their own files.
namespace cmdai::safety {

enum class Extent : uint8_t {
  kItself,    // the path
  kChildren,  // what lies directly in it
  kBelow,     // what lies at any depth in it
  kTree,      // the path and all below it
  kNames,     // what begins with it: /dev/ttyS of /dev/ttyS0
};

struct PlaceRule {
  std::string_view path;
  Extent extent = Extent::kTree;
  Place place = Place::kOrdinary;
};

/// Of absolute paths; the first rule that fits decides.
extern const std::span<const PlaceRule> kRootRules;
/// Of paths below the home folder, from its `/` on.
extern const std::span<const PlaceRule> kHomeRules;
/// Folders whose loss, with all below, a system does not survive.
extern const std::span<const std::string_view> kVitalFolders;

/// Whether the last component is a name that credentials commonly have, wherever they lie.
bool IsCredentialName(std::string_view path);
/// Whether reading the file tells credentials: IsCredentialName() and the password databases.
bool IsSecretFile(std::string_view path);
/// Whether a component of the path is `.git`.
bool IsInRepository(std::string_view path);

}  // namespace cmdai::safety
