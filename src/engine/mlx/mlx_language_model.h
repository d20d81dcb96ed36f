#pragma once

#include <memory>

#include "base/result.h"
#include "engine/language_model.h"
#include "engine/mlx/module.h"
#include "model/model.h"

namespace cmdai::engine::mlx {

/// See Module.
Result<void> CheckDevice(Device device);
Result<std::unique_ptr<LanguageModel>> MakeMlxLanguageModel(
    std::shared_ptr<const model::Model> model, const MlxOptions& options);

}  // namespace cmdai::engine::mlx
