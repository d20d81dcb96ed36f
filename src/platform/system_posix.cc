#include <sys/utsname.h>

#include "platform/system.h"

namespace cmdai::platform {

std::string SystemName() {
  utsname names = {};
  return ::uname(&names) == 0 ? names.sysname : "unknown";
}

}  // namespace cmdai::platform
