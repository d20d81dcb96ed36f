#pragma once

#include <mlx/mlx.h>

#include <mutex>

#include "base/result.h"
#include "engine/mlx/guard.h"
#include "engine/mlx/module.h"

namespace cmdai::engine::mlx {

namespace mx = ::mlx::core;

/// The device that MLX is to use; kUnsupported, with the reason, where it isn't there.
Result<mx::Device> FindDevice(Device device);

/// "metal", "cuda" or "cpu".
std::string DeviceName(const mx::Device& device);

/// The type in which matrices are multiplied: half precision on a GPU. MLX's CPU device computes
/// well in f32 only.
mx::Dtype ComputeType(const mx::Device& device);

/// While it lives, this thread alone uses MLX, and what it does goes to `stream`: MLX's graphs are
/// not made for several threads at once.
class Turn {
 public:
  explicit Turn(mx::Stream stream) : lock_(Mutex()), context_(stream) {}

 private:
  static std::mutex& Mutex();

  std::scoped_lock<std::mutex> lock_;
  mx::StreamContext context_;
};

/// Calls `work` in a turn where nobody can be told of an error, as in a destructor; the work is
/// over then.
template <typename Work>
void QuietTurn(mx::Stream stream, const Work& work) {
  (void)Guard([&]() -> Result<void> {
    const Turn turn(stream);
    work();
    return {};
  });
}

}  // namespace cmdai::engine::mlx
