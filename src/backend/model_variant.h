#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/language_model.h"
#include "model/model.h"

namespace cmdai::backend {

/// The engines for local models.
enum class ModelVariant {
  kMlx,  // Apple silicon, through MLX
  kCpu,  // our own engine, everywhere
};

const char* ModelVariantName(ModelVariant variant);  // "mlx", "cpu"

struct EngineOptions {
  ModelVariant variant = ModelVariant::kCpu;
  std::string kernels = {};         // of the CPU engine; empty: the best
  size_t n_threads = 0;             // of the CPU engine; 0: as many as there are processors
  std::string mlx_module = {};      // a file; empty: see OpenMlxModule
  std::string derived_folder = {};  // see engine::mlx::MlxOptions
};

/// Whether this machine can run the variant of the options, and if not, why and what to do:
/// kUnsupported.
Result<void> CheckEngine(const EngineOptions& options);

/// Whether CheckEngine has a chance; looks for files at most.
bool MayRun(const EngineOptions& options);

/// The engine of the options with a model. Errors: of CheckEngine, and the engine's own.
Result<std::unique_ptr<engine::LanguageModel>> MakeEngine(std::shared_ptr<const model::Model> model,
                                                          const EngineOptions& options);

/// The best variant that this machine can run: MLX on Apple silicon where it has its GPU, else the
/// CPU.
ModelVariant DetectModelVariant(const std::string& mlx_module = {});

/// Why that is the best, for people: "no Apple silicon", or what CheckEngine says of MLX.
std::string ExplainDetection(const std::string& mlx_module = {});

/// The variant for a choice of the user: "auto", "cpu" or "mlx". What was asked for is given or
/// refused (see CheckEngine), never replaced. kInvalidArgument for another word.
Result<ModelVariant> ResolveModelVariant(std::string_view choice,
                                         const std::string& mlx_module = {});

}  // namespace cmdai::backend
