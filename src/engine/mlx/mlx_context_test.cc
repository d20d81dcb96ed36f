#include "engine/mlx/mlx_language_model.h"
#include "engine/testing/context_contract.h"

namespace cmdai::engine::mlx {
namespace {

std::vector<EngineCase> AllModels() {
  std::vector<EngineCase> cases;
  for (const std::string model : {"random-llama-32", "random-llama-k", "random-qwen2-32"}) {
    const auto make = [model]() -> Result<std::unique_ptr<LanguageModel>> {
      CMDAI_ASSIGN(const auto loaded, model::Model::Load("tests/data/models/" + model + ".gguf"));
      return MakeMlxLanguageModel(loaded, {.device = Device::kCpu});
    };
    cases.push_back({model, make});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(MlxOnCpu, ContextContract, testing::ValuesIn(AllModels()), CaseName);

}  // namespace
}  // namespace cmdai::engine::mlx
