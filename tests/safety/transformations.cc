#include "tests/safety/transformations.h"

#include <iterator>

namespace cmdai::safety {

std::vector<Transformation> AllTransformations() {
  std::vector<Transformation> all;
  for (std::vector<Transformation> group :
       {RespellingTransformations(), PathTransformations(), AlternativeTransformations(),
        OptionTransformations(), WrapperTransformations(), ContextTransformations(),
        TextTransformations()}) {
    std::move(group.begin(), group.end(), std::back_inserter(all));
  }
  return all;
}

std::string ToBase64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) {
      const char byte = i + j < bytes.size() ? bytes[i + j] : '\0';
      group = group << 8 | static_cast<unsigned char>(byte);
    }
    for (size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::string ToHex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace cmdai::safety
