#include "platform/whole_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "platform/file.h"
#include "platform/gzip.h"

namespace cmdai::platform {
namespace {

std::string NewFolder() {
  std::string name = testing::TempDir() + "whole_file.XXXXXX";
  return ::mkdtemp(name.data());
}

/// Files may not grow beyond `bytes` from here on; the limits before.
rlimit LimitFileSize(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit limited = before;
  limited.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limited);
  return before;
}

TEST(WriteWholeFile, WritesReplacesAndMakesFolders) {
  const std::string folder = NewFolder();
  const std::string path = folder + "/a/b/file";
  ASSERT_TRUE(WriteWholeFile(path, "one").has_value());
  EXPECT_EQ(ReadFile(path, 10).value(), "one");
  ASSERT_TRUE(WriteWholeFile(path, "").has_value());
  EXPECT_EQ(ReadFile(path, 10).value(), "");
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  size_t n_files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder + "/a/b")) {
    ++n_files;
  }
  EXPECT_EQ(n_files, 1U);
  std::filesystem::remove_all(folder);
}

TEST(WriteWholeFile, AFailureLeavesTheOldContentAndNothingElse) {
  const std::string folder = NewFolder();
  std::ofstream(folder + "/file") << "old";
  const auto written = WriteWholeFile(folder + "/file/below", "new");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
  EXPECT_NE(written.error().message.find(folder + "/file"), std::string::npos);
  EXPECT_EQ(ReadFile(folder + "/file", 10).value(), "old");
  // A device without room: nothing is left of the attempt.
  const auto full = WriteWholeFile("/dev/full/x", "new");
  ASSERT_FALSE(full.has_value());
  std::filesystem::remove_all(folder);
}

TEST(NewFile, IsThereWholeOrNotAtAll) {
  const std::string folder = NewFolder();
  const std::string path = folder + "/file";
  const std::vector<std::byte> part(3, std::byte{'x'});
  {
    auto file = NewFile::Create(path);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(file->Append(part).has_value());
    EXPECT_FALSE(PathExists(path));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  auto file = NewFile::Create(path);
  ASSERT_TRUE(file->Append(part).has_value());
  ASSERT_TRUE(file->Append(part).has_value());
  ASSERT_TRUE(file->Finish().has_value());
  EXPECT_EQ(ReadFile(path, 10).value(), "xxxxxx");
  std::filesystem::remove_all(folder);
}

TEST(NewFile, RemovesWhatKilledWritersLeftBehind) {
  const std::string folder = NewFolder();
  std::ofstream(folder + "/file.new-abc123") << "left behind";
  std::ofstream(folder + "/file.new-abc1234") << "not ours";
  std::ofstream(folder + "/other.new-abc123") << "of another file";
  auto first = NewFile::Create(folder + "/file");
  auto second = NewFile::Create(folder + "/file");
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_FALSE(PathExists(folder + "/file.new-abc123"));
  EXPECT_TRUE(PathExists(folder + "/file.new-abc1234"));
  EXPECT_TRUE(PathExists(folder + "/other.new-abc123"));
  // Who still writes is not disturbed.
  EXPECT_TRUE(first->Finish().has_value());
  EXPECT_TRUE(second->Finish().has_value());
  std::filesystem::remove_all(folder);
}

TEST(NewFile, AFullDeviceIsAnErrorThatNamesThePath) {
  const std::string folder = NewFolder();
  const std::string path = folder + "/file";
  auto file = NewFile::Create(path);
  ASSERT_TRUE(file.has_value());
  // As on a full disk: a limit on the size of files.
  const rlimit before = LimitFileSize(1000);
  const std::vector<std::byte> block(4096);
  const auto appended = file->Append(block);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(appended.has_value());
  EXPECT_EQ(appended.error().code, ErrorCode::kIo);
  EXPECT_NE(appended.error().message.find(path), std::string::npos);
  EXPECT_FALSE(PathExists(path));
  std::filesystem::remove_all(folder);
}

TEST(ReadFileOrGzip, UnpacksAndBoundsWhatIsPacked) {
  const std::string folder = NewFolder();
  const std::string path = folder + "/text";
  std::ofstream(path) << std::string(100000, 'x') << "end";
  ASSERT_EQ(ReadFileOrGzip(path, 200000).value().size(), 100003U);
  ASSERT_EQ(std::system(("gzip '" + path + "'").c_str()), 0);
  const auto unpacked = ReadFileOrGzip(path + ".gz", 200000);
  ASSERT_TRUE(unpacked.has_value()) << unpacked.error().message;
  EXPECT_EQ(*unpacked, std::string(100000, 'x') + "end");
  EXPECT_EQ(ReadFileOrGzip(path + ".gz", 5000).error().code, ErrorCode::kLimit);

  std::string packed = ReadFile(path + ".gz", 200000).value();
  std::ofstream(folder + "/cut.gz", std::ios::binary) << packed.substr(0, packed.size() / 2);
  EXPECT_EQ(ReadFileOrGzip(folder + "/cut.gz", 200000).error().code, ErrorCode::kCorrupt);
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  std::ofstream(folder + "/bad.gz", std::ios::binary) << packed;
  EXPECT_EQ(ReadFileOrGzip(folder + "/bad.gz", 200000).error().code, ErrorCode::kCorrupt);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cmdai::platform
