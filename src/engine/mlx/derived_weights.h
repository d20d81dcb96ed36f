#pragma once

#include <string>

#include "base/result.h"
#include "engine/mlx/array_file.h"
#include "engine/mlx/convert.h"
#include "model/model.h"

namespace cmdai::engine::mlx {

/// The file in `folder` that holds what ConvertWeights makes of a model: named after the model's
/// fingerprint, the precision and the version of the conversion.
std::string DerivedWeightsPath(const model::Model& model, Precision precision,
                               const std::string& folder);

/// Opens that file, after making it where it is missing or not whole. An empty `folder`: converts
/// in memory. Errors: kIo, with what to do; those of ArrayFile.
Result<ArrayFile> OpenDerivedWeights(const model::Model& model, Precision precision,
                                     const std::string& folder);

}  // namespace cmdai::engine::mlx
