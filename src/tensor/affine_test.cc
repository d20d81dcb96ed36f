#include "tensor/affine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace cmdai::tensor {
namespace {

constexpr Half kOne = 0x3C00;   // 1.0
constexpr Half kHalf = 0x3800;  // 0.5
constexpr Half kTwo = 0x4000;   // 2.0

template <typename Block>
std::vector<float> Dequantised(DataType type, const Block& block) {
  std::vector<float> out(Block::kElements);
  DequantizeRow(type, reinterpret_cast<const std::byte*>(&block), 0, out.size(), out.data());
  return out;
}

TEST(Half, EveryHalfSurvivesTheRoundTrip) {
  for (uint32_t bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<Half>(bits);
    const float value = HalfToFloat(half);
    if (std::isnan(value)) {
      EXPECT_EQ(bits & 0x7C00, 0x7C00U);
      EXPECT_TRUE(std::isnan(HalfToFloat(FloatToHalf(value))));
    } else {
      ASSERT_EQ(FloatToHalf(value), half) << value;
    }
  }
}

TEST(Half, RoundsToNearestEven) {
  EXPECT_EQ(FloatToHalf(1.0F + 0x1p-11F), kOne);        // a tie, down to even
  EXPECT_EQ(FloatToHalf(1.0F + 3 * 0x1p-11F), 0x3C02);  // a tie, up to even
  EXPECT_EQ(FloatToHalf(65519.9F), 0x7BFF);
  EXPECT_EQ(FloatToHalf(65520.0F), 0x7C00);
  EXPECT_EQ(FloatToHalf(-std::numeric_limits<float>::infinity()), 0xFC00);
  EXPECT_EQ(FloatToHalf(0x1p-25F), 0x0000);
  EXPECT_EQ(FloatToHalf(0x1.8p-25F), 0x0001);
}

TEST(Affine, FourAndFiveBitBlocksSplitTheirNibbles) {
  BlockQ4_0 q4 = {.d = kHalf, .qs = {}};
  q4.qs[3] = 0xF1;
  const std::vector<float> w4 = Dequantised(DataType::kQ4_0, q4);
  EXPECT_EQ(w4[3], 0.5F * (1 - 8));
  EXPECT_EQ(w4[19], 0.5F * (15 - 8));
  EXPECT_EQ(w4[0], -4.0F);

  BlockQ5_1 q5 = {.d = kTwo, .m = kOne, .qh = {0x08, 0, 0x08, 0}, .qs = {}};
  q5.qs[3] = 0x21;
  const std::vector<float> w5 = Dequantised(DataType::kQ5_1, q5);
  EXPECT_EQ(w5[3], 2.0F * 17 + 1);
  EXPECT_EQ(w5[19], 2.0F * 18 + 1);
  EXPECT_EQ(w5[4], 1.0F);
}

TEST(Affine, EightBitBlocksAreSigned) {
  BlockQ8_0 block = {.d = kHalf, .qs = {-128, 127, 0, -1}};
  const std::vector<float> w = Dequantised(DataType::kQ8_0, block);
  EXPECT_EQ(w[0], -64.0F);
  EXPECT_EQ(w[1], 63.5F);
  EXPECT_EQ(w[2], 0.0F);
  EXPECT_EQ(w[3], -0.5F);
}

TEST(Affine, KBlocksUnpackSixBitScales) {
  BlockQ4_K block = {.d = kOne, .dmin = kHalf, .scales = {}, .qs = {}};
  block.scales[1] = 0xC0 | 5;   // scale[1] = 5, upper bits of scale[5] = 3
  block.scales[5] = 0x40 | 7;   // min[1] = 7, upper bits of min[5] = 1
  block.scales[9] = 0x92;       // scale[5] = 0x32, min[5] = 0x19
  block.qs[0] = 0x43;           // element 0 of group 0, element 0 of group 1
  block.qs[2 * 32 + 4] = 0xB0;  // element 4 of group 5
  const std::vector<float> w = Dequantised(DataType::kQ4_K, block);
  EXPECT_EQ(w[0], 0.0F);
  EXPECT_EQ(w[32], 5.0F * 4 - 0.5F * 7);
  EXPECT_EQ(w[5 * 32 + 4], 50.0F * 11 - 0.5F * 25);
}

TEST(Affine, SixBitBlocksJoinTheirBits) {
  BlockQ6_K block = {.ql = {}, .qh = {}, .scales = {}, .d = kOne};
  block.scales[8] = -3;
  block.scales[14] = 2;
  block.ql[64 + 1] = 0x07;   // half 1: element 1 low, element 65 high
  block.ql[64 + 33] = 0x90;  // element 97
  block.qh[32 + 1] = 0xC2;   // two upper bits of elements 1 (2) and 97 (3)
  const std::vector<float> w = Dequantised(DataType::kQ6_K, block);
  EXPECT_EQ(w[128 + 1], -3.0F * (7 + 32 - 32));
  EXPECT_EQ(w[128 + 97], 2.0F * (9 + 48 - 32));
}

}  // namespace
}  // namespace cmdai::tensor
