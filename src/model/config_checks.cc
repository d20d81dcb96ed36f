#include "model/config_checks.h"

namespace cmdai::model {

Result<size_t> DividedHeadDim(const std::string& file, const ModelConfig& config) {
  if (config.d_model % config.n_heads == 0) return config.d_model / config.n_heads;
  return Fail(ErrorCode::kCorrupt, "[model] {}: width {} does not divide into {} heads", file,
              config.d_model, config.n_heads);
}

Result<void> CheckHeads(const std::string& file, const ModelConfig& config) {
  if (config.n_heads % config.n_kv_heads != 0) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} query heads are no multiple of {} key heads",
                file, config.n_heads, config.n_kv_heads);
  }
  if (config.q_dim() > kMaxDimension) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} heads of {} elements are too many", file,
                config.n_heads, config.head_dim);
  }
  if (config.head_dim % 16 != 0) {
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: heads of {} elements are not supported, only multiples of 16", file,
                config.head_dim);
  }
  return {};
}

}  // namespace cmdai::model
