#include "cli/model_choice.h"

#include <fmt/ranges.h>

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

constexpr std::string_view kFileName = CMDAI_MODEL_FILE_NAME;

Result<model::ModelPlace> FindBuiltInModel() {
  const std::span<const std::byte> embedded = model::EmbeddedModel();
  if (!embedded.empty()) return model::ModelPlace{std::string(kFileName), embedded};
  const std::vector<std::string> files = BuiltInModelFiles(platform::ExecutablePath());
  for (const std::string& file : files) {
    if (Exists(file)) return model::ModelPlace{file};
  }
  return Fail(ErrorCode::kNotFound,
              "[model] the built-in model is not installed (looked for: {}); install cmdai again, "
              "or name a GGUF file with --model",
              fmt::join(files, ", "));
}

}  // namespace

std::vector<std::string> BuiltInModelFiles(const std::string& executable) {
  const std::string folder = platform::ParentFolder(executable);
  const std::string below = fmt::format("share/cmdai/{}", kFileName);
  return {platform::JoinPath(platform::ParentFolder(folder), below),
          platform::JoinPath(folder, below)};
}

Result<model::ModelPlace> FindModel(const std::string& value) {
  constexpr std::string_view kAdvice = "--model built-in is the one that comes with cmdai";
  if (value == kBuiltInModel) return FindBuiltInModel();
  if (value.find('/') != std::string::npos) {
    std::string path = platform::ExpandHome(value);
    if (Exists(path)) return model::ModelPlace{std::move(path)};
    return Fail(ErrorCode::kNotFound, "[model] {}: there is no such file; {}", path, kAdvice);
  }
  const std::string folder = platform::ModelFolder();
  if (folder.empty()) {
    return Fail(ErrorCode::kNotFound,
                "[model] there is no model folder, as neither XDG_CACHE_HOME nor HOME is set; give "
                "a path with --model FILE");
  }
  std::string path = platform::JoinPath(folder, value);
  if (!value.empty() && Exists(path)) return model::ModelPlace{std::move(path)};
  const std::vector<std::string> files = platform::ListFiles(folder, ".gguf");
  std::vector<std::string_view> names(files.begin(), files.end());
  names.emplace_back(kBuiltInModel);
  const std::string here = Exists("./" + value) && !value.empty()
                               ? fmt::format("; the file in this folder is --model ./{}", value)
                               : "";
  return Fail(ErrorCode::kNotFound, "[model] {}: there is no such file{}{}; {}", path,
              DidYouMean(value, names), here, kAdvice);
}

}  // namespace cmdai::cli
