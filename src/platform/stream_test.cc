#include "platform/stream.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace cmdai::platform {
namespace {

using Found = LineReader::Found;

/// A pipe that holds `text` and is closed at the writing end.
class FilledPipe {
 public:
  explicit FilledPipe(std::string_view text) {
    EXPECT_EQ(::pipe(ends_), 0);
    EXPECT_TRUE(WriteAll(ends_[1], text).has_value());
    ::close(ends_[1]);
  }
  FilledPipe(const FilledPipe&) = delete;
  FilledPipe& operator=(const FilledPipe&) = delete;
  ~FilledPipe() { ::close(ends_[0]); }
  int fd() const { return ends_[0]; }

 private:
  int ends_[2] = {};
};

std::vector<std::string> ReadLines(std::string_view text, size_t max_line_bytes) {
  const FilledPipe pipe(text);
  LineReader reader(pipe.fd(), max_line_bytes);
  std::vector<std::string> lines;
  std::string line;
  while (true) {
    const Result<Found> found = reader.Next(line);
    EXPECT_TRUE(found.has_value());
    if (!found || *found == Found::kEnd) return lines;
    lines.push_back(*found == Found::kTooLong ? "<too long>" : line);
  }
}

TEST(LineReader, GivesEveryLineAndNeedsNoNewlineAtTheEnd) {
  const struct {
    std::string_view text;
    std::vector<std::string> lines;
  } rows[] = {
      {"", {}},
      {"\n", {""}},
      {"one", {"one"}},
      {"one\ntwo\n", {"one", "two"}},
      {"one\n\ntwo", {"one", "", "two"}},
      {"12345678\n123456789\n1\n", {"12345678", "<too long>", "1"}},
      {"123456789", {"<too long>"}},
  };
  for (const auto& row : rows) EXPECT_EQ(ReadLines(row.text, 8), row.lines) << row.text;
}

TEST(LineReader, AReadErrorIsAnError) {
  LineReader reader(-1, 8);
  std::string line;
  const Result<Found> found = reader.Next(line);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kIo);
}

TEST(WriteAll, AClosedDescriptorIsAnError) {
  const Result<void> written = WriteAll(-1, "text");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace cmdai::platform
