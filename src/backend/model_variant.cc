#include "backend/model_variant.h"

#include <utility>

#include "backend/mlx_module.h"
#include "engine/cpu/cpu_language_model.h"
#include "platform/cpu.h"

namespace cmdai::backend {
namespace {

Result<void> CheckMlx(const std::string& path, engine::mlx::Device device) {
  CMDAI_ASSIGN(const engine::mlx::Module module, OpenMlxModule(path));
  return module.check(device);
}

/// What speaks against MLX as the choice of "auto".
Result<void> CheckBest(const std::string& mlx_module) {
  if (!platform::IsAppleSilicon()) {
    return Fail(ErrorCode::kUnsupported, "this is no Mac with Apple silicon");
  }
  return CheckMlx(mlx_module, engine::mlx::Device::kGpu);
}

}  // namespace

const char* ModelVariantName(ModelVariant variant) {
  return variant == ModelVariant::kMlx ? "mlx" : "cpu";
}

Result<void> CheckEngine(const EngineOptions& options) {
  if (options.variant == ModelVariant::kCpu) return {};
  return CheckMlx(options.mlx_module, engine::mlx::Device::kBest);
}

bool MayRun(const EngineOptions& options) {
  return options.variant == ModelVariant::kCpu || HasMlxModule(options.mlx_module);
}

Result<std::unique_ptr<engine::LanguageModel>> MakeEngine(std::shared_ptr<const model::Model> model,
                                                          const EngineOptions& options) {
  if (options.variant == ModelVariant::kCpu) {
    return engine::cpu::MakeCpuLanguageModel(
        std::move(model), {.n_threads = options.n_threads, .kernels = options.kernels});
  }
  CMDAI_ASSIGN(const engine::mlx::Module module, OpenMlxModule(options.mlx_module));
  return module.make(std::move(model), {.derived_folder = options.derived_folder});
}

ModelVariant DetectModelVariant(const std::string& mlx_module) {
  return CheckBest(mlx_module).has_value() ? ModelVariant::kMlx : ModelVariant::kCpu;
}

std::string ExplainDetection(const std::string& mlx_module) {
  const Result<void> best = CheckBest(mlx_module);
  return best ? "Apple silicon, and MLX has its GPU" : best.error().message;
}

Result<ModelVariant> ResolveModelVariant(std::string_view choice, const std::string& mlx_module) {
  if (choice == "auto") return DetectModelVariant(mlx_module);
  for (const ModelVariant variant : {ModelVariant::kCpu, ModelVariant::kMlx}) {
    if (choice != ModelVariantName(variant)) continue;
    CMDAI_TRY(CheckEngine({.variant = variant, .mlx_module = mlx_module}));
    return variant;
  }
  return Fail(ErrorCode::kInvalidArgument, "[backend] '{}' is no backend; choose auto, cpu or mlx",
              choice);
}

}  // namespace cmdai::backend
