#include "safety/filters.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "safety/program_table.h"

namespace cmdai::safety {
namespace {

/// What the filter writes for `input`; the arguments are those of a row without operand roles.
std::optional<std::string> Filtered(std::string_view filter, std::string_view input,
                                    const std::vector<std::string>& words = {}) {
  Row row;
  std::vector<Field> fields;
  for (const std::string& word : words) fields.push_back({.text = word});
  const auto out = ApplyFilter(filter, {.kind = Stream::Kind::kText, .text = Pattern(input)},
                               ParseArguments(row, fields, 0));
  if (!out) return std::nullopt;
  EXPECT_EQ(out->kind, Stream::Kind::kText);
  return out->text;
}

struct FilterRow {
  std::string_view filter;
  std::vector<std::string> words;
  std::string_view input;
  std::string_view output;
};

TEST(Filters, Decode) {
  const FilterRow rows[] = {
      {"base64", {"-d"}, "cm0gLXJmIC8=", "rm -rf /"},
      {"base64", {"-D"}, "cm0gLXJmIC8=\n", "rm -rf /"},
      {"base64", {"--decode"}, "cm0gLXJm\nIC8=\n", "rm -rf /"},
      {"base64", {"-d", "-i"}, "cm0gLXJmIC8=", "rm -rf /"},
      {"base64", {"-d"}, "", ""},
      {"base64", {"-d"}, "cm0=IC1yZg==", "rm -rf"},
      {"base32", {"-d"}, "OJWSALLSMYQC6===", "rm -rf /"},
      {"openssl-base64", {"-d"}, "cm0gLXJmIC8=", "rm -rf /"},
      {"xxd", {"-r", "-p"}, "726d202d7266202f\n", "rm -rf /"},
      {"xxd", {"-r", "-p"}, "726D 202D\n7266 202F", "rm -rf /"},
  };
  for (const FilterRow& row : rows) {
    EXPECT_EQ(Filtered(row.filter, row.input, row.words), row.output)
        << row.filter << ' ' << row.input;
  }
}

TEST(Filters, TurnTextAround) {
  const FilterRow rows[] = {
      {"rev", {}, "/ fr- mr", "rm -rf /"},
      {"rev", {}, "ab\ncd\n", "ba\ndc\n"},
      {"rev", {}, "", ""},
      {"tac", {}, "a\nb\nc\n", "c\nb\na\n"},
      {"tac", {}, "a\nb", "ba\n"},
      {"tac", {}, "a", "a"},
      {"tac", {}, "\n\n", "\n\n"},
      {"cat", {}, "a\nb\n", "a\nb\n"},
      {"same", {}, "x", "x"},
  };
  for (const FilterRow& row : rows) {
    EXPECT_EQ(Filtered(row.filter, row.input, row.words), row.output)
        << row.filter << ' ' << row.input;
  }
}

TEST(Filters, Translate) {
  const FilterRow rows[] = {
      {"tr", {"a-z", "b-za"}, "ql", "rm"},
      {"tr", {"A-Z", "a-z"}, "RM -RF /", "rm -rf /"},
      {"tr", {"A-Za-z", "N-ZA-Mn-za-m"}, "ez -es /", "rm -rf /"},
      {"tr", {"_", " "}, "rm_-rf_/", "rm -rf /"},
      {"tr", {"abc", "x"}, "aabbcc", "xxxxxx"},
      {"tr", {"\\n", " "}, "rm\n-rf\n/", "rm -rf /"},
      {"tr", {"\\137", "\\040"}, "rm_-rf_/", "rm -rf /"},
      {"tr", {"-d", "x"}, "rxmx -xrf /", "rm -rf /"},
      {"tr", {"--delete", "0-9"}, "r1m2", "rm"},
  };
  for (const FilterRow& row : rows) {
    EXPECT_EQ(Filtered(row.filter, row.input, row.words), row.output) << row.words[0];
  }
}

TEST(Filters, WhatIsNotFollowedIsNotTold) {
  const FilterRow rows[] = {
      {"base32", {"-w0"}, "rm", {}},
      {"xxd", {"-r"}, "00000000: 726d", {}},
      {"xxd", {}, "rm", {}},
      {"cat", {"-n"}, "rm", {}},
      {"tr", {"-c", "a", "b"}, "rm", {}},
      {"tr", {"[:space:]", "x"}, "RM", {}},
      {"tr", {"[=a=]", "x"}, "RM", {}},
      {"tr", {"ab", "[x*]"}, "ab", {}},
      {"tr", {"a"}, "rm", {}},
      {"tr", {"-s", "a"}, "rm", {}},
      {"tr", {}, "rm", {}},
      {"sort", {"-r"}, "rm", {}},
      {"", {}, "rm", {}},
  };
  for (const FilterRow& row : rows) {
    EXPECT_EQ(Filtered(row.filter, row.input, row.words), std::nullopt) << row.filter;
  }
}

TEST(Filters, UnknownInputIsNotTold) {
  for (const auto kind : {Stream::Kind::kNone, Stream::Kind::kData, Stream::Kind::kNetwork}) {
    EXPECT_FALSE(ApplyFilter("rev", {.kind = kind, .text = "a"}, {})) << static_cast<int>(kind);
    EXPECT_FALSE(ApplyFilter("cat", {.kind = kind, .text = "a"}, {})) << static_cast<int>(kind);
  }
  const std::string unknown = std::string("a") + kAnything;
  EXPECT_EQ(Filtered("rev", unknown), std::nullopt);
  EXPECT_EQ(Filtered("base64", unknown, {"-d"}), std::nullopt);
  EXPECT_EQ(Filtered("tr", "a", {"a", unknown}), std::nullopt);
}

TEST(Filters, CatKeepsThePartsThatAreNotKnown) {
  const std::string unknown = std::string("a") + kAnything;
  EXPECT_EQ(Filtered("cat", unknown), unknown);
}

TEST(Filters, WhatIsDecodedIsTextOfAPattern) {
  // The byte 02 would be a glob's.
  EXPECT_EQ(Filtered("xxd", "6102", {"-r", "-p"}), std::string("a") + kAnything);
}

TEST(Filters, SecretsStaySecret) {
  const auto out =
      ApplyFilter("rev", {.kind = Stream::Kind::kText, .text = "ab", .secret = true}, {});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->text, "ba");
  EXPECT_TRUE(out->secret);
}

}  // namespace
}  // namespace cmdai::safety
