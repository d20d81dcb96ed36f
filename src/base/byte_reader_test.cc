#include "base/byte_reader.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace cmdai {
namespace {

const std::array<std::byte, 6> kBytes = {std::byte{1}, std::byte{2},   std::byte{3},
                                         std::byte{4}, std::byte{'h'}, std::byte{'i'}};

TEST(ByteReader, ReadsLittleEndianInOrder) {
  ByteReader reader(kBytes);
  EXPECT_EQ(reader.Read<uint8_t>(), 1);
  EXPECT_EQ(reader.Read<uint16_t>(), 0x0302);
  EXPECT_EQ(reader.Read<int8_t>(), 4);
  EXPECT_EQ(reader.ReadText(2), "hi");
  EXPECT_EQ(reader.remaining(), 0U);
  EXPECT_EQ(reader.Read<uint8_t>(), std::nullopt);
}

TEST(ByteReader, AReadThatDoesNotFitChangesNothing) {
  ByteReader reader(kBytes);
  EXPECT_EQ(reader.Read<uint64_t>(), std::nullopt);
  EXPECT_FALSE(reader.ReadBytes(7).has_value());
  EXPECT_FALSE(reader.ReadBytes(std::numeric_limits<uint64_t>::max()).has_value());
  EXPECT_EQ(reader.offset(), 0U);
  EXPECT_TRUE(reader.ReadBytes(6).has_value());
}

}  // namespace
}  // namespace cmdai
