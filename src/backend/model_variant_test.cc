#include "backend/model_variant.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "backend/mlx_module.h"
#include "platform/cpu.h"

namespace cmdai::backend {
namespace {

TEST(ModelVariant, OneThatWasAskedForIsNeverReplaced) {
  EXPECT_EQ(ResolveModelVariant("cpu"), ModelVariant::kCpu);
  EXPECT_EQ(ResolveModelVariant("auto"), DetectModelVariant());
  const auto mlx = ResolveModelVariant("mlx", "/nonexistent/module");
  ASSERT_FALSE(mlx.has_value());
  EXPECT_EQ(mlx.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(mlx.error().message.find("/nonexistent/module"), std::string::npos);
  EXPECT_NE(mlx.error().message.find("--backend cpu"), std::string::npos);
  const auto unknown = ResolveModelVariant("gpu");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidArgument);
}

TEST(ModelVariant, TheBestIsOneThatRunsHere) {
  EXPECT_TRUE(CheckEngine({.variant = DetectModelVariant()}).has_value());
  EXPECT_FALSE(ExplainDetection().empty());
  if (!platform::IsAppleSilicon()) {
    EXPECT_EQ(DetectModelVariant(), ModelVariant::kCpu);
  }
}

TEST(MlxModule, IsLookedForBesideTheProgramAndBesideItsFolder) {
  const auto files = MlxModuleFiles("/opt/cmdai/bin/cmdai");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].rfind("/opt/cmdai/bin/libcmdai-mlx.", 0), 0U);
  EXPECT_EQ(files[1].rfind("/opt/cmdai/lib/cmdai/libcmdai-mlx.", 0), 0U);
}

TEST(MlxModule, WhatIsNoModuleOfThisBuildIsRefused) {
  const std::string broken = testing::TempDir() + "broken_module.so";
  std::ofstream(broken) << "this is no library";
  const auto opened = OpenMlxModule(broken);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(opened.error().message.find("--backend cpu"), std::string::npos);
  std::remove(broken.c_str());
}

}  // namespace
}  // namespace cmdai::backend
