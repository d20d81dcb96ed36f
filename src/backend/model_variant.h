#pragma once

#include <string_view>

#include "base/result.h"

namespace cmdai::backend {

/// The engines for local models.
enum class ModelVariant {
  kMlx,  // Apple silicon, through MLX
  kCpu,  // our own engine, everywhere
};

const char* ModelVariantName(ModelVariant variant);  // "mlx", "cpu"

/// Whether this machine can run the variant, and if not, why and what to do: kUnsupported.
Result<void> CheckModelVariant(ModelVariant variant);

/// The best variant that this machine can run.
ModelVariant DetectModelVariant();

/// The variant for a choice of the user: "auto", "cpu" or "mlx". What was asked for is given or
/// refused (see CheckModelVariant), never replaced. kInvalidArgument for another word.
Result<ModelVariant> ResolveModelVariant(std::string_view choice);

}  // namespace cmdai::backend
