#include "cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cmdai::cli {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;
using Options = std::vector<std::pair<std::string, std::string>>;

const std::vector<OptionSpec> kOptions = {
    {.id = "model", .flag = "--model", .short_flag = 'm', .value_name = "FILE"},
    {.id = "candidates", .flag = "--candidates", .short_flag = 'n', .value_name = "N"},
    {.id = "quiet", .flag = "--quiet", .short_flag = 'q'},
    {.id = "json", .flag = "--json"},
};

TEST(ParseArguments, SplitsOptionsFromWords) {
  const struct {
    Words arguments;
    Options options;
    Words words;
  } rows[] = {
      {{}, {}, {}},
      {{"list", "files"}, {}, {"list", "files"}},
      {{"-m", "x", "list"}, {{"model", "x"}}, {"list"}},
      {{"list", "--model=x"}, {{"model", "x"}}, {"list"}},
      {{"-n3", "-q", "a"}, {{"candidates", "3"}, {"quiet", "true"}}, {"a"}},
      {{"--json", "--json"}, {{"json", "true"}}, {}},
      {{"-m", "x", "-m", "y"}, {{"model", "y"}}, {}},
      {{"-n", "-1"}, {{"candidates", "-1"}}, {}},
      {{"--", "--json", "-x"}, {}, {"--json", "-x"}},
      {{"a", "--", "--", "b"}, {}, {"a", "--", "b"}},
      {{"-"}, {}, {"-"}},
      {{""}, {}, {""}},
      {{"[a,b]", "{}", "%%", "'x'", "a=b", "\"q\""},
       {},
       {"[a,b]", "{}", "%%", "'x'", "a=b", "\"q\""}},
      {{"-m", "[a,b]"}, {{"model", "[a,b]"}}, {}},
      {{"-m", "{}"}, {{"model", "{}"}}, {}},
      {{"-m", ""}, {{"model", ""}}, {}},
      {{"-m", "a b\n\"c"}, {{"model", "a b\n\"c"}}, {}},
  };
  for (const auto& row : rows) {
    const auto parsed = ParseArguments(row.arguments, kOptions);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    EXPECT_EQ(parsed->words, row.words) << ::testing::PrintToString(row.arguments);
    EXPECT_THAT(parsed->options, ::testing::UnorderedElementsAreArray(row.options))
        << ::testing::PrintToString(row.arguments);
  }
}

TEST(ParseArguments, RefusesUnknownOptionsAndNamesTheNearest) {
  const struct {
    Words arguments;
    std::string_view message;
  } rows[] = {
      {{"--jsn"}, "--jsn (did you mean '--json'?)"},
      {{"--modle=x", "a"}, "--modle (did you mean '--model'?)"},
      {{"-x", "list"}, "no option -x;"},
      {{"-qx"}, "no option -x;"},
      {{"--execute"}, "no option --execute;"},
      {{"-m"}, "--model"},
      {{"--model="}, "--model"},
      {{"--json=maybe"}, "--json"},
  };
  for (const auto& row : rows) {
    const auto parsed = ParseArguments(row.arguments, kOptions);
    ASSERT_FALSE(parsed.has_value()) << ::testing::PrintToString(row.arguments);
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(parsed.error().message, HasSubstr(row.message));
  }
}

TEST(ParsedArguments, FindGivesTheValueOrNothing) {
  const auto parsed = ParseArguments(Words{"-m", "x"}, kOptions);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->Find("model"), "x");
  EXPECT_EQ(parsed->Find("quiet"), std::nullopt);
}

}  // namespace
}  // namespace cmdai::cli
