#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "engine/language_model.h"
#include "model/model.h"

namespace cmdai::engine::cpu {

/// As many threads as there are processors, at most 16.
size_t DefaultThreads();

struct CpuOptions {
  size_t n_threads = 0;      // 0: DefaultThreads()
  std::string kernels = {};  // a kernel set's name; empty: the best one
};

/// A language model that computes on the CPU, straight from the mapped weights of a GGUF file.
/// Errors: kUnsupported for a model in a folder; see kernels::SelectKernels.
Result<std::unique_ptr<LanguageModel>> MakeCpuLanguageModel(
    std::shared_ptr<const model::Model> model, const CpuOptions& options = {});

}  // namespace cmdai::engine::cpu
