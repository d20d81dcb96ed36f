#include "fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cmdai::fuzz::RunOne(std::as_bytes(std::span(data, size)));
  return 0;
}
