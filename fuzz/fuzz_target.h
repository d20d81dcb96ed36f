#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cmdai::fuzz {

/// Feeds one input to the code under test and aborts where a property that must hold for every
/// input does not. Gives whether the input was well-formed. Each fuzz target defines it.
bool RunOne(std::span<const std::byte> input);

}  // namespace cmdai::fuzz

/// What libFuzzer calls, and the replay test as well.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
