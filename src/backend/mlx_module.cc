#include "backend/mlx_module.h"

#include <fmt/ranges.h>

#include <string_view>

#include "platform/dynamic_library.h"
#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::backend {
namespace {

Result<std::string> FindModule() {
  const std::vector<std::string> files = MlxModuleFiles(platform::ExecutablePath());
  for (const std::string& file : files) {
    if (platform::PathExists(file)) return file;
  }
  return Fail(ErrorCode::kUnsupported,
              "[backend] the MLX engine is not installed (looked for: {}); install MLX and build "
              "cmdai with it, as docs/mlx.md says, or use --backend cpu",
              fmt::join(files, ", "));
}

}  // namespace

std::vector<std::string> MlxModuleFiles(const std::string& executable) {
  const std::string folder = platform::ParentFolder(executable);
  const std::string name = platform::DynamicLibraryName("cmdai-mlx");
  return {platform::JoinPath(folder, name),
          platform::JoinPath(platform::ParentFolder(folder), "lib/cmdai/" + name)};
}

bool HasMlxModule(const std::string& path) {
  return path.empty() ? FindModule().has_value() : platform::PathExists(path);
}

Result<engine::mlx::Module> OpenMlxModule(const std::string& path) {
  std::string file = path;
  if (file.empty()) {
    CMDAI_ASSIGN(file, FindModule());
  }
  const auto library = platform::DynamicLibrary::Open(file);
  if (!library) {
    return Fail(ErrorCode::kUnsupported,
                "{}; install MLX, as docs/mlx.md says, or use --backend cpu",
                library.error().message);
  }
  const auto function =
      reinterpret_cast<engine::mlx::ModuleFunction>(library->Find(engine::mlx::kModuleFunction));
  const engine::mlx::ModuleEntry* const entry = function == nullptr ? nullptr : function();
  if (entry == nullptr || std::string_view(entry->build) != engine::mlx::kModuleBuild ||
      entry->sizes != engine::mlx::kModuleSizes) {
    return Fail(ErrorCode::kUnsupported,
                "[backend] {} belongs to another build of cmdai ({}, this is {}): install both "
                "again, or use --backend cpu",
                file, entry == nullptr ? "unknown" : entry->build, engine::mlx::kModuleBuild);
  }
  return entry->module;
}

}  // namespace cmdai::backend
