#include "cli/model_choice.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "cli/near_match.h"
#include "platform/paths.h"

namespace cmdai::cli {
namespace {

bool Exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace

Result<std::string> FindModel(const std::string& value) {
  constexpr std::string_view kAdvice =
      "script/run fetches the default model, and --model FILE names another one";
  if (value.find('/') != std::string::npos) {
    std::string path = platform::ExpandHome(value);
    if (Exists(path)) return path;
    return Fail(ErrorCode::kNotFound, "[model] {}: there is no such file; {}", path, kAdvice);
  }
  const std::string folder = platform::ModelFolder();
  if (folder.empty()) {
    return Fail(ErrorCode::kNotFound,
                "[model] there is no model folder, as neither XDG_CACHE_HOME nor HOME is set; give "
                "a path with --model FILE");
  }
  std::string path = platform::JoinPath(folder, value);
  if (!value.empty() && Exists(path)) return path;
  const std::vector<std::string> files = platform::ListFiles(folder, ".gguf");
  const std::vector<std::string_view> names(files.begin(), files.end());
  const std::string here = Exists("./" + value) && !value.empty()
                               ? fmt::format("; the file in this folder is --model ./{}", value)
                               : "";
  return Fail(ErrorCode::kNotFound, "[model] {}: there is no such file{}{}; {}", path,
              DidYouMean(value, names), here, kAdvice);
}

}  // namespace cmdai::cli
