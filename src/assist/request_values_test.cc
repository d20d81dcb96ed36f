#include "assist/request_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FindRequestValues, NamesAreWhatIsNotWrittenLikeEnglish) {
  const auto names = [](std::string_view request) { return FindRequestValues(request).names; };
  EXPECT_THAT(names("count the lines in notes.txt, please."), ElementsAre("notes.txt"));
  EXPECT_THAT(names("what's in /var/log?"), ElementsAre("/var/log"));
  EXPECT_THAT(names("delete \"my report.txt\" and 'old data'"),
              ElementsAre("my report.txt", "old data"));
  EXPECT_THAT(names("the user's file config_prod (see ~/work)"),
              ElementsAre("config_prod", "~/work"));
  EXPECT_THAT(names("lines with ERROR in app.log.1"), ElementsAre("ERROR", "app.log.1"));
  EXPECT_THAT(names("rename *.jpeg to *.jpg"), ElementsAre("*.jpeg", "*.jpg"));
  EXPECT_THAT(names("show IMG_4711 and myFile"), ElementsAre("IMG_4711", "myFile"));
  EXPECT_THAT(names("README.md's last line"), ElementsAre("README.md"));
  EXPECT_THAT(names("SHOW ALL FILES"), IsEmpty());
  EXPECT_THAT(names("don't show what isn't hidden, i.e. the rest..."), IsEmpty());
  EXPECT_THAT(names(""), IsEmpty());
}

TEST(FindRequestValues, NumbersAreGivenInDigits) {
  const auto numbers = [](std::string_view request) { return FindRequestValues(request).numbers; };
  EXPECT_THAT(numbers("the 10 largest files"), ElementsAre("10"));
  EXPECT_THAT(numbers("first five lines, then 3"), ElementsAre("5", "3"));
  EXPECT_THAT(numbers("over 100MB and under 2 GB"), ElementsAre("100", "2"));
  EXPECT_THAT(numbers("the 3rd column"), ElementsAre("3"));
  EXPECT_THAT(numbers("one file, the first"), IsEmpty());
}

TEST(FindMissingValues, ComparesAfterQuoteRemoval) {
  const auto missing = [](std::string_view request, std::string_view command) {
    const MissingValues result = FindMissingValues(FindRequestValues(request), command);
    return std::pair(result.names, result.numbers);
  };
  EXPECT_EQ(missing("delete \"my report.txt\"", "rm my\\ report.txt"), std::pair(0UL, 0UL));
  EXPECT_EQ(missing("delete \"my report.txt\"", "rm my report.txt"), std::pair(1UL, 0UL));
  EXPECT_EQ(missing("delete my_report.txt", "rm report.txt"), std::pair(1UL, 0UL));
  EXPECT_EQ(missing("files over 5 GB in logs/", "find logs -size +5G"), std::pair(0UL, 0UL));
  EXPECT_EQ(missing("files over 5 GB in logs/", "find logs -size +50G"), std::pair(0UL, 1UL));
  EXPECT_EQ(missing("print $HOME_DIR", "echo \"$HOME_DIR\""), std::pair(0UL, 0UL));
  EXPECT_EQ(missing("ten lines of a.txt", "head b.txt"), std::pair(1UL, 1UL));
}

}  // namespace
}  // namespace cmdai::assist
