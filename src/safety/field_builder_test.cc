#include "safety/field_builder.h"

#include <gtest/gtest.h>

#include <string>

#include "safety/expansion.h"

namespace cmdai::safety {
namespace {

const Pattern kAny(1, kAnything);

/// The fields as texts; unknown values show as `?`.
std::vector<std::string> Texts(const std::vector<Field>& fields) {
  std::vector<std::string> texts;
  for (const Field& field : fields) texts.push_back(ToText(field.text));
  return texts;
}

class FieldBuilderTest : public ::testing::Test {
 protected:
  FieldBuilder Builder(std::string ifs = " \t\n", bool splits = true) {
    return {fields_, {.begin = 3, .end = 7}, std::move(ifs), splits};
  }

  std::vector<Field> fields_;
};

using Strings = std::vector<std::string>;

TEST_F(FieldBuilderTest, LiteralTextIsJoined) {
  FieldBuilder builder = Builder();
  builder.AddLiteral("a b");
  builder.AddLiteral("c");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"a bc"}));
  EXPECT_EQ(fields_[0].span, (shell::Span{3, 7}));
  EXPECT_FALSE(fields_[0].splits);
}

TEST_F(FieldBuilderTest, ExpandedTextIsSplitAtBlanks) {
  FieldBuilder builder = Builder();
  builder.AddLiteral("x");
  builder.AddExpanded(" a  b\tc\n");
  builder.AddLiteral("y");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"x", "a", "b", "c", "y"}));
  for (const Field& field : fields_) EXPECT_EQ(field.span, (shell::Span{3, 7}));
}

TEST_F(FieldBuilderTest, ExpandedTextJoinsItsNeighbours) {
  FieldBuilder builder = Builder();
  builder.AddLiteral("r");
  builder.AddExpanded("m -r");
  builder.AddLiteral("f");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"rm", "-rf"}));
}

TEST_F(FieldBuilderTest, SplitsAtTheCharactersOfIfsOnly) {
  FieldBuilder builder = Builder(",");
  builder.AddExpanded("rm,-rf,a b");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"rm", "-rf", "a b"}));
}

TEST_F(FieldBuilderTest, AnEmptyIfsSplitsNothing) {
  FieldBuilder builder = Builder("");
  builder.AddExpanded("a b\tc");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"a b\tc"}));
}

TEST_F(FieldBuilderTest, AssignmentsAreNotSplit) {
  FieldBuilder builder = Builder(" \t\n", /*splits=*/false);
  EXPECT_FALSE(builder.splits());
  builder.AddExpanded("a  b");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"a  b"}));
}

TEST_F(FieldBuilderTest, NothingGivesNoFieldAndQuotesGiveOne) {
  FieldBuilder none = Builder();
  none.AddExpanded("");
  none.AddLiteral("");
  none.Finish();
  EXPECT_TRUE(fields_.empty());
  FieldBuilder quoted = Builder();
  quoted.MarkQuoted();
  quoted.Finish();
  EXPECT_EQ(Texts(fields_), Strings({""}));
}

TEST_F(FieldBuilderTest, AnUnknownExpansionMayBeAnyNumberOfFields) {
  FieldBuilder builder = Builder();
  builder.AddLiteral("/tmp/");
  builder.AddExpanded(kAny);
  builder.AddExpanded(" z");
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"/tmp/\xE2\x80\xA6", "z"}));
  EXPECT_TRUE(fields_[0].splits);
  EXPECT_FALSE(fields_[1].splits);
}

TEST_F(FieldBuilderTest, AQuotedUnknownValueIsOneField) {
  FieldBuilder builder = Builder();
  builder.AddLiteral(kAny);
  builder.Finish();
  EXPECT_EQ(Texts(fields_), Strings({"\xE2\x80\xA6"}));
  EXPECT_FALSE(fields_[0].splits);
}

TEST_F(FieldBuilderTest, OriginsBelongToTheFieldTheyAreSaidOf) {
  FieldBuilder builder = Builder();
  builder.AddLiteral("a");
  builder.AddOrigin("`$x` is a", /*network=*/true, /*secret=*/false);
  builder.AddOrigin("`$y` is b", /*network=*/false, /*secret=*/true);
  builder.Break();
  builder.AddLiteral("b");
  builder.Finish();
  ASSERT_EQ(fields_.size(), 2U);
  EXPECT_EQ(fields_[0].origin, "`$x` is a");
  EXPECT_TRUE(fields_[0].network);
  EXPECT_TRUE(fields_[0].secret);
  EXPECT_EQ(fields_[1].origin, "");
  EXPECT_FALSE(fields_[1].network);
}

TEST(GlobsOf, ReadsBareTextAsAPattern) {
  const std::string run(1, kAnyRun);
  const std::string one(1, kAnyChar);
  const auto members = [](const std::string& text) { return kClassBegin + text + kClassEnd; };
  struct Row {
    std::string_view bare;
    Pattern pattern;
  };
  const Row rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"*", run},
      {"a*b?c", "a" + run + "b" + one + "c"},
      {"[ab]c", members("ab") + "c"},
      {"[!a-z]", members("!a-z")},
      {"[]a]", members("]a")},
      {"[!]a]", members("!]a")},
      {"[ab", "[ab"},
      {"a]b", "a]b"},
      {"[a/b]", "[a/b]"},
      {"[]", "[]"},
      {"@(a|b)c", run + "c"},
      {"x+(y)", "x" + run},
      {"!(a)", run},
      {"?(a)b", run + "b"},
      {"a(b)", "a(b)"},
  };
  for (const Row& row : rows) EXPECT_EQ(GlobsOf(row.bare), row.pattern) << row.bare;
}

TEST(QuotePattern, GivesAWordThatExpandsToItself) {
  EXPECT_EQ(QuotePattern("plain"), "plain");
  EXPECT_EQ(QuotePattern("a b"), "'a b'");
  EXPECT_NE(QuotePattern("$(ls)").find('\''), std::string::npos);
  EXPECT_EQ(QuotePattern(""), "''");
}

TEST(EmptyQuotes, OfAnOperandGiveNoFieldAfterOthersInTheWord) {
  const struct {
    std::string_view word;
    Strings fields;
  } rows[] = {
      {"${p+''}", {""}},
      {"$x${p+''}", {"a", ""}},
      {"$x''", {"a", ""}},
      {"''$x''", {"a", ""}},
      {"''$x${p+''}", {"a"}},
      {"\"\"$x${p+\"$e\"}", {"a"}},
      {"\"$e\"$x${p+''}", {"a"}},
      {"$x\"\"${p+''}", {"a", ""}},
      {"${p+''}$x${p+''}", {"a", ""}},
      {"''$x${p+'' ''}", {"a", "", ""}},
      {"''$x${p+''}''", {"a", ""}},
      {"b''$x${p+''}", {"ba"}},
      {"'c'$x${p+''}", {"ca", ""}},
  };
  for (const auto& row : rows) {
    const auto found =
        ExpandArguments("p=1; x='a '; e=; : " + std::string(row.word), Environment());
    ASSERT_TRUE(found.has_value()) << row.word;
    Strings texts;
    for (const Pattern& pattern : *found) texts.push_back(ToText(pattern));
    EXPECT_EQ(texts, row.fields) << row.word;
  }
}

}  // namespace
}  // namespace cmdai::safety
