#include "cli/progress.h"

#include <gtest/gtest.h>

namespace cmdai::cli {
namespace {

TEST(LastColumns, KeepsTheEndAndNeverSplitsACharacter) {
  const struct {
    std::string_view text;
    size_t n_columns;
    std::string_view shown;
  } rows[] = {
      {"", 5, ""},
      {"abc", 5, "abc"},
      {"abcdef", 3, "def"},
      {"abc", 0, ""},
      {"a\xe6\xbc\xa2", 3, "a\xe6\xbc\xa2"},
      {"a\xe6\xbc\xa2", 2, "\xe6\xbc\xa2"},
      {"a\xe6\xbc\xa2", 1, ""},
      {"a\x1b[2J", 40, "a\\x1b[2J"},
  };
  for (const auto& row : rows) EXPECT_EQ(LastColumns(row.text, row.n_columns), row.shown);
}

TEST(Progress, WithoutCtrlCNothingAsksToStop) {
  Progress progress(Progress::Visibility::kHidden);
  progress.sink()("text");
  EXPECT_FALSE(progress.stop_token().stop_requested());
  progress.Finish();
  progress.Finish();
  EXPECT_FALSE(progress.stop_token().stop_requested());
}

}  // namespace
}  // namespace cmdai::cli
