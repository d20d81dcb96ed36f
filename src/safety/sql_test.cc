#include <gtest/gtest.h>

#include <string>

#include "safety/code_texts.h"

namespace cmdai::safety {
namespace {

/// The effects as `role:text`, or `risk` for those that have no role, joined by ` | `.
std::string Show(std::string_view code) {
  std::string text;
  for (const CodeEffect& effect : EffectsOfSql(code)) {
    if (!text.empty()) text += " | ";
    text += effect.role == Role::kText ? std::string(Name(effect.risk))
                                       : std::string(Name(effect.role)) + ":" + effect.text;
  }
  return text;
}

struct Row {
  std::string_view code;
  std::string_view effects;
};

TEST(Sql, StatementsCostWhatTheyLose) {
  static constexpr Row kRows[] = {
      {"DROP DATABASE shop", "critical"},
      {"drop schema public cascade", "critical"},
      {"DROP TABLE users", "high"},
      {"drop index i", "high"},
      {"TRUNCATE users", "high"},
      {"DELETE FROM users", "high"},
      {"DELETE FROM users WHERE id = 1", "caution"},
      {"UPDATE users SET a = 1", "high"},
      {"UPDATE users SET a = 1 WHERE id = 2", "caution"},
      {"ALTER TABLE users ADD c int", "high"},
      {"GRANT ALL ON x TO y", "high"},
      {"INSERT INTO t VALUES (1)", "caution"},
      {"CREATE TABLE t (a int)", "caution"},
      {"PRAGMA journal_mode", "low"},
      {"EXEC xp_cmdshell 'id'", "high"},
      {"COPY t TO PROGRAM 'id'", "high"},
      {"SELECT * FROM t INTO OUTFILE '/tmp/x'", "high"},
      {"SELECT load_extension('x')", "high"},
      {"WITH x AS (DELETE FROM t WHERE a = 1 RETURNING *) SELECT * FROM x", "caution"},
      {"SELECT * INTO t2 FROM t", "caution"},
      {"EXPLAIN ANALYZE DELETE FROM t", "high"},
      {"explain (analyze, verbose) update t set a = 1 where b = 2", "caution"},
      {"EXPLAIN DELETE FROM t", ""},
      {"EXPLAIN ANALYZE SELECT 1", ""},
      {"SELECT pg_terminate_backend(1)", "high"},
      {"FROBNICATE t", "unknown"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(row.code), row.effects) << row.code;
}

TEST(Sql, StatementsThatReadHaveNoEffect) {
  for (const std::string_view code : {"",
                                      ";",
                                      " ; ; ",
                                      "SELECT * FROM users",
                                      "select 1; select 2;",
                                      "SHOW TABLES",
                                      "EXPLAIN SELECT 1",
                                      "DESCRIBE t",
                                      "WITH x AS (SELECT 1) SELECT * FROM x",
                                      "USE shop",
                                      "SELECT 'DROP TABLE x'",
                                      "SELECT \"drop\" FROM t",
                                      "SELECT 1 -- DROP TABLE x",
                                      "SELECT 1 /* DROP TABLE x */",
                                      "SELECT 'a;b'",
                                      "\\dt",
                                      "\\d users",
                                      ".tables",
                                      ".schema users",
                                      "-- only a comment"}) {
    EXPECT_EQ(Show(code), "") << code;
  }
}

TEST(Sql, EveryStatementCounts) {
  static constexpr Row kRows[] = {
      {"SELECT 1; DROP TABLE x", "high"},
      {"SELECT ';'; DROP TABLE x", "high"},
      {"SELECT 1;\nDELETE FROM t;\nDROP DATABASE d;", "high | critical"},
      {"-- words\nDROP TABLE x", "high"},
      {"/* words */ DROP TABLE x", "high"},
      {"DELETE FROM t -- WHERE id = 1", "high"},
      {"DELETE FROM t /* WHERE id = 1 */", "high"},
      {"DELETE FROM t RETURNING 'where'", "high"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(row.code), row.effects) << row.code;
}

TEST(Sql, NothingIsHiddenInWhatOneDialectTakesForText) {
  static constexpr Row kRows[] = {
      {"SELECT 1 -- it's\n; DROP TABLE x", "high"}, {"SELECT 1 /* it's */; DROP TABLE x", "high"},
      {"/*!50000 DROP TABLE x */", "high"},         {"SELECT '\\''; DROP TABLE x; -- '", "high"},
      {"SELECT 'C:\\'; DROP TABLE x", "high"},      {"SELECT 1 # it's\n; DROP TABLE x", "high"},
      {"SELECT 1 /* ; DROP TABLE x; */", ""},       {"SELECT 1 /* ; */; DROP TABLE x", "high"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(row.code), row.effects) << row.code;
}

TEST(Sql, CommandsOfTheClientsCountToo) {
  static constexpr Row kRows[] = {
      {"\\! rm -rf /", "shell: rm -rf /"},
      {".shell id", "shell:id"},
      {".system id", "shell:id"},
      {"system id", "shell:id"},
      {"\\o out.txt", "write:out.txt"},
      {".output out.txt", "write:out.txt"},
      {".backup main.db", "write:main.db"},
      {"tee log.txt", "write:log.txt"},
      {"\\i evil.sql", "program-file:evil.sql"},
      {".read evil.sql", "program-file:evil.sql"},
      {"source evil.sql", "program-file:evil.sql"},
      {".load ./evil", "caution"},
      {"\\copy t from 'x'", "caution"},
      {".tables\n.shell id", "shell:id"},
      {"SELECT 1;\n\\! id", "shell: id"},
      {"SELECT 1\n\\! id\n;", "shell: id"},
      {"SELECT 1 \\! id", "shell: id"},
      {"SELECT 1 \\g out.txt", "write:out.txt"},
      {"SELECT 'rm x' \\g | sh", "shell: sh"},
      {"SELECT 'rm x' \\gexec", "unknown"},
      {"\\copy t to program 'id'", "high"},
      {".mode csv\nDROP TABLE x", "high"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Show(row.code), row.effects) << row.code;
}

TEST(Sql, TextsThatEndTooSoonAreReadToTheirEnd) {
  EXPECT_EQ(Show("DROP TABLE 'x"), "high");
  EXPECT_EQ(Show("DELETE FROM t /* where"), "high");
  EXPECT_EQ(Show("SELECT 'x"), "");
}

}  // namespace
}  // namespace cmdai::safety
