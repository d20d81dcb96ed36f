#include "engine/mlx/guard.h"

#include <cctype>
#include <string>

namespace cmdai::engine::mlx {

Error ErrorOf(const std::exception& exception) {
  const std::string what = exception.what();
  std::string lower = what;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  // MLX has no types for its errors. These are its words for memory, on Metal and elsewhere.
  for (const char* const words : {"bad_alloc", "allocate", "memory", "malloc", "outofmemory"}) {
    if (lower.find(words) == std::string::npos) continue;
    return {ErrorCode::kLimit, "[mlx] there is not enough memory for this model and request (" +
                                   what + "); choose a smaller model or a shorter context"};
  }
  return {ErrorCode::kBackend, "[mlx] " + what};
}

}  // namespace cmdai::engine::mlx
