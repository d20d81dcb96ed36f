#include "decode/constraint.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace cmdai::decode {
namespace {

enum class End { kRefused, kOpen, kMayEnd, kComplete };

/// What the constraint says of `text`, byte by byte; pieces must give the same as the whole.
End Judge(const Constraint& fresh, const std::string& text) {
  const std::unique_ptr<Constraint> bytewise = fresh.Clone();
  for (const char c : text) {
    const std::string piece(1, c);
    if (!bytewise->Allows(piece)) {
      EXPECT_FALSE(fresh.Allows(text)) << text;
      return End::kRefused;
    }
    bytewise->Accept(piece);
  }
  const std::unique_ptr<Constraint> whole = fresh.Clone();
  EXPECT_TRUE(whole->Allows(text)) << text;
  whole->Accept(text);
  EXPECT_EQ(whole->CanEnd(), bytewise->CanEnd()) << text;
  EXPECT_EQ(whole->IsComplete(), bytewise->IsComplete()) << text;
  if (whole->IsComplete()) return End::kComplete;
  return whole->CanEnd() ? End::kMayEnd : End::kOpen;
}

struct Row {
  std::string text;
  End expected = End::kRefused;
};

TEST(LineConstraint, IsOneLineWhoseQuotesClose) {
  const std::vector<Row> rows = {
      {"", End::kOpen},
      {"   ", End::kOpen},
      {"ls -l", End::kMayEnd},
      {"ls\n", End::kComplete},
      {"\n", End::kRefused},
      {"ls\nrm", End::kRefused},
      {"echo 'a", End::kOpen},
      {"echo 'a\n", End::kRefused},
      {"echo 'a'", End::kMayEnd},
      {"echo 'a\\'", End::kMayEnd},  // no escapes within single quotes
      {"echo \"a\\\"", End::kOpen},
      {"echo \"a\\\"\"", End::kMayEnd},
      {"echo \"it's\"", End::kMayEnd},
      {"echo '\"'", End::kMayEnd},
      {"echo it\\'s", End::kMayEnd},
      {"echo a\\", End::kOpen},
      {"echo a\\\n", End::kRefused},
      {"ls # it's here", End::kMayEnd},
      {"ls a#b's", End::kOpen},
      {"echo a\\ #'x", End::kOpen},
      {"echo a\\;#\"", End::kOpen},
      {"ls\tx", End::kRefused},
      {"ls \x1b[31m", End::kRefused},
      {"ls \x7f", End::kRefused},
      {"echo caf\u00e9", End::kMayEnd},
  };
  const std::unique_ptr<Constraint> fresh = MakeLineConstraint();
  for (const Row& row : rows) EXPECT_EQ(Judge(*fresh, row.text), row.expected) << row.text;
}

TEST(JsonConstraint, IsExactlyOneObjectWithACommand) {
  const std::vector<Row> rows = {
      {"", End::kOpen},
      {"{\"cmd\": \"", End::kOpen},
      {"{\"cmd\": \"ls\"}", End::kComplete},
      {"{\"cmd\": \"ls\"} ", End::kRefused},
      {"{\"cmd\":\"ls\"}", End::kRefused},
      {"{\"cmd\": \"\"}", End::kRefused},
      {"{\"cmd\": \"  \"}", End::kRefused},
      {"{\"cmd\": \"echo \\\"a}\\\"\"}", End::kComplete},
      {"{\"cmd\": \"awk '{print}'\"}", End::kComplete},
      {"{\"cmd\": \"a\\\\\"}", End::kComplete},
      {"{\"cmd\": \"a\\\"}", End::kOpen},
      {"{\"cmd\": \"a\\n", End::kRefused},
      {"{\"cmd\": \"a\\u0041", End::kRefused},
      {"{\"cmd\": \"a\n", End::kRefused},
      {"ls", End::kRefused},
  };
  const std::unique_ptr<Constraint> fresh = MakeJsonConstraint();
  for (const Row& row : rows) EXPECT_EQ(Judge(*fresh, row.text), row.expected) << row.text;
}

TEST(JsonConstraint, AsksAnotherOneAboutTheDecodedCommand) {
  const std::vector<Row> rows = {
      {"{\"cmd\": \"echo 'a\"}", End::kRefused},
      {"{\"cmd\": \"echo 'a'\"}", End::kComplete},
      {"{\"cmd\": \"echo \\\"a\"}", End::kRefused},
      {"{\"cmd\": \"echo \\\"a\\\"\"}", End::kComplete},
      {"{\"cmd\": \"echo a\\\\\"}", End::kRefused},
      {"{\"cmd\": \"echo a", End::kOpen},
  };
  const std::unique_ptr<Constraint> fresh = MakeJsonConstraint(MakeLineConstraint());
  for (const Row& row : rows) EXPECT_EQ(Judge(*fresh, row.text), row.expected) << row.text;
}

}  // namespace
}  // namespace cmdai::decode
