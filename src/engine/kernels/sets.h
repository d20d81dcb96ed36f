#pragma once

#include "engine/kernels/kernels.h"

/// The kernel sets, each defined in the file of its name. A set that this build lacks has no
/// definition; dispatch.cc knows which ones there are.
namespace cmdai::engine::kernels {

/// f32 throughout, f32 cache, no intrinsics: the yardstick for all others, not made for speed.
extern const KernelSet kReferenceKernels;
extern const KernelSet kAvx2Kernels;
extern const KernelSet kAvx512Kernels;  // with VNNI
extern const KernelSet kNeonKernels;

}  // namespace cmdai::engine::kernels
