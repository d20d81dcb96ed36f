#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/folder_tokenizer.h"

/// Models as MLX's tools keep them: a folder with config.json, *.safetensors, tokenizer.json and
/// what belongs to it, as transformers writes it (https://huggingface.co/docs/transformers), with
/// matrices that may be quantised in MLX's groups.
namespace cmdai::model {

struct MlxFolder {
  ModelConfig config = {};
  std::string quantisation = {};  // for people: "4 bits, groups of 64", "not quantised"
  FolderTokenizer tokenizer = {};
  std::vector<std::string> array_files = {};  // paths of the safetensors files, at least one
  size_t n_bytes = 0;                         // of these files
};

/// Whether a folder lies at `path` that holds a config.json.
bool IsMlxFolder(const std::string& path);

/// Reads everything but the arrays. Errors name the file: kNotFound for one that is missing,
/// kCorrupt, kUnsupported for an architecture, a kind of quantisation, of positions or of tokenizer
/// that cmdai doesn't know.
Result<MlxFolder> ReadMlxFolder(const std::string& path);

}  // namespace cmdai::model
