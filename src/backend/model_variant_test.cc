#include "backend/model_variant.h"

#include <gtest/gtest.h>

namespace cmdai::backend {
namespace {

TEST(ModelVariant, AChoiceIsGivenOrRefusedButNeverReplaced) {
  EXPECT_EQ(ResolveModelVariant("cpu"), ModelVariant::kCpu);
  EXPECT_EQ(ResolveModelVariant("auto"), DetectModelVariant());
  const auto mlx = ResolveModelVariant("mlx");
  ASSERT_FALSE(mlx.has_value());
  EXPECT_EQ(mlx.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(mlx.error().message.find("--backend cpu"), std::string::npos);
  const auto unknown = ResolveModelVariant("gpu");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidArgument);
}

TEST(ModelVariant, WhatIsDetectedCanRun) {
  EXPECT_TRUE(CheckModelVariant(DetectModelVariant()).has_value());
}

}  // namespace
}  // namespace cmdai::backend
