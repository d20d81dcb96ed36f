#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace cmdai {
namespace {

TEST(EditDistance, CountsEditsOfSingleCharacters) {
  const struct {
    std::string_view a;
    std::string_view b;
    size_t distance;
  } rows[] = {
      {"", "", 0},        {"abc", "abc", 0}, {"", "abc", 3},
      {"abc", "abd", 1},  {"abc", "acb", 1}, {"abc", "ac", 1},
      {"abc", "xabc", 1}, {"ca", "abc", 3},  {"kitten", "sitting", 3},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(EditDistance(row.a, row.b), row.distance) << row.a << " " << row.b;
    EXPECT_EQ(EditDistance(row.b, row.a), row.distance) << row.b << " " << row.a;
  }
}

}  // namespace
}  // namespace cmdai
