#include "safety/code_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cmdai::safety {
namespace {

/// The calls as `name(string, string)`, joined by blanks.
std::string Calls(Role language, std::string_view code) {
  std::string text;
  for (const CodeCall& call : ScanCode(language, code).calls) {
    if (!text.empty()) text += ' ';
    text += call.name + "(";
    for (const std::string& string : call.strings) {
      if (!text.ends_with('(')) text += ",";
      text += string;
    }
    text += ")";
  }
  return text;
}

struct CallRow {
  Role language;
  std::string_view code;
  std::string_view calls;
};

TEST(CodeScan, FindsCallsWithTheirStrings) {
  using enum Role;
  static constexpr CallRow kRows[] = {
      {kPython, "import os; os.system('rm -rf /')", "os.system(rm -rf /)"},
      {kPython, "os.system(\"ls\")", "os.system(ls)"},
      {kPython, "os . getcwd()", "getcwd()"},
      {kPython, "subprocess.run(['rm', '-rf', '/'])", "subprocess.run(rm,-rf,/)"},
      {kPython, "__import__('os').system('id')", "__import__(os) .system(id)"},
      {kPython, "f('''a\nb''')", "f(a\nb)"},
      {kPython, "f(\"\"\"a \"q\" b\"\"\")", "f(a \"q\" b)"},
      {kPython, "f('a\\'b\\n\\t')", "f(a'b\n\t)"},
      {kPython, "f(g('x'), 'y')", "g(x) f(x,y)"},
      {kPython, "f('x') # g('y')", "f(x)"},
      {kPython, "x = 1", ""},
      {kPerl, "system \"rm -rf /\";", "system(rm -rf /)"},
      {kPerl, "system('rm', '-rf', '/')", "system(rm,-rf,/)"},
      {kPerl, "unlink 'a'; print 'b'", "unlink(a) print(b)"},
      {kRuby, "system 'ls'", "system(ls)"},
      {kRuby, "FileUtils.rm_rf('/')", "FileUtils.rm_rf(/)"},
      {kRuby, "FileUtils::rm_rf '/'", "FileUtils::rm_rf(/)"},
      {kJavaScript, "require('child_process').execSync('id')",
       "require(child_process) .execSync(id)"},
      {kJavaScript, "f('a') // g('b')", "f(a)"},
      {kJavaScript, "fs.rmSync(`/tmp`)", "fs.rmSync(/tmp)"},
      {kPhp, "system('id');", "system(id)"},
      {kLua, "os.execute('id')", "os.execute(id)"},
      {kR, "system('id') # unlink('x')", "system(id)"},
  };
  for (const CallRow& row : kRows) {
    EXPECT_EQ(Calls(row.language, row.code), row.calls) << row.code;
  }
}

TEST(CodeScan, FindsCommandsBetweenBackquotesAndInQx) {
  struct Row {
    Role language;
    std::string_view code;
    std::vector<std::string> commands;
  };
  using enum Role;
  const Row rows[] = {
      {kPerl, "print `id`", {"id"}},
      {kPerl, "print qx{rm -rf /}", {"rm -rf /"}},
      {kPerl, "print qx(id) . qx/ls/ . qx[pwd]", {"id", "ls", "pwd"}},
      {kRuby, "puts %x{id}", {"id"}},
      {kRuby, "puts %x(id); `ls`", {"id", "ls"}},
      {kPhp, "echo `id`;", {"id"}},
      {kRuby, "x(1)", {}},
      {kPerl, "my $qx = 1", {}},
      {kJavaScript, "f(`id`)", {}},
      {kPython, "print('`id`')", {}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ScanCode(row.language, row.code).commands, row.commands) << row.code;
  }
}

TEST(CodeScan, ListsNamesWithTheirQualifiers) {
  const CodeScan scan = ScanCode(Role::kPython, "import os, sys\nx = os.path.join('a', y).strip()");
  EXPECT_EQ(scan.names,
            std::vector<std::string>({"import", "os", "sys", "x", "os.path.join", "y", ".strip"}));
}

TEST(CodeScan, TextsThatEndTooSoonAreReadToTheirEnd) {
  EXPECT_EQ(Calls(Role::kPython, "os.system('rm -rf /"), "os.system(rm -rf /)");
  EXPECT_EQ(Calls(Role::kPython, "f(g('x'"), "g(x) f(x)");
  EXPECT_EQ(Calls(Role::kPython, "f('a\\"), "f(a\\)");
  EXPECT_EQ(Calls(Role::kPython, ""), "");
  EXPECT_EQ(ScanCode(Role::kPerl, "qx{id").commands, std::vector<std::string>({"id"}));
  EXPECT_EQ(ScanCode(Role::kPerl, "`id").commands, std::vector<std::string>({"id"}));
}

TEST(CodeScan, ClosingMoreThanWasOpenedDoesNoHarm) {
  EXPECT_EQ(Calls(Role::kPython, ")))}}f('x')"), "f(x)");
}

TEST(CodeScan, DeepNestingIsFollowedToItsEnd) {
  std::string code;
  for (int i = 0; i < 5000; ++i) code += "f(";
  code += "'x'";
  EXPECT_EQ(ScanCode(Role::kPython, code).calls.size(), 5000U);
}

}  // namespace
}  // namespace cmdai::safety
