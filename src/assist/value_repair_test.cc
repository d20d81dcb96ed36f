#include "assist/value_repair.h"

#include <gtest/gtest.h>

#include <string_view>

namespace cmdai::assist {
namespace {

std::optional<std::string> Repair(std::string_view request, std::string_view command) {
  return RepairNames(FindRequestValues(request), request, command);
}

TEST(RepairNames, PutsInWhatTheRequestNames) {
  const struct {
    std::string_view request, command, mended;
  } rows[] = {
      {"remove thumbs.db from assets.zip", "zip -d assets.zip Thumbs.db",
       "zip -d assets.zip thumbs.db"},
      {"lines with TIMEOUT in a.log", "grep \"Timeout\" a.log", "grep \"TIMEOUT\" a.log"},
      {"pack site as webshop.tar.gz", "tar -czf webstop.tar.gz site",
       "tar -czf webshop.tar.gz site"},
      {"rename a_1.txt to a_2.txt", "mv a_1.txt a_3.txt", "mv a_1.txt a_2.txt"},
      {"delete report_17.csv in old", "rm old/report_71.csv", "rm old/report_17.csv"},
      {"copy notes.txt to notes.bak and show notes.bak", "cp notes.txt note.bak && cat note.bak",
       "cp notes.txt notes.bak && cat notes.bak"},
  };
  for (const auto& row : rows) EXPECT_EQ(Repair(row.request, row.command), row.mended);
}

TEST(RepairNames, LeavesAloneWhatIsNoSlip) {
  const struct {
    std::string_view request, command;
  } rows[] = {
      {"rename a.txt to b.txt", "mv a.txt b.txt"},                 // nothing is missing
      {"move a.txt and b.txt to old", "mv a.txt old"},             // a.txt is meant itself
      {"search main.py for --name", "grep -- -name main.py"},      // options are no names
      {"lines of error.log", "wc -l access.log"},                  // too different
      {"delete \"my file.txt\"", "rm my_file.txt"},                // would need quotes
      {"delte the empty files", "find . -type f -empty -delete"},  // English names nothing
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(Repair(row.request, row.command), std::nullopt);
}

}  // namespace
}  // namespace cmdai::assist
