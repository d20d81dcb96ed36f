#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "backend/embedded_backend.h"
#include "tests/contract/contract.h"

/// The backends that there are, and what each can do.
namespace cmdai::contract {
namespace {

/// Of this process, and gone with it.
std::string DerivedFolder() {
  struct Folder {
    const std::string path =
        testing::TempDir() + "cmdai_contract_derived_" + std::to_string(::getpid());
    ~Folder() { std::filesystem::remove_all(path); }
  };
  static const Folder folder;
  return folder.path;
}

BackendCase Embedded(backend::ModelVariant variant) {
  return {backend::ModelVariantName(variant), [variant](const std::string& model) {
            return backend::MakeEmbeddedBackend({.model = {model},
                                                 .engine = {.variant = variant,
                                                            .n_threads = 2,
                                                            .mlx_module = CMDAI_TEST_MLX_MODULE,
                                                            .derived_folder = DerivedFolder()}});
          }};
}

std::vector<BackendCase> LocalBackends() {
  std::vector<BackendCase> backends = {Embedded(backend::ModelVariant::kCpu)};
  if (!std::string(CMDAI_TEST_MLX_MODULE).empty()) {
    backends.push_back(Embedded(backend::ModelVariant::kMlx));
  }
  return backends;
}

/// MLX's CPU device can't use memory that it didn't take itself; on Metal the weights stay mapped.
std::vector<BackendCase> MappingBackends() { return {Embedded(backend::ModelVariant::kCpu)}; }

std::string Name(const testing::TestParamInfo<BackendCase>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Embedded, InferenceContract, testing::ValuesIn(LocalBackends()), Name);
INSTANTIATE_TEST_SUITE_P(Embedded, CandidatesContract, testing::ValuesIn(LocalBackends()), Name);
INSTANTIATE_TEST_SUITE_P(Embedded, LocalModelContract, testing::ValuesIn(LocalBackends()), Name);
INSTANTIATE_TEST_SUITE_P(Embedded, MappedWeightsContract, testing::ValuesIn(MappingBackends()),
                         Name);

}  // namespace
}  // namespace cmdai::contract
