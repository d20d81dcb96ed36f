#include "engine/mlx/module.h"

#include "engine/mlx/mlx_language_model.h"

extern "C" __attribute__((visibility("default"))) const cmdai::engine::mlx::ModuleEntry*
cmdai_mlx_module() {
  namespace mlx = cmdai::engine::mlx;
  static const mlx::ModuleEntry entry = {
      .build = mlx::kModuleBuild,
      .sizes = mlx::kModuleSizes,
      .module = {.check = mlx::CheckDevice, .make = mlx::MakeMlxLanguageModel}};
  return &entry;
}
