#include "decode/stop_matcher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cmdai::decode {
namespace {

struct Row {
  std::vector<std::string> stops;
  std::string text;
  std::string expected;
  bool matched = false;
};

TEST(StopMatcher, CutsAtTheFirstStopHoweverTheTextIsSplit) {
  const std::vector<Row> rows = {
      {{"\n"}, "ls -l\nrm", "ls -l", true},
      {{"STOP"}, "abSTOPcd", "ab", true},
      {{"STOP"}, "abSTcd", "abSTcd", false},
      {{"STOP"}, "abST", "abST", false},
      {{"abab", "aba"}, "xabab", "x", true},
      {{"aab"}, "aaab", "a", true},
      {{"\n\n", "\n#"}, "a\nb\n#c", "a\nb", true},
      {{"abcd", "c"}, "xabcd", "xab", true},
      {{""}, "abc", "abc", false},
      {{}, "abc", "abc", false},
  };
  for (const Row& row : rows) {
    for (size_t piece = 1; piece <= row.text.size(); ++piece) {
      StopMatcher matcher(row.stops);
      std::string out;
      for (size_t i = 0; i < row.text.size(); i += piece) {
        out += matcher.Add(row.text.substr(i, piece));
        EXPECT_EQ(row.expected.compare(0, out.size(), out), 0) << "gave out too much: " << out;
      }
      out += matcher.Flush();
      EXPECT_EQ(out, row.expected);
      EXPECT_EQ(matcher.matched(), row.matched);
    }
  }
}

}  // namespace
}  // namespace cmdai::decode
