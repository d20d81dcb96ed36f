#include "safety/table_parser.h"

#include <gtest/gtest.h>

#include <string>

namespace cmdai::safety {
namespace {

/// The row of one paragraph; `known` are tables that it may refer to.
Result<Row> Read(std::string_view text, std::string_view known = {}) {
  ProgramTable table;
  EXPECT_TRUE(table.Add("known.table", known));
  return ParseParagraph({.file = "my.table", .line = 7, .text = text}, table);
}

Row ReadGood(std::string_view lines, std::string_view known = {}) {
  const std::string text = "program p : does\n" + std::string(lines) + "\n";
  const Result<Row> row = Read(text, known);
  EXPECT_TRUE(row) << (row ? "" : row.error().message);
  return row.value_or(Row());
}

TEST(TableParser, SplitsATableIntoParagraphs) {
  const auto paragraphs = SplitTable(
      "t", "# words\n\nprogram a : x\n  flag -a\n\n# more\nprogram b : y\nprogram c : z");
  ASSERT_EQ(paragraphs.size(), 3U);
  EXPECT_EQ(paragraphs[0].line, 3U);
  EXPECT_EQ(paragraphs[0].text, "program a : x\n  flag -a\n\n# more\n");
  EXPECT_EQ(paragraphs[1].line, 7U);
  EXPECT_EQ(paragraphs[2].text, "program c : z");
  EXPECT_EQ(paragraphs[2].file, "t");
  EXPECT_TRUE(SplitTable("t", "").empty());
}

TEST(TableParser, ReadsTheHeader) {
  const Result<Row> row = Read("program git remote add|a : adds a remote: its address\n");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->names, std::vector<std::string>({"git"}));
  EXPECT_EQ(row->subcommands, std::vector<std::string>({"remote", "add|a"}));
  EXPECT_EQ(row->summary, "adds a remote: its address");
  EXPECT_EQ(row->file, "my.table");
  EXPECT_EQ(row->line, 7U);
  const Result<Row> several = Read("program a, b,c : same\n");
  ASSERT_TRUE(several);
  EXPECT_EQ(several->names, std::vector<std::string>({"a", "b", "c"}));
  EXPECT_TRUE(several->subcommands.empty());
}

TEST(TableParser, ReadsOptions) {
  const Row row = ReadGood("flag -a --all\nopt -o --output write\nopt? --color text");
  ASSERT_EQ(row.options.size(), 5U);
  EXPECT_FALSE(row.FindOption("--all")->takes_value);
  EXPECT_TRUE(row.FindOption("--output")->takes_value);
  EXPECT_FALSE(row.FindOption("--output")->value_is_optional);
  EXPECT_EQ(row.FindOption("-o")->role, Role::kWrite);
  EXPECT_TRUE(row.FindOption("--color")->value_is_optional);
  EXPECT_EQ(row.FindOption("--colour"), nullptr);
}

TEST(TableParser, ReadsEachStyle) {
  const Style all = ReadGood("style any stop words\nstyle assignments cluster none plus").style;
  EXPECT_TRUE(all.any && all.stop && all.words && all.assignments && all.cluster && all.none &&
              all.plus);
  const Style none = ReadGood("").style;
  EXPECT_FALSE(none.any || none.stop || none.words || none.assignments || none.cluster ||
               none.none || none.plus);
}

TEST(TableParser, ReadsOperandsStreamsRisksAndHandler) {
  const Row row = ReadGood(
      "args mode meta*\nstdin shell\nstdout network\nhandler chmod\nreads --list -t\n"
      "risk high does harm, always\n# a comment\n\nrisk low and more");
  ASSERT_TRUE(row.operands);
  EXPECT_EQ(row.operands->roles, std::vector<Role>({Role::kMode, Role::kMeta}));
  EXPECT_EQ(row.operands->repeated, 1U);
  EXPECT_EQ(row.standard_input, Role::kShell);
  EXPECT_EQ(row.standard_output, "network");
  EXPECT_EQ(row.handler, "chmod");
  EXPECT_EQ(row.reads, std::vector<std::string>({"--list", "-t"}));
  EXPECT_NE(row.FindOption("-t"), nullptr);
  ASSERT_EQ(row.risks.size(), 2U);
  EXPECT_EQ(row.risks[0].risk, Risk::kHigh);
  EXPECT_EQ(row.risks[0].text, "does harm, always");
  EXPECT_EQ(row.risks[1].risk, Risk::kLow);
}

TEST(TableParser, ReadsExamples) {
  const Row row = ReadGood("hit critical rm -rf / : now\nmiss rm --help");
  ASSERT_EQ(row.examples.size(), 2U);
  EXPECT_EQ(row.examples[0].at_least, Risk::kCritical);
  EXPECT_EQ(row.examples[0].command, "rm -rf / : now");
  EXPECT_EQ(row.examples[1].at_least, std::nullopt);
  EXPECT_EQ(row.examples[1].command, "rm --help");
}

TEST(TableParser, ReadsConditions) {
  const Row row = ReadGood("on -f&!--dry-run -o=/dev/* @2=x?y @*.iso !@1=* none : high harms");
  ASSERT_EQ(row.clauses.size(), 1U);
  const auto& any_of = row.clauses[0].any_of;
  ASSERT_EQ(any_of.size(), 6U);
  using enum Condition::Kind;
  ASSERT_EQ(any_of[0].size(), 2U);
  EXPECT_EQ(any_of[0][0].name, "-f");
  EXPECT_FALSE(any_of[0][0].negated);
  EXPECT_FALSE(any_of[0][0].glob);
  EXPECT_EQ(any_of[0][1].name, "--dry-run");
  EXPECT_TRUE(any_of[0][1].negated);
  EXPECT_EQ(any_of[1][0].name, "-o");
  EXPECT_EQ(any_of[1][0].glob, "/dev/*");
  EXPECT_EQ(any_of[2][0].kind, kOperand);
  EXPECT_EQ(any_of[2][0].index, 1U);
  EXPECT_EQ(any_of[2][0].glob, "x?y");
  EXPECT_EQ(any_of[3][0].index, std::nullopt);
  EXPECT_EQ(any_of[3][0].glob, "*.iso");
  EXPECT_TRUE(any_of[4][0].negated);
  EXPECT_EQ(any_of[4][0].index, 0U);
  EXPECT_EQ(any_of[5][0].kind, kNoOperands);
  // What only a condition names is an option of the row too.
  ASSERT_NE(row.FindOption("-f"), nullptr);
  EXPECT_FALSE(row.FindOption("-f")->takes_value);
  EXPECT_TRUE(row.FindOption("-o")->takes_value);
}

TEST(TableParser, ReadsActions) {
  const Row row = ReadGood(
      "opt -o text\non -x : high harms; args tree*; stdin shell; stdout secret; opt -o -p write; "
      "reads");
  const std::vector<Action>& actions = row.clauses.at(0).actions;
  ASSERT_EQ(actions.size(), 6U);
  using enum Action::Kind;
  EXPECT_EQ(actions[0].kind, kRisk);
  EXPECT_EQ(actions[0].risk, Risk::kHigh);
  EXPECT_EQ(actions[0].text, "harms");
  EXPECT_EQ(actions[1].kind, kOperands);
  EXPECT_EQ(actions[1].operands.roles, std::vector<Role>({Role::kTree}));
  EXPECT_EQ(actions[2].kind, kStdin);
  EXPECT_EQ(actions[2].role, Role::kShell);
  EXPECT_EQ(actions[3].kind, kStdout);
  EXPECT_EQ(actions[3].text, "secret");
  EXPECT_EQ(actions[4].kind, kOption);
  EXPECT_EQ(actions[4].options, std::vector<std::string>({"-o", "-p"}));
  EXPECT_EQ(actions[4].role, Role::kWrite);
  EXPECT_EQ(actions[5].kind, kReads);
}

TEST(TableParser, LikeTakesEverythingButNamesAndExamples) {
  const Row row =
      ReadGood("like rm\nflag -z\nmiss p --help",
               "program rm : removes\n style stop\n flag -r\n args delete*\n on -r : args tree*\n"
               " hit high rm -r x\n");
  EXPECT_EQ(row.names, std::vector<std::string>({"p"}));
  EXPECT_EQ(row.summary, "does");
  EXPECT_EQ(row.file, "my.table");
  EXPECT_EQ(row.line, 7U);
  EXPECT_TRUE(row.style.stop);
  EXPECT_NE(row.FindOption("-r"), nullptr);
  EXPECT_NE(row.FindOption("-z"), nullptr);
  EXPECT_EQ(row.clauses.size(), 1U);
  EXPECT_EQ(row.operands->roles, std::vector<Role>({Role::kDelete}));
  ASSERT_EQ(row.examples.size(), 1U);
  EXPECT_EQ(row.examples[0].command, "p --help");
}

TEST(TableParser, RoleNamesParseBack) {
  for (int i = 0; i <= static_cast<int>(Role::kCode); ++i) {
    const auto role = static_cast<Role>(i);
    EXPECT_EQ(ParseRole(Name(role)), role) << Name(role);
  }
  EXPECT_EQ(Name(Role::kMetaTree), "meta-tree");
  EXPECT_EQ(Name(Role::kCode), "code");
  EXPECT_EQ(ParseRole("Read"), std::nullopt);
  EXPECT_EQ(ParseRole(""), std::nullopt);
}

TEST(TableParser, EveryErrorNamesFileAndLineAndWhatIsWrong) {
  struct BadRow {
    std::string_view line;
    std::string_view message;
  };
  static constexpr BadRow kRows[] = {
      {"flags -a", "unknown keyword `flags`"},
      {"style quick", "unknown style `quick`"},
      {"opt -o", "`opt` needs names and a role"},
      {"opt? -o", "`opt?` needs names and a role"},
      {"opt -o wride", "unknown role `wride`"},
      {"args read* write*", "two roles with `*`"},
      {"args file", "unknown role `file`"},
      {"stdin file", "unknown role `file`"},
      {"risk args read", "`risk` needs a risk and a sentence"},
      {"risk high", "`high` needs a sentence"},
      {"risk awful harms", "unknown action `awful`"},
      {"on -x", "`on` needs ` : ` and an action"},
      {"on -x high harms", "`on` needs ` : ` and an action"},
      {"on -x : high", "`high` needs a sentence"},
      {"on -x : harm done", "unknown action `harm`"},
      {"on -x : args file", "unknown role `file`"},
      {"on -x : stdin file", "unknown role `file`"},
      {"on -x : opt -o", "`opt` needs names and a role"},
      {"on -x : opt -o file", "unknown role `file`"},
      {"on @0=x : high harms", "operands are counted from 1"},
      {"like nobody", "`like nobody`: there is no such row above"},
      {"hit awful rm", "unknown risk `awful`"},
      {"hit high", "`hit` needs a command"},
      {"miss", "`miss` needs a command"},
  };
  for (const BadRow& bad : kRows) {
    const std::string text = "program p : does\n\n" + std::string(bad.line) + "\nflag -z\n";
    const Result<Row> row = Read(text);
    ASSERT_FALSE(row) << bad.line;
    EXPECT_EQ(row.error().message, "[safety] my.table:9: " + std::string(bad.message)) << bad.line;
    EXPECT_EQ(row.error().code, ErrorCode::kCorrupt);
  }
}

TEST(TableParser, AHeaderNeedsNameAndSummary) {
  for (const std::string_view text : {"program p\n", "program p :\n", "program p: does\n"}) {
    const Result<Row> row = Read(text);
    ASSERT_FALSE(row) << text;
    EXPECT_EQ(row.error().message, "[safety] my.table:7: `program` needs ` : ` and a summary");
  }
  const Result<Row> nameless = Read("program  : does\n");
  ASSERT_FALSE(nameless);
  EXPECT_NE(nameless.error().message.find("[safety] my.table:7: "), std::string::npos);
}

}  // namespace
}  // namespace cmdai::safety
