#include "engine/cpu/cpu_language_model.h"
#include "engine/kernels/kernels.h"
#include "engine/testing/context_contract.h"

namespace cmdai::engine::cpu {
namespace {

std::vector<EngineCase> AllKernels() {
  std::vector<EngineCase> cases;
  for (const std::string model : {"random-llama-32", "random-llama-k", "random-qwen2-32"}) {
    for (const kernels::KernelSet* set : kernels::AvailableKernels()) {
      const std::string kernels(set->name);
      const auto make = [model, kernels]() -> Result<std::unique_ptr<LanguageModel>> {
        CMDAI_ASSIGN(const auto loaded, model::Model::Load("tests/data/models/" + model + ".gguf"));
        return MakeCpuLanguageModel(loaded, {.n_threads = 2, .kernels = kernels});
      };
      cases.push_back({model + "_" + kernels, make});
    }
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Cpu, ContextContract, testing::ValuesIn(AllKernels()), CaseName);

}  // namespace
}  // namespace cmdai::engine::cpu
