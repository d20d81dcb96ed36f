#include "safety/line_filters.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "safety/arguments.h"
#include "safety/program_table.h"

namespace cmdai::safety {
namespace {

struct FilterRow {
  std::string_view filter;
  std::vector<std::string> words;
  std::string_view input;
  std::string_view output;
};

std::optional<std::string> Filtered(const FilterRow& filter) {
  Row row;
  for (const char* const name : {"-n", "-c", "-d", "-f", "-w", "-e"}) {
    row.options.push_back({.name = name, .takes_value = true});
  }
  std::vector<Field> fields;
  for (const std::string& word : filter.words) fields.push_back({.text = word});
  return FilterLines(filter.filter, filter.input, ParseArguments(row, fields, 0));
}

void ExpectFiltered(const FilterRow& row) {
  EXPECT_EQ(Filtered(row), row.output)
      << row.filter << ' ' << (row.words.empty() ? "" : row.words[0]);
}

TEST(LineFilters, HeadAndTailTakeLinesOrBytes) {
  const FilterRow rows[] = {
      {"head", {"-n", "1"}, "a\nb\nc\n", "a\n"},
      {"head", {"-n2"}, "a\nb\nc\n", "a\nb\n"},
      {"head", {"-1"}, "a\nb\n", "a\n"},
      {"head", {"-n", "9"}, "a\nb\n", "a\nb\n"},
      {"head", {"-n", "0"}, "a\nb\n", ""},
      {"head", {}, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"},
      {"head", {"-c", "2"}, "rm -rf", "rm"},
      {"head", {"-c", "99"}, "rm", "rm"},
      {"tail", {"-n", "1"}, "a\nb\nc\n", "c\n"},
      {"tail", {"-2"}, "a\nb\nc\n", "b\nc\n"},
      {"tail", {"-n", "+2"}, "a\nb\nc\n", "b\nc\n"},
      {"tail", {"-n", "+1"}, "a\nb\n", "a\nb\n"},
      {"tail", {"-n", "+3"}, "a\nb\n", ""},
      {"tail", {"-n", "+0"}, "a\nb\n", "a\nb\n"},
      {"tail", {"-c", "3"}, "a rm\n", "rm\n"},
  };
  for (const FilterRow& row : rows) ExpectFiltered(row);
}

TEST(LineFilters, CutTakesFieldsOrCharacters) {
  const FilterRow rows[] = {
      {"cut", {"-d", ":", "-f", "2"}, "a:b:c\n", "b\n"},
      {"cut", {"-d:", "-f1,3"}, "a:b:c\nx:y:z\n", "a:c\nx:z\n"},
      {"cut", {"-f", "2"}, "a\tb\n", "b\n"},
      {"cut", {"-d", " ", "-f", "2-"}, "x rm -rf /\n", "rm -rf /\n"},
      {"cut", {"-d", " ", "-f", "-2"}, "rm -rf x\n", "rm -rf\n"},
      {"cut", {"-d", ":", "-f", "2"}, "none\n", "none\n"},
      {"cut", {"-d", ":", "-f", "5"}, "a:b\n", "\n"},
      {"cut", {"-c", "1-2"}, "rmx\n", "rm\n"},
      {"cut", {"-c", "2,4-5"}, "abcde\n", "bde\n"},
  };
  for (const FilterRow& row : rows) ExpectFiltered(row);
}

TEST(LineFilters, GrepSedAndAwkFollowPlainText) {
  const FilterRow rows[] = {
      {"grep", {"rm"}, "ls\nrm x\n", "rm x\n"},
      {"grep", {"-v", "ls"}, "ls\nrm x\n", "rm x\n"},
      {"grep", {"zz"}, "ls\n", ""},
      {"sed", {"s/x/m/"}, "rx xx\n", "rm xx\n"},
      {"sed", {"s/x/m/g"}, "rx xx\n", "rm mm\n"},
      {"sed", {"s,_, ,g"}, "rm_-rf_/\n", "rm -rf /\n"},
      {"sed", {"-e", "s/a//g"}, "raamaa\n", "rm\n"},
      {"awk", {"{print}"}, "a b\n", "a b\n"},
      {"awk", {"{print $0}"}, "a b\n", "a b\n"},
      {"awk", {"{ print $2 }"}, "a  rm\tc\n", "rm\n"},
      {"awk", {"{print $9}"}, "a b\n", "\n"},
      {"awk", {"{print $00}"}, "a b\n", "a b\n"},
  };
  for (const FilterRow& row : rows) ExpectFiltered(row);
}

TEST(LineFilters, SortUniqFoldAndBase64) {
  const FilterRow rows[] = {
      {"sort", {}, "b\na\n", "a\nb\n"},
      {"uniq", {}, "a\na\nb\na\n", "a\nb\na\n"},
      {"fold", {"-w", "9"}, "short\n", "short\n"},
      {"base64", {}, "rm -rf /", "cm0gLXJmIC8=\n"},
      {"base64", {}, "abc", "YWJj\n"},
      {"base64", {}, "a", "YQ==\n"},
  };
  for (const FilterRow& row : rows) ExpectFiltered(row);
}

TEST(LineFilters, WhatIsNotFollowedIsNotTold) {
  const FilterRow rows[] = {
      {"head", {"-n", "-1"}, "a\n", {}},
      {"head", {"-n", "x"}, "a\n", {}},
      {"head", {"-q"}, "a\n", {}},
      {"cut", {"-f", "x"}, "a\tb\n", {}},
      {"cut", {"-d", "::", "-f", "1"}, "a::b\n", {}},
      {"cut", {"-c", "1", "-s"}, "a\n", {}},
      {"cut", {}, "a\n", {}},
      {"grep", {"-i", "RM"}, "rm\n", {}},
      {"grep", {"r.m"}, "rxm\n", {}},
      {"grep", {}, "rm\n", {}},
      {"sed", {"s/r.m/x/"}, "rxm\n", {}},
      {"sed", {"s/x/&&/"}, "x\n", {}},
      {"sed", {"s/x/y/2"}, "x\n", {}},
      {"sed", {"1d"}, "x\n", {}},
      {"awk", {"{print $1, $2}"}, "a b\n", {}},
      {"awk", {"{print $NF}"}, "a b\n", {}},
      {"awk", {"{print toupper($1)}"}, "a b\n", {}},
      {"sort", {"-r"}, "a\n", {}},
      {"uniq", {"-d"}, "a\n", {}},
      {"fold", {"-w", "2"}, "long\n", {}},
      {"wc", {}, "a\n", {}},
      {"", {}, "a\n", {}},
  };
  for (const FilterRow& row : rows) {
    EXPECT_EQ(Filtered(row), std::nullopt)
        << row.filter << ' ' << (row.words.empty() ? "" : row.words[0]);
  }
}

}  // namespace
}  // namespace cmdai::safety
