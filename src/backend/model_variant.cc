#include "backend/model_variant.h"

namespace cmdai::backend {

const char* ModelVariantName(ModelVariant variant) {
  return variant == ModelVariant::kMlx ? "mlx" : "cpu";
}

Result<void> CheckModelVariant(ModelVariant variant) {
  if (variant == ModelVariant::kCpu) return {};
  return Fail(ErrorCode::kUnsupported,
              "[backend] this build of cmdai has no MLX engine; use --backend cpu");
}

ModelVariant DetectModelVariant() {
  return CheckModelVariant(ModelVariant::kMlx).has_value() ? ModelVariant::kMlx
                                                           : ModelVariant::kCpu;
}

Result<ModelVariant> ResolveModelVariant(std::string_view choice) {
  if (choice == "auto") return DetectModelVariant();
  for (const ModelVariant variant : {ModelVariant::kCpu, ModelVariant::kMlx}) {
    if (choice != ModelVariantName(variant)) continue;
    CMDAI_TRY(CheckModelVariant(variant));
    return variant;
  }
  return Fail(ErrorCode::kInvalidArgument, "[backend] '{}' is no backend; choose auto, cpu or mlx",
              choice);
}

}  // namespace cmdai::backend
