#pragma once

#include <cstddef>
#include <string>

namespace cmdai::platform {

/// What the CPU offers and the operating system lets us use, as far as a kernel set asks for it.
struct CpuFeatures {
  bool avx2_fma = false;     // every CPU with AVX2 has F16C as well, which we also use
  bool avx512_vnni = false;  // with the F, BW, VL and DQ parts
  bool neon = false;
};

/// Looked up once. Thread-safe.
const CpuFeatures& GetCpuFeatures();

/// The CPU's own name, such as "AMD EPYC 9454"; "unknown" where the system doesn't tell.
std::string GetCpuName();

/// Whether this is a Mac with Apple's own processor.
bool IsAppleSilicon();

/// Processors that this process may run on; at least 1.
size_t AvailableCpus();

/// Resident memory of this process now, in bytes; 0 where the system doesn't tell.
size_t ResidentBytes();

/// Peak resident memory of this process so far, in bytes; 0 where the system doesn't tell.
size_t PeakResidentBytes();

}  // namespace cmdai::platform
