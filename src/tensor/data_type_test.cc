#include "tensor/data_type.h"

#include <gtest/gtest.h>

namespace cmdai::tensor {
namespace {

TEST(DataType, RowBytesFollowTheBlocks) {
  EXPECT_EQ(RowBytes(DataType::kF32, 3), 12U);
  EXPECT_EQ(RowBytes(DataType::kBF16, 3), 6U);
  EXPECT_EQ(RowBytes(DataType::kQ4_1, 576), 18U * 20U);
  EXPECT_EQ(RowBytes(DataType::kQ6_K, 512), 2U * 210U);
}

TEST(DataType, IdsAreThoseOfTheFormat) {
  EXPECT_EQ(DataTypeFromId(12), DataType::kQ4_K);
  EXPECT_EQ(DataTypeFromId(30), DataType::kBF16);
  EXPECT_EQ(DataTypeFromId(4), std::nullopt);  // Q4_2, withdrawn
  EXPECT_EQ(DataTypeFromId(999), std::nullopt);
  EXPECT_EQ(GetDataTypeInfo(DataType::kQ5_K).name, "Q5_K");
}

}  // namespace
}  // namespace cmdai::tensor
