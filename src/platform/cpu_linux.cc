#include <sched.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "platform/cpu.h"

namespace cmdai::platform {
namespace {

CpuFeatures DetectFeatures() {
  CpuFeatures features;
#if defined(__x86_64__)
  __builtin_cpu_init();
  features.avx2_fma = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  features.avx512_vnni =
      features.avx2_fma && __builtin_cpu_supports("avx512f") != 0 &&
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
#elif defined(__aarch64__)
  features.neon = true;
#endif
  return features;
}

/// The value of the first line of a /proc file that begins with `key`; empty without one.
std::string ProcValue(const char* path, std::string_view key) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const size_t start = line.find_first_not_of(" \t", colon + 1);
    return start == std::string::npos ? "" : line.substr(start);
  }
  return "";
}

}  // namespace

const CpuFeatures& GetCpuFeatures() {
  static const CpuFeatures features = DetectFeatures();
  return features;
}

std::string GetCpuName() {
  const std::string name = ProcValue("/proc/cpuinfo", "model name");
  return name.empty() ? "unknown" : name;
}

bool IsAppleSilicon() { return false; }

size_t AvailableCpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    return static_cast<size_t>(std::max(1, CPU_COUNT(&set)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

namespace {

/// A line of the process's status, which says "12345 kB".
size_t StatusBytes(std::string_view key) {
  const std::string value = ProcValue("/proc/self/status", key);
  return value.empty() ? 0 : std::stoull(value) * 1024;
}

}  // namespace

size_t ResidentBytes() { return StatusBytes("VmRSS"); }

size_t PeakResidentBytes() { return StatusBytes("VmHWM"); }

}  // namespace cmdai::platform
