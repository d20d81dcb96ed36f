#include "cli/printer.h"

#include <gtest/gtest.h>

namespace cmdai::cli {
namespace {

TEST(UsesColor, TheChoiceThenNoColorThenForceColorThenTheTerminal) {
  const struct {
    std::string_view choice;
    ColorEnvironment environment;
    bool colored;
  } rows[] = {
      {"always", {.no_color = "1"}, true},
      {"never", {.force_color = "1", .is_terminal = true}, false},
      {"auto", {}, false},
      {"auto", {.is_terminal = true}, true},
      {"auto", {.term = "dumb", .is_terminal = true}, false},
      {"auto", {.clicolor = "0", .is_terminal = true}, false},
      {"auto", {.no_color = "1", .force_color = "1", .is_terminal = true}, false},
      {"auto", {.force_color = "1"}, true},
      {"auto", {.force_color = "1", .term = "dumb"}, true},
      {"auto", {.force_color = "0"}, false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(UsesColor(row.choice, row.environment), row.colored)
        << row.choice << " NO_COLOR=" << row.environment.no_color
        << " FORCE_COLOR=" << row.environment.force_color << " TERM=" << row.environment.term;
  }
}

TEST(StatusFor, EveryCodeHasItsStatus) {
  const struct {
    ErrorCode code;
    ExitStatus status;
  } rows[] = {
      {ErrorCode::kInvalidArgument, ExitStatus::kUsage},
      {ErrorCode::kLimit, ExitStatus::kUsage},
      {ErrorCode::kNotFound, ExitStatus::kModel},
      {ErrorCode::kCorrupt, ExitStatus::kModel},
      {ErrorCode::kUnsupported, ExitStatus::kModel},
      {ErrorCode::kIo, ExitStatus::kFailure},
      {ErrorCode::kCancelled, ExitStatus::kInterrupted},
      {ErrorCode::kDeadline, ExitStatus::kBackend},
      {ErrorCode::kBackend, ExitStatus::kBackend},
      {ErrorCode::kNoAnswer, ExitStatus::kNoCommand},
  };
  for (const auto& row : rows) EXPECT_EQ(StatusFor(row.code), row.status);
}

}  // namespace
}  // namespace cmdai::cli
