#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/model_place.h"

namespace cmdai::cli {

/// The value of the setting `model` that stands for the model that comes with cmdai.
inline constexpr const char* kBuiltInModel = "built-in";

/// The model that a setting names: kBuiltInModel is the one within the program, or else the file
/// that is installed with it; a value with a slash is a path (~/ is the home folder), any other the
/// name of a file in the model folder; nothing is looked for in the current folder. kNotFound, with
/// what to do, where there is no such file.
Result<model::ModelPlace> FindModel(const std::string& value);

/// Where the file of the built-in model may lie for a program at `executable`.
std::vector<std::string> BuiltInModelFiles(const std::string& executable);

}  // namespace cmdai::cli
