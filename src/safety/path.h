#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "safety/pattern.h"
#include "safety/risk.h"

namespace cmdai::safety {

/// What is done to a path.
enum class Operation : uint8_t {
  kRead,
  kCreate,          // mkdir, touch: nothing that exists is lost
  kAppend,          // >>
  kWrite,           // >, cp: what was there is lost
  kEdit,            // sed -i: changed in place
  kDelete,          // rm
  kDeleteTree,      // rm -r, find -delete
  kMove,            // the source of mv
  kAttributes,      // chmod, chown
  kAttributesTree,  // chmod -R
};

/// What lies at a path. The order is that of the columns of the risk table in path.cc.
enum class Place : uint8_t {
  kOrdinary,       // project and user files
  kTemporary,      // /tmp, /var/tmp
  kRepository,     // inside .git
  kCredential,     // keys, tokens, password files
  kStartup,        // read and run by shells or at login
  kHistory,        // the shell's history
  kHome,           // the home folder itself, or all of it
  kOther,          // /opt, /srv, /mnt, other users' files
  kSystem,         // settings and data of the system that can be replaced
  kVital,          // what the system or its accounts cannot do without
  kDevice,         // disks and memory
  kPeripheral,     // tapes, printers, serial lines: nothing is stored that is lost
  kPseudoDevice,   // /dev/null and the like
  kNetworkDevice,  // /dev/tcp/host/port
  kUnknown,        // nothing is known of the path
};

/// The folders that a relative path and `~` are taken from.
struct Folders {
  std::string home;
  Pattern cwd;
};

/// The absolute forms of `path` without `.`, `..` and double slashes; several where a glob may
/// stand for `..` too. A path that begins with an unknown value stays as it is.
std::vector<Pattern> Normalise(std::string_view path, const Folders& folders);

/// What lies at the normalised `path`. Where a pattern may stand for several places, the most
/// valuable. `tree`: whether all below it counts too, so that /* is as vital as /etc.
Place PlaceOf(std::string_view path, const Folders& folders, bool tree);

/// The risk of `operation` at a place; the table in path.cc.
Risk RiskOf(Operation operation, Place place);

/// "deletes everything under", "overwrites", ...: what is done, before the path.
std::string_view Describe(Operation operation);
/// The word for a finding's effect: "read", "write", "delete", "move", "permissions".
std::string_view EffectOf(Operation operation);
/// Words for the place after the path, such as ", a system file"; empty for ordinary files.
std::string_view Describe(Place place);

/// The operation on everything under a folder that this one on each file amounts to.
constexpr Operation TreeOf(Operation operation) {
  if (operation == Operation::kDelete) return Operation::kDeleteTree;
  return operation == Operation::kAttributes ? Operation::kAttributesTree : operation;
}

/// Whether the operation reaches below the path.
constexpr bool IsTree(Operation operation) {
  return operation == Operation::kDeleteTree || operation == Operation::kMove ||
         operation == Operation::kAttributesTree;
}

}  // namespace cmdai::safety
