#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cmdai::internal {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "cmdai: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace cmdai::internal
