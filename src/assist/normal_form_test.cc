#include "assist/normal_form.h"

#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

TEST(NormalForm, SpellingsOfTheSameCommandAgree) {
  const char* kPairs[][2] = {
      {"ls  -la", "ls -l -a"},
      {"ls -al /tmp/", "ls -la /tmp"},
      {"grep 'x y' a.txt", "grep \"x y\" ./a.txt"},
      {"grep x\\ y a.txt", "grep 'x y' a.txt"},
      {"sort a|uniq -c", "sort a | uniq -c"},
      {"tar -czf a.tgz d", "tar -zcf a.tgz d/"},
      {"find . -name \"*.c\"", "find . -name '*.c'"},
      {"echo \"$x\"   b", "echo \"$x\" b"},
      {"cat <a >b", "cat < a > b"},
  };
  for (const auto& [one, other] : kPairs) EXPECT_EQ(NormalForm(one), NormalForm(other)) << one;
}

TEST(NormalForm, WhatMayDifferIsKeptApart) {
  const char* kPairs[][2] = {
      {"ls *.c", "ls '*.c'"},
      {"ls ~", "ls '~'"},
      {"ls ab", "ls a b"},
      {"ls 'a b'", "ls a b"},
      {"echo $x", "echo '$x'"},
      {"echo $x", "echo \"$x\""},
      {"a | b", "a || b"},
      {"a && b", "a; b"},
      {"head -n 5 a", "head -n 50 a"},
      {"find . -name x", "find . -nmae x"},
      {"sort -k 2 -n a", "sort -n -k 2 b"},
      {"cat a > b", "cat a >> b"},
      {"cat /", "cat"},
  };
  for (const auto& [one, other] : kPairs) EXPECT_NE(NormalForm(one), NormalForm(other)) << one;
}

TEST(NormalForm, OfNoProgramIsItself) { EXPECT_EQ(NormalForm("ls 'x"), "ls 'x"); }

}  // namespace
}  // namespace cmdai::assist
