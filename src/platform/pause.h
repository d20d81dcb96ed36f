#pragma once

namespace cmdai::platform {

/// Tells the processor that the caller waits in a loop for another one.
inline void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace cmdai::platform
