#include <sys/resource.h>
#include <sys/sysctl.h>

#include <algorithm>
#include <string>
#include <thread>

#include "platform/cpu.h"

namespace cmdai::platform {

const CpuFeatures& GetCpuFeatures() {
#if defined(__aarch64__)
  static const CpuFeatures features = {.neon = true};
#else
  static const CpuFeatures features = {.avx2_fma = __builtin_cpu_supports("avx2") != 0 &&
                                                   __builtin_cpu_supports("fma") != 0};
#endif
  return features;
}

std::string GetCpuName() {
  char name[256] = {};
  size_t size = sizeof(name) - 1;
  if (sysctlbyname("machdep.cpu.brand_string", name, &size, nullptr, 0) != 0) return "unknown";
  return name;
}

size_t AvailableCpus() { return std::max(1U, std::thread::hardware_concurrency()); }

size_t PeakResidentBytes() {
  rusage usage = {};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<size_t>(usage.ru_maxrss);  // bytes here, unlike on Linux
}

}  // namespace cmdai::platform
