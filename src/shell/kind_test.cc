#include "shell/kind.h"

#include <gtest/gtest.h>

namespace cmdai::shell {
namespace {

TEST(KindOfShell, GoesByTheNameThatAPathEndsIn) {
  struct Row {
    std::string_view name;
    Kind kind;
  };
  static constexpr Row kRows[] = {
      {"bash", Kind::kBash},
      {"/usr/local/bin/bash", Kind::kBash},
      {"sh", Kind::kPosix},
      {"/bin/dash", Kind::kPosix},
      {"mksh", Kind::kKsh},
      {"-zsh", Kind::kZsh},
      {"/usr/bin/fish", Kind::kFish},
      {"tcsh", Kind::kOther},
      {"", Kind::kOther},
      {"/bin/", Kind::kOther},
      {"bashful", Kind::kOther},
  };
  for (const Row& row : kRows) EXPECT_EQ(KindOfShell(row.name), row.kind) << row.name;
}

TEST(KindOfShell, FindsWhatNameOfSays) {
  for (const Kind kind : {Kind::kBash, Kind::kPosix, Kind::kKsh, Kind::kZsh, Kind::kFish}) {
    EXPECT_EQ(KindOfShell(NameOf(kind)), kind);
  }
  EXPECT_EQ(NameOf(Kind::kOther), "this shell");
}

}  // namespace
}  // namespace cmdai::shell
