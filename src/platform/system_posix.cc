#include <sys/utsname.h>
#include <unistd.h>

#include "platform/system.h"

namespace cmdai::platform {

std::string SystemName() {
  utsname names = {};
  return ::uname(&names) == 0 ? names.sysname : "unknown";
}

bool IsRoot() { return ::geteuid() == 0; }

}  // namespace cmdai::platform
