#include <mach/mach.h>
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

bool IsAppleSilicon() {
#if defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

size_t AvailableCpus() { return std::max(1U, std::thread::hardware_concurrency()); }

size_t ResidentBytes() {
  mach_task_basic_info info = {};
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  if (task_info(mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info),
                &count) != KERN_SUCCESS) {
    return 0;
  }
  return info.resident_size;
}

size_t PeakResidentBytes() {
  rusage usage = {};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<size_t>(usage.ru_maxrss);  // bytes here, unlike on Linux
}

}  // namespace cmdai::platform
