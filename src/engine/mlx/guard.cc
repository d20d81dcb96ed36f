#include "engine/mlx/guard.h"

#include <string>

namespace cmdai::engine::mlx {

Error ErrorOf(const std::exception& exception) {
  const std::string what = exception.what();
  // MLX has no types for its errors. These are its words for memory, on Metal and elsewhere.
  for (const char* const words : {"bad_alloc", "allocate", "memory", "malloc"}) {
    if (what.find(words) == std::string::npos) continue;
    return {ErrorCode::kLimit, "[mlx] there is not enough memory for this model and request (" +
                                   what + "); choose a smaller model or a shorter context"};
  }
  return {ErrorCode::kBackend, "[mlx] " + what};
}

}  // namespace cmdai::engine::mlx
