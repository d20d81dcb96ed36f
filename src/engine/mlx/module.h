#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "base/result.h"
#include "engine/language_model.h"
#include "model/model.h"

/// The engine on MLX (https://github.com/ml-explore/mlx): on Metal where there is Metal, else on
/// MLX's own CPU device. It is built as a module, libcmdai-mlx, that is opened at run time, so that
/// nobody else depends on MLX. This header is what both sides know; only the other files of this
/// folder include MLX's.
namespace cmdai::engine::mlx {

enum class Device {
  kBest,  // a GPU where there is one
  kGpu,
  kCpu,
};

struct MlxOptions {
  Device device = Device::kBest;
  /// Where converted weights are kept: complete files that may be removed at any time. Empty: none
  /// are kept, and each load converts.
  std::string derived_folder = {};
};

/// What the module offers. Both functions are thread-safe; no exception leaves them.
struct Module {
  /// Whether MLX has this device here; if not, kUnsupported with the reason.
  Result<void> (*check)(Device device);

  /// Gets a model ready. A GGUF file's quantised weights are converted at the first use and mapped
  /// at later ones; errors: kUnsupported (no such device), kLimit (no memory), kIo (the derived
  /// folder), kCorrupt (a folder's arrays), kBackend (whatever else MLX says).
  Result<std::unique_ptr<LanguageModel>> (*make)(std::shared_ptr<const model::Model> model,
                                                 const MlxOptions& options);
};

/// Both sides have to be of one build: C++ objects pass between them. The version, the compiler and
/// the sizes of these objects tell builds apart as far as can be told at run time.
inline constexpr const char* kModuleBuild = CMDAI_MODULE_BUILD;
inline constexpr std::array kModuleSizes = {sizeof(model::Model),
                                            sizeof(model::ModelConfig),
                                            sizeof(model::ModelWeights),
                                            sizeof(MlxOptions),
                                            sizeof(Logits),
                                            sizeof(EvaluateOptions)};
struct ModuleEntry {
  const char* build = "";  // kModuleBuild of the module's side, and so on
  std::array<size_t, kModuleSizes.size()> sizes = {};
  Module module = {};
};

/// The name and type of the one function that the module exports.
inline constexpr const char* kModuleFunction = "cmdai_mlx_module";
using ModuleFunction = const ModuleEntry* (*)();

}  // namespace cmdai::engine::mlx
