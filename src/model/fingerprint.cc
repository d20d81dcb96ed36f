#include <algorithm>
#include <array>
#include <span>

#include "model/model.h"
#include "platform/sha256.h"

// A file of its own: programs that ask for no fingerprint don't load the library for it.
namespace cmdai::model {

std::string Model::Fingerprint() const {
  constexpr size_t kSample = 1 << 20;
  constexpr size_t kDigits = 32;
  const std::span<const std::byte> bytes = map_.bytes();
  const std::array<uint64_t, 2> numbers = {bytes.size(), static_cast<uint64_t>(map_.changed_ns())};
  platform::Sha256 digest;
  digest.Add(std::as_bytes(std::span(numbers)));
  digest.Add(bytes.first(std::min(kSample, bytes.size())));
  digest.Add(bytes.last(std::min(kSample, bytes.size())));
  return digest.Finish().substr(0, kDigits);
}

}  // namespace cmdai::model
