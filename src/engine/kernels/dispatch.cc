#include <algorithm>
#include <string>

#include "engine/kernels/kernels.h"
#include "engine/kernels/sets.h"
#include "platform/cpu.h"

namespace cmdai::engine::kernels {
namespace {

constexpr std::string_view kKnownNames[] = {"reference", "avx2", "avx512", "neon"};

std::string JoinNames(const std::vector<const KernelSet*>& sets) {
  std::string names;
  for (const KernelSet* set : sets) {
    if (!names.empty()) names += ", ";
    names += set->name;
  }
  return names;
}

}  // namespace

std::vector<const KernelSet*> AvailableKernels() {
  std::vector<const KernelSet*> sets;
  [[maybe_unused]] const platform::CpuFeatures& cpu = platform::GetCpuFeatures();
#if defined(__x86_64__)
  if (cpu.avx512_vnni) sets.push_back(&kAvx512Kernels);
  if (cpu.avx2_fma) sets.push_back(&kAvx2Kernels);
#elif defined(__aarch64__)
  sets.push_back(&kNeonKernels);
#endif
  sets.push_back(&kReferenceKernels);
  return sets;
}

Result<const KernelSet*> SelectKernels(std::string_view forced) {
  const std::vector<const KernelSet*> sets = AvailableKernels();
  if (forced.empty()) return sets.front();
  for (const KernelSet* set : sets) {
    if (set->name == forced) return set;
  }
  const bool known =
      std::find(std::begin(kKnownNames), std::end(kKnownNames), forced) != std::end(kKnownNames);
  return Fail(ErrorCode::kInvalidArgument, "[kernels] {} '{}'; choose one of: {}",
              known ? "this CPU or build has no kernel set" : "there is no kernel set", forced,
              JoinNames(sets));
}

}  // namespace cmdai::engine::kernels
