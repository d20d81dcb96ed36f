#include "platform/file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace cmdai::platform {
namespace {

std::string TemporaryFile(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

TEST(MappedFile, ShowsTheContentAndSurvivesAMove) {
  const std::string path = TemporaryFile("mapped", "hello");
  Result<MappedFile> opened = MappedFile::Open(path);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  const MappedFile moved = *std::move(opened);
  ASSERT_EQ(moved.bytes().size(), 5U);
  EXPECT_EQ(static_cast<char>(moved.bytes()[4]), 'o');
  EXPECT_EQ(moved.path(), path);
}

TEST(MappedFile, AnEmptyFileIsAnEmptySpan) {
  const auto opened = MappedFile::Open(TemporaryFile("empty", ""));
  ASSERT_TRUE(opened.has_value());
  EXPECT_TRUE(opened->bytes().empty());
}

TEST(MappedFile, ErrorsNameThePathAndTheReason) {
  const auto missing = MappedFile::Open("/nonexistent/model.gguf");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("/nonexistent/model.gguf"), std::string::npos);

  const auto folder = MappedFile::Open("/");
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().message, "[file] /: is a directory, not a file");

  const auto device = MappedFile::Open("/dev/null");
  ASSERT_FALSE(device.has_value());
  EXPECT_EQ(device.error().code, ErrorCode::kInvalidArgument);
}

TEST(ReadFile, StopsAtTheLimit) {
  const std::string path = TemporaryFile("limited", std::string(100, 'x'));
  EXPECT_EQ(ReadFile(path, 100)->size(), 100U);
  const auto too_long = ReadFile(path, 99);
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace cmdai::platform
