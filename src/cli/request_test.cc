#include "cli/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace cmdai::cli {
namespace {

TEST(CleanRequest, MakesOneLine) {
  const struct {
    std::string_view text;
    std::string_view request;
  } rows[] = {
      {"list files", "list files"},
      {" list\tall\r\nfiles\n", "list all  files"},
      {"gr\xc3\xb6\xc3\x9f"
       "e",
       "gr\xc3\xb6\xc3\x9f"
       "e"},
  };
  for (const auto& row : rows) {
    const auto request = CleanRequest(row.text);
    ASSERT_TRUE(request.has_value()) << row.text;
    EXPECT_EQ(*request, row.request);
  }
  EXPECT_TRUE(CleanRequest(std::string(kMaxRequestBytes, 'a')).has_value());
}

TEST(CleanRequest, RefusesWhatIsNoRequest) {
  const struct {
    std::string text;
    std::string_view message;
  } rows[] = {
      {"", "empty"},
      {" \t\n", "empty"},
      {"list \x1b[31m", "byte 5 is a control character (U+001B)"},
      {std::string("a\0b", 3), "U+0000"},
      {"a\x7f", "U+007F"},
      {"a\xc2\x9b", "U+009B"},
      {"a\xff", "UTF-8"},
      {"a\xe2\x82", "UTF-8"},
      {std::string(kMaxRequestBytes + 1, 'a'), "at most 16384"},
  };
  for (const auto& row : rows) {
    const auto request = CleanRequest(row.text);
    ASSERT_FALSE(request.has_value());
    EXPECT_THAT(request.error().message, ::testing::HasSubstr(row.message));
  }
}

TEST(ReadRequest, JoinsTheWords) {
  const std::vector<std::string> words = {"list", "all files", "-"};
  const auto request = ReadRequest(words, false);
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(*request, "list all files -");
}

}  // namespace
}  // namespace cmdai::cli
