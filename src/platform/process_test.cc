#include "platform/process.h"

#include <gtest/gtest.h>

namespace cmdai::platform {
namespace {

TEST(RunProcess, GivesOutputAndStatus) {
  const auto result = RunProcess({"sh", "-c", "echo out; echo err >&2; cat; exit 3"});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->output, "out\nerr\n");
  EXPECT_EQ(result->exit_status, 3);
}

TEST(RunProcess, KillsWhatTakesTooLong) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"sleep", "60"},
                                                    {"yes"},
                                                    {"sh", "-c", "exec >&- 2>&-; sleep 60"}}) {
    const auto result = RunProcess(arguments, {.time = std::chrono::milliseconds(50)});
    ASSERT_FALSE(result.has_value()) << arguments[0];
    EXPECT_EQ(result.error().code, ErrorCode::kDeadline);
  }
}

TEST(RunProcess, DropsOutputAboveTheLimit) {
  const auto result = RunProcess({"sh", "-c", "yes | head -c 100000"}, {.output_bytes = 10});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->output, "y\ny\ny\ny\ny\n");
}

TEST(RunProcess, AMissingProgramIsNotFound) {
  const auto result = RunProcess({"cmdai-no-such-program"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
}

TEST(FindProgram, LooksOnThePath) {
  EXPECT_EQ(FindProgram("sh").substr(0, 1), "/");
  EXPECT_EQ(FindProgram("cmdai-no-such-program"), "");
  EXPECT_EQ(FindProgram("/bin/sh"), "/bin/sh");
}

}  // namespace
}  // namespace cmdai::platform
