#include "engine/mlx/device.h"

namespace cmdai::engine::mlx {

Result<mx::Device> FindDevice(Device device) {
  const bool has_gpu = mx::is_available(mx::Device(mx::Device::gpu));
  if (device == Device::kCpu || (device == Device::kBest && !has_gpu)) {
    return mx::Device(mx::Device::cpu);
  }
  if (has_gpu) return mx::Device(mx::Device::gpu);
  return Fail(ErrorCode::kUnsupported,
              "[mlx] MLX has no GPU here: Metal needs a Mac with Apple silicon, and a build of MLX "
              "with Metal; use --backend cpu");
}

std::string DeviceName(const mx::Device& device) {
  if (device == mx::Device::cpu) return "cpu";
  return mx::metal::is_available() ? "metal" : "cuda";
}

mx::Dtype ComputeType(const mx::Device& device) {
  return device == mx::Device::cpu ? mx::float32 : mx::float16;
}

std::mutex& Turn::Mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace cmdai::engine::mlx
