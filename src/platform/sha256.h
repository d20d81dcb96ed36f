#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace cmdai::platform {

/// SHA-256 (FIPS 180-4) of bytes that come in parts. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Add(std::span<const std::byte> bytes);

  /// The digest of everything added, as 64 hexadecimal digits. Nothing may follow.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cmdai::platform
