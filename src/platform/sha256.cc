#include "platform/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/check.h"

namespace cmdai::platform {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  CMDAI_CHECK(state_->context != nullptr &&
              EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::Add(std::span<const std::byte> bytes) {
  CMDAI_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::Finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  unsigned int n_bytes = 0;
  CMDAI_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), &n_bytes) == 1);
  std::string text;
  for (unsigned int i = 0; i < n_bytes; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace cmdai::platform
