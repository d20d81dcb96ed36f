#include "platform/dynamic_library.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace cmdai::platform {
namespace {

TEST(DynamicLibrary, AbsentAndBrokenLibrariesAreNamed) {
  const std::string absent = testing::TempDir() + "no_such_library.so";
  const auto not_found = DynamicLibrary::Open(absent);
  ASSERT_FALSE(not_found.has_value());
  EXPECT_EQ(not_found.error().code, ErrorCode::kNotFound);
  EXPECT_NE(not_found.error().message.find(absent), std::string::npos);

  const std::string broken = testing::TempDir() + "broken_library.so";
  std::ofstream(broken) << "this is no library";
  const auto refused = DynamicLibrary::Open(broken);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(refused.error().message.find(broken), std::string::npos);
  std::remove(broken.c_str());
}

TEST(DynamicLibraryName, IsALibrarysName) {
  EXPECT_EQ(DynamicLibraryName("x").rfind("libx.", 0), 0U);
}

}  // namespace
}  // namespace cmdai::platform
