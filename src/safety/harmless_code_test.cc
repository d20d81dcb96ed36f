#include <gtest/gtest.h>

#include <string>

#include "safety/code_texts.h"

namespace cmdai::safety {
namespace {

bool IsHarmless(Role language, std::string_view code) {
  return IsHarmlessCode(language, code, ScanCode(language, code));
}

TEST(HarmlessCode, PythonThatComputesAndPrintsIs) {
  for (const std::string_view code :
       {"", "print(1 + 2)", "print('rm -rf /')", "import math; print(math.sqrt(2))",
        "import json, sys; print(json.dumps(json.load(sys.stdin), indent=2))",
        "print(sum(range(10)))", "print(len('abc'.upper()))", "print(' '.join(sorted(['b', 'a'])))",
        "import datetime; print(datetime.datetime.now().isoformat())",
        "import random; print(random.randint(1, 6))",
        "import sys\nfor line in sys.stdin: print(line.strip())", "import base64",
        "print(0xff, 1e3)", "import json, sys; data = json.load(sys.stdin); print(data['a'])",
        "total = 0\nfor number in range(9): total += number\nprint(total)"}) {
    EXPECT_TRUE(IsHarmless(Role::kPython, code)) << code;
  }
}

TEST(HarmlessCode, PythonWithOtherNamesIsNot) {
  for (const std::string_view code : {"import os; os.system('id')",
                                      "__import__('os')",
                                      "open('x', 'w')",
                                      "exec('x')",
                                      "eval(input())",
                                      "import subprocess",
                                      "import shutil; shutil.rmtree('x')",
                                      "print.__class__",
                                      "getattr(os, 'system')('id')",
                                      "os.remove('x')",
                                      "import evil",
                                      "import socket; socket.socket()",
                                      "import ctypes",
                                      "compile('x', 'y', 'exec')",
                                      "globals()",
                                      "from os import system",
                                      "os.path.os.system('id')",
                                      "import urllib.request; urllib.request.urlopen('x')",
                                      "import os; os.replace('a', 'b')",
                                      "import os; x = os; x.replace('a', 'b')",
                                      "print(f\"{f(1)}\")",
                                      "x = open; x('a', 'w')",
                                      "import evil; evil = 1",
                                      "import json, evil; evil = 1",
                                      "import sys; sys.path.insert(0, 'x')",
                                      "import random; random._os.system('id')",
                                      "import uuid; uuid.os.system('id')"}) {
    EXPECT_FALSE(IsHarmless(Role::kPython, code)) << code;
  }
}

TEST(HarmlessCode, PerlThatComputesAndPrintsIs) {
  for (const std::string_view code :
       {"print 1 + 2", "print $x", "print join(' ', reverse(split(/,/, $_)))", "print uc $_",
        "print if $n++ == 2", "$s += $_; END { print $s }"}) {
    EXPECT_TRUE(IsHarmless(Role::kPerl, code)) << code;
  }
}

TEST(HarmlessCode, PerlWithOtherWordsIsNot) {
  for (const std::string_view code :
       {"system 'id'", "exec 'id'", "print `id`", "unlink 'x'", "open(F, 'x')", "eval $x",
        "require 'x'", "use x", "s/x/system('id')/e", "print qx{id}", "do 'x'",
        "print \"@{[system('id')]}\"", "print \"${\\ system 'id'}\"", "&{'system'}('id')",
        "/(?{ x })/"}) {
    EXPECT_FALSE(IsHarmless(Role::kPerl, code)) << code;
  }
}

TEST(HarmlessCode, OtherLanguagesAreNeverCleared) {
  for (const Role language : {Role::kRuby, Role::kJavaScript, Role::kPhp, Role::kLua, Role::kR,
                              Role::kTcl, Role::kCode}) {
    EXPECT_FALSE(IsHarmless(language, "print(1)")) << Name(language);
    EXPECT_FALSE(IsHarmless(language, "")) << Name(language);
  }
}

TEST(HarmlessCode, CodeWithUnknownPartsIsNot) {
  EXPECT_FALSE(IsHarmless(Role::kPython, "print(\x01)"));
  EXPECT_FALSE(IsHarmless(Role::kPerl, "print \x01"));
}

}  // namespace
}  // namespace cmdai::safety
