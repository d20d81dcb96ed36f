#pragma once

#include <string>

#include "base/result.h"
#include "model/config.h"
#include "model/json_reader.h"

namespace cmdai::model {

/// The configuration out of a transformers config.json. Errors as of ReadModelConfig.
Result<ModelConfig> ReadFolderConfig(const JsonReader& json);

/// How the matrices are quantised, for people. kUnsupported for a mode other than MLX's affine one.
Result<std::string> ReadQuantisation(const JsonReader& json);

}  // namespace cmdai::model
