#include "safety/arguments.h"

#include <gtest/gtest.h>

#include <string>

#include "safety/table_parser.h"

namespace cmdai::safety {
namespace {

Row RowOf(std::string_view lines) {
  const std::string text = "program p : does\n" + std::string(lines);
  ProgramTable table;
  const Result<Row> row = ParseParagraph({.file = "t", .line = 1, .text = text}, table);
  EXPECT_TRUE(row) << (row ? "" : row.error().message);
  return row.value_or(Row());
}

std::vector<Field> FieldsOf(std::string_view line) {
  std::vector<Field> fields;
  for (size_t begin = 0; begin < line.size();) {
    const size_t end = std::min(line.find(' ', begin), line.size());
    fields.push_back({.text = std::string(line.substr(begin, end - begin))});
    begin = end + 1;
  }
  return fields;
}

/// `-a -o=value {rm x} | operand operand`; `?` after options that the row does not name, `--` at
/// the end where the options were ended.
std::string Read(std::string_view row_lines, std::string_view line) {
  const Row row = RowOf(row_lines);
  const Arguments arguments = ParseArguments(row, FieldsOf(line), 0);
  std::string text;
  for (const GivenOption& option : arguments.options) {
    text += option.name + (option.spec == nullptr ? "?" : "");
    if (option.value) text += "=" + option.value->text;
    if (!option.command.empty()) {
      text += "{";
      for (const Field& field : option.command) text += field.text + ";";
      text += "}";
    }
    text += ' ';
  }
  text += '|';
  for (const Field& field : arguments.operands) text += " " + field.text;
  return arguments.ended ? text + " --" : text;
}

struct ReadRow {
  std::string_view line;
  std::string_view read;
};

template <size_t kSize>
void ExpectReads(std::string_view lines, const ReadRow (&rows)[kSize]) {
  for (const ReadRow& row : rows) EXPECT_EQ(Read(lines, row.line), row.read) << row.line;
}

TEST(Arguments, ShortOptionsComeAloneAndInBundles) {
  static constexpr ReadRow kRows[] = {
      {"", "|"},
      {"a b", "| a b"},
      {"-a", "-a |"},
      {"-ab x", "-a -b | x"},
      {"x -a y", "-a | x y"},
      {"-o v x", "-o=v | x"},
      {"-ov x", "-o=v | x"},
      {"-abo v x", "-a -b -o=v | x"},
      {"-abov x", "-a -b -o=v | x"},
      {"-oa x", "-o=a | x"},
      {"-o -a", "-o=-a |"},
      {"-o", "-o |"},
      {"-i x", "-i | x"},
      {"-i.bak x", "-i=.bak | x"},
      {"-z x", "-z? | x"},
      {"-az x", "-a -z? | x"},
      {"-", "| -"},
      {"- -a", "-a | -"},
      {"-- -a", "| -a --"},
      {"-a -- -b x", "-a | -b x --"},
      {"-- --", "| -- --"},
  };
  ExpectReads("flag -a -b\nopt -o text\nopt? -i text\n", kRows);
}

TEST(Arguments, LongOptionsMayBeAbbreviated) {
  static constexpr ReadRow kRows[] = {
      {"--all x", "--all | x"},
      {"--output f x", "--output=f | x"},
      {"--output=f x", "--output=f | x"},
      {"--output= x", "--output= | x"},
      {"--outp f x", "--output=f | x"},
      {"--outp=f x", "--output=f | x"},
      {"--color x", "--color | x"},
      {"--color=always x", "--color=always | x"},
      {"--col=never x", "--color=never | x"},
      {"--al", "--all |"},
      {"--zzz x", "--zzz? | x"},
      {"--zzz=1 x", "--zzz?=1 | x"},
      {"--output -a", "--output=-a |"},
      {"--outp -a", "--output -a |"},
  };
  // The value of an option that the row does not name is of no use; the name is.
  for (const ReadRow& row : kRows) {
    const std::string expected = row.line == "--zzz=1 x" ? "--zzz? | x" : std::string(row.read);
    EXPECT_EQ(Read("flag -a --all\nopt --output text\nopt? --color text\n", row.line), expected)
        << row.line;
  }
}

TEST(Arguments, AnAmbiguousAbbreviationIsEachOfTheOptions) {
  constexpr std::string_view kLines = "flag --recursive\nopt --reference read\n";
  EXPECT_EQ(Read(kLines, "--re x y"), "--recursive --reference=x | y");
  EXPECT_EQ(Read(kLines, "--rec x y"), "--recursive | x y");
  EXPECT_EQ(Read(kLines, "--ref x y"), "--reference=x | y");
  // A row that does not name all options: the abbreviation may be another one's.
  const std::string any = "style any\n" + std::string(kLines);
  EXPECT_EQ(Read(any, "--re x y"), "--recursive --reference=x | x y");
}

TEST(Arguments, AnExactNameIsNoAbbreviation) {
  EXPECT_EQ(Read("flag --no --no-act\n", "--no x"), "--no | x");
}

TEST(Arguments, StyleStopEndsTheOptionsAtTheFirstOperand) {
  static constexpr ReadRow kRows[] = {
      {"-a x -a y", "-a | x -a y"},
      {"x -a", "| x -a"},
      {"-o v x --all", "-o=v | x --all"},
      {"-- -a", "| -a --"},
  };
  ExpectReads("style stop\nflag -a --all\nopt -o text\n", kRows);
}

TEST(Arguments, StyleWordsHasLongOptionsWithOneDash) {
  static constexpr ReadRow kRows[] = {
      {". -name x -delete", "-name=x -delete | ."},
      {"-name=x .", "-name=x | ."},
      {"--name x", "-name=x |"},
      {"-del .", "-del? | ."},
      {"-zz .", "-zz? | ."},
  };
  ExpectReads("style words\nflag -delete\nopt -name text\n", kRows);
}

TEST(Arguments, StyleAssignmentsHasOperandsWithNames) {
  static constexpr ReadRow kRows[] = {
      {"if=a of=/dev/sda bs=1M", "if==a of==/dev/sda | bs=1M"},
      {"of= x", "of== | x"},
      {"x=of=y", "| x=of=y"},
      {"--help", "--help? |"},
  };
  ExpectReads("style assignments\nopt if= read\nopt of= write\n", kRows);
}

TEST(Arguments, StyleClusterBeginsWithLetters) {
  static constexpr ReadRow kRows[] = {
      {"xzf a.tgz b", "-x -z -f=a.tgz | b"},
      {"xfC a.tgz /tmp b", "-x -f=a.tgz -C=/tmp | b"},
      {"-xzf a.tgz b", "-x -z -f=a.tgz | b"},
      {"xq", "-x -q? |"},
      {"xf", "-x -f |"},
      {"-x b", "-x | b"},
  };
  ExpectReads("style cluster\nflag -x -z\nopt -f read\nopt -C directory\n", kRows);
}

TEST(Arguments, StyleNoneHasOperandsOnly) {
  EXPECT_EQ(Read("style none\nflag -a\n", "-a -- --all x"), "| -a -- --all x");
}

TEST(Arguments, StylePlusHasOptionsWithPlus) {
  static constexpr ReadRow kRows[] = {
      {"+x f", "+x | f"},
      {"+cq f", "+c=q | f"},
      {"+ f", "| + f"},
      {"-x f", "-x | f"},
  };
  ExpectReads("style plus\nflag +x -x\nopt +c editor\n", kRows);
  EXPECT_EQ(Read("style plus\nopt + editor\nopt +c editor\n", "+quit +cq f"), "+=quit +c=q | f");
  EXPECT_EQ(Read("flag -x\n", "+x f"), "| +x f");
}

TEST(Arguments, AValueThatIsACommandTakesAllThatFollows) {
  static constexpr ReadRow kRows[] = {
      {"-e rm -rf x", "-e=rm{rm;-rf;x;} |"}, {"-e rm -- x", "-e=rm{rm;x;} |"},
      {"-a y -e rm", "-a -e=rm{rm;} | y"},   {"-e", "-e |"},
      {"--exec=rm x", "--exec=rm{rm;x;} |"},
  };
  ExpectReads("flag -a\nopt -e --exec command\n", kRows);
}

TEST(Arguments, BeginAtTheFieldThatIsAskedFor) {
  const Row row = RowOf("flag -a\n");
  const Arguments arguments = ParseArguments(row, FieldsOf("p -a x"), 1);
  EXPECT_TRUE(arguments.Has("-a"));
  EXPECT_FALSE(arguments.Has("-b"));
  ASSERT_EQ(arguments.operands.size(), 1U);
  EXPECT_EQ(arguments.FindAny({"-b", "-a"})->name, "-a");
  EXPECT_EQ(arguments.FindAny({"-b", "-c"}), nullptr);
}

TEST(Operands, TheRoleOfAnOperandDependsOnItsPlace) {
  struct Row {
    std::string_view lines;
    size_t count;
    std::vector<Role> roles;
  };
  using enum Role;
  const Row rows[] = {
      {"", 2, {kText, kText}},
      {"args read", 2, {kRead, kText}},
      {"args text read*", 3, {kText, kRead, kRead}},
      {"args read*", 2, {kRead, kRead}},
      {"args move* place", 1, {kPlace}},
      {"args move* place", 3, {kMove, kMove, kPlace}},
      {"args mode meta*", 1, {kMode}},
      {"args text read* write", 4, {kText, kRead, kRead, kWrite}},
  };
  for (const Row& row : rows) {
    const auto operands = RowOf(row.lines).operands.value_or(Operands());
    for (size_t i = 0; i < row.count; ++i) {
      EXPECT_EQ(Name(operands.At(i, row.count)), Name(row.roles[i])) << row.lines << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace cmdai::safety
