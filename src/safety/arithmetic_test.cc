#include "safety/arithmetic.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

namespace cmdai::safety {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

struct Row {
  std::string_view text;
  int64_t value;
};

TEST(Arithmetic, FollowsThePrecedenceOfTheShell) {
  static constexpr Row kRows[] = {
      {"", 0},          {" \t\n", 0},   {"7", 7},         {" 7 ", 7},
      {"1+2*3", 7},     {"(1+2)*3", 9}, {"10-4-3", 3},    {"100/10/2", 5},
      {"7%4*2", 6},     {"2**3", 8},    {"2**3**2", 512}, {"2*3**2", 18},
      {"-2**2", 4},     {"1<<4", 16},   {"256>>4", 16},   {"-16>>2", -4},
      {"1<<2+1", 8},    {"1+1<3", 1},   {"3<2", 0},       {"2>=2", 1},
      {"2<=1", 0},      {"2>1", 1},     {"1==1", 1},      {"1!=1", 0},
      {"1<2==1", 1},    {"6&3", 2},     {"6|3", 7},       {"6^3", 5},
      {"1|2&6", 3},     {"1|6^2", 5},   {"4&6==6", 0},    {"1&&0", 0},
      {"1&&2", 1},      {"0||2", 1},    {"0||0", 0},      {"1||0&&0", 1},
      {"-5", -5},       {"- -5", 5},    {"+5", 5},        {"1--1", 2},
      {"!0", 1},        {"!5", 0},      {"~0", -1},       {"-(2+3)", -5},
      {"((((1))))", 1}, {"-7/2", -3},   {"-7%3", -1},     {"2 * ( 3 + 4 )", 14},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(EvaluateExpression(row.text), row.value) << row.text;
  }
}

TEST(Arithmetic, ReadsNumbersInTheirBases) {
  static constexpr Row kRows[] = {
      {"0", 0},      {"010", 8},          {"0x10", 16}, {"0xfF", 255},
      {"0777", 511}, {"0x10+010+10", 34}, {"00", 0},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(EvaluateExpression(row.text), row.value) << row.text;
  }
}

TEST(Arithmetic, OverflowWraps) {
  static constexpr Row kRows[] = {
      {"9223372036854775807", kMax},
      {"9223372036854775807+1", kMin},
      {"-9223372036854775807-2", kMax},
      {"9223372036854775807*2", -2},
      {"9223372036854775808", kMin},
      {"1<<63", kMin},
      {"2**63", kMin},
      {"-(1<<63)", kMin},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(EvaluateExpression(row.text), row.value) << row.text;
  }
}

TEST(Arithmetic, WhatHasNoValueIsNone) {
  for (const std::string_view text :
       {"1/0", "1%0", "1/(2-2)", "2**-1", "(1<<63)/-1",       // not defined
        "x",   "x+1", "1+x",     "$x",    "a[0]",       "_",  // names
        "x=1", "x++", "++x",     "1=2",   "1<<=2",            // assignments
        "1+",  "*2",  "(1",      "1)",    "()",         "1 2",   "1+*2", "!",
        "08",  "0x",  "12z",     "1.5",   "1;2",        "\"1\"", "1\x01"}) {
    EXPECT_EQ(EvaluateExpression(text), std::nullopt) << text;
  }
}

/// The variables x = 3, e = empty, n = x + 1; and what the expression sets.
class TableOfVariables : public ArithmeticVariables {
 public:
  std::optional<std::string> Get(std::string_view name) override {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  void Set(std::string_view name, std::optional<int64_t> value) override {
    if (value) {
      values[std::string(name)] = std::to_string(*value);
    } else {
      values.erase(std::string(name));
    }
  }

  std::map<std::string, std::string> values = {{"x", "3"}, {"e", ""}, {"n", "x + 1"}};
};

TEST(Arithmetic, ReadsVariables) {
  static constexpr Row kRows[] = {
      {"x", 3},
      {"x + x", 6},
      {"e", 0},
      {"n * 2", 8},
      {"-x", -3},
      {"x ? 1 : 2", 1},
      {"e ? 1 : 2", 2},
      {"16#ff", 255},
      {"2#101", 5},
      {"64#@", 62},
      {"1, 2", 2},
      {"2 ** 3 ** 2", 512},
      {"0 && 1/0", 0},
      {"1 || 1/0", 1},
      {"1 ? 2 : 1/0", 2},
      {"0 && unknown", 0},
      {"1 || unknown", 1},
  };
  for (const Row& row : kRows) {
    TableOfVariables variables;
    EXPECT_EQ(EvaluateExpression(row.text, variables), row.value) << row.text;
  }
  for (const std::string_view text :
       {"unknown", "x + unknown", "x[1]", "unknown ? 1 : 2", "x ? 1"}) {
    TableOfVariables variables;
    EXPECT_EQ(EvaluateExpression(text, variables), std::nullopt) << text;
  }
}

TEST(Arithmetic, SetsVariables) {
  struct SetRow {
    std::string_view text;
    std::optional<int64_t> value;
    std::string x;  // afterwards; empty where it is not known
  };
  const SetRow rows[] = {
      {"x = 5", 5, "5"},
      {"x += 2", 5, "5"},
      {"x <<= 2", 12, "12"},
      {"x++", 3, "4"},
      {"++x", 4, "4"},
      {"x--", 3, "2"},
      {"--x + x", 4, "2"},
      {"y = x = 7", 7, "7"},
      {"x = unknown", {}, ""},
      {"0 && (x = 9)", 0, "3"},
      {"unknown && (x = 9)", {}, ""},
      {"1 ? 2 : (x = 9)", 2, "3"},
      {"unknown + (x = 9)", {}, "9"},
  };
  for (const SetRow& row : rows) {
    TableOfVariables variables;
    EXPECT_EQ(EvaluateExpression(row.text, variables), row.value) << row.text;
    EXPECT_EQ(variables.Get("x").value_or(""), row.x) << row.text;
  }
}

TEST(Arithmetic, VariablesThatNameThemselvesEnd) {
  TableOfVariables variables;
  variables.values["x"] = "x + x";
  EXPECT_EQ(EvaluateExpression("x", variables), std::nullopt);
  variables.values["a"] = "b+b+b+b+b+b+b+b";
  variables.values["b"] = "c+c+c+c+c+c+c+c";
  variables.values["c"] = "a+a+a+a+a+a+a+a";
  EXPECT_EQ(EvaluateExpression("a", variables), std::nullopt);
}

TEST(Arithmetic, DepthIsBounded) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '(') + "1" + std::string(depth, ')');
  };
  EXPECT_EQ(EvaluateExpression(nested(8)), 1);
  EXPECT_EQ(EvaluateExpression(nested(100)), std::nullopt);
  EXPECT_EQ(EvaluateExpression(nested(30000)), std::nullopt);
  EXPECT_EQ(EvaluateExpression(std::string(30000, '-') + "1"), std::nullopt);
  EXPECT_EQ(EvaluateExpression(std::string(30000, '(')), std::nullopt);
}

TEST(Arithmetic, LongSumsAreNotDeep) {
  std::string sum = "1";
  for (int i = 1; i < 1000; ++i) sum += "+1";
  EXPECT_EQ(EvaluateExpression(sum), 1000);
}

}  // namespace
}  // namespace cmdai::safety
