#include "model/mlx_folder.h"

#include "model/folder_config.h"
#include "model/json_reader.h"
#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::model {
namespace {

constexpr size_t kMaxConfigBytes = 8 << 20;

std::string ConfigPath(const std::string& folder) {
  return platform::JoinPath(folder, "config.json");
}

}  // namespace

bool IsMlxFolder(const std::string& path) { return platform::IsReadableFile(ConfigPath(path)); }

Result<MlxFolder> ReadMlxFolder(const std::string& path) {
  CMDAI_ASSIGN(const JsonReader json, JsonReader::Open(ConfigPath(path), kMaxConfigBytes));
  MlxFolder folder;
  CMDAI_ASSIGN(folder.config, ReadFolderConfig(json));
  CMDAI_ASSIGN(folder.quantisation, ReadQuantisation(json));
  CMDAI_ASSIGN(folder.tokenizer, ReadFolderTokenizer(path, json));
  for (const std::string& name : platform::ListFiles(path, ".safetensors")) {
    // As MLX's own tools choose them: others, such as adapters, may lie beside.
    if (name.rfind("model", 0) != 0) continue;
    folder.array_files.push_back(platform::JoinPath(path, name));
    CMDAI_ASSIGN(const platform::MappedFile map,
                 platform::MappedFile::Open(folder.array_files.back()));
    folder.n_bytes += map.bytes().size();
  }
  if (folder.array_files.empty()) {
    return Fail(ErrorCode::kNotFound, "[model] {}: there is no model*.safetensors in this folder",
                path);
  }
  return folder;
}

}  // namespace cmdai::model
