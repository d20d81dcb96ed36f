#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "model/config.h"

namespace cmdai::model {

/// What a model's description may say: far above every published model of the families that cmdai
/// runs, and small enough that products of dimensions stay in range.
inline constexpr size_t kMaxDimension = 1 << 17;
inline constexpr size_t kMaxLayers = 1024;
inline constexpr size_t kMaxVocabulary = 1 << 20;
inline constexpr size_t kMaxContext = size_t{1} << 24;

/// The size of heads that the description doesn't give: what the width divides into. kCorrupt where
/// it doesn't.
Result<size_t> DividedHeadDim(const std::string& file, const ModelConfig& config);

/// Whether the engines can divide the width into these heads; `file` is for messages. kCorrupt or
/// kUnsupported.
Result<void> CheckHeads(const std::string& file, const ModelConfig& config);

}  // namespace cmdai::model
