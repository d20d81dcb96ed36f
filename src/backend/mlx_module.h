#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/mlx/module.h"

namespace cmdai::backend {

/// Where the module with the MLX engine may lie for a program at `executable`: beside it, or in
/// lib/cmdai beside its folder.
std::vector<std::string> MlxModuleFiles(const std::string& executable);

/// Whether there is a file for OpenMlxModule to open.
bool HasMlxModule(const std::string& path);

/// Opens the module at `path`, or, where that is empty, the first of MlxModuleFiles that exists. It
/// stays open until the process ends. Errors: kUnsupported, with what to do, where there is none,
/// where it can't be loaded, or where it is of another build.
Result<engine::mlx::Module> OpenMlxModule(const std::string& path);

}  // namespace cmdai::backend
