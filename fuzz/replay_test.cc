// Feeds a fuzz target its seeds and every crash that was ever found, in the ordinary test run.
// Built once per target, with CMDAI_FUZZ_SUITE, CMDAI_FUZZ_NAME and
// CMDAI_FUZZ_FOLDER set.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_target.h"

namespace cmdai::fuzz {
namespace {

namespace fs = std::filesystem;

/// The inputs in one folder, by name; hidden files only keep the folder in place.
std::vector<fs::path> InputsIn(std::string_view kind) {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::directory_iterator(fs::path(CMDAI_FUZZ_FOLDER) / kind / CMDAI_FUZZ_NAME)) {
    if (!entry.path().filename().string().starts_with('.')) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// All bytes of a file, in memory of exactly their size.
std::vector<uint8_t> ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << path;
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return {text.begin(), text.end()};
}

TEST(CMDAI_FUZZ_SUITE, SeedsRunAndSomeAreWellFormed) {
  const std::vector<fs::path> seeds = InputsIn("seeds");
  ASSERT_FALSE(seeds.empty());
  size_t n_well_formed = 0;
  for (const fs::path& path : seeds) {
    const std::vector<uint8_t> input = ReadAll(path);
    ASSERT_FALSE(input.empty()) << path;
    EXPECT_EQ(LLVMFuzzerTestOneInput(input.data(), input.size()), 0) << path;
    n_well_formed += RunOne(std::as_bytes(std::span(input))) ? 1 : 0;
  }
  EXPECT_GE(n_well_formed, 1U);
}

TEST(CMDAI_FUZZ_SUITE, CrashesStayFixed) {
  for (const fs::path& path : InputsIn("crashes")) {
    const std::vector<uint8_t> input = ReadAll(path);
    EXPECT_EQ(LLVMFuzzerTestOneInput(input.data(), input.size()), 0) << path;
  }
  EXPECT_EQ(LLVMFuzzerTestOneInput(nullptr, 0), 0);
}

}  // namespace
}  // namespace cmdai::fuzz
