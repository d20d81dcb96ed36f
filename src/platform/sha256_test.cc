#include "platform/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::platform {
namespace {

std::string DigestOf(const std::string& text, size_t part) {
  Sha256 digest;
  for (size_t begin = 0; begin < text.size(); begin += part) {
    digest.Add(std::as_bytes(std::span(text).subspan(begin, std::min(part, text.size() - begin))));
  }
  return digest.Finish();
}

// The examples of FIPS 180-4's companion "Secure Hash Standard: example values".
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(DigestOf("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(DigestOf("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string million(1'000'000, 'a');
  for (const size_t part : {size_t{1000}, size_t{77}, million.size()}) {
    EXPECT_EQ(DigestOf(million, part),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

}  // namespace
}  // namespace cmdai::platform
