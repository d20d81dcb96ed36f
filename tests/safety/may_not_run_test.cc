#include <gtest/gtest.h>

#include <string_view>

#include "safety/judge.h"

/// What may not run hides nothing: a command is judged for every way that the shell may have taken
/// before it.
namespace cmdai::safety {
namespace {

const Environment kEnvironment = {.home = "/home/user", .cwd = "/home/user/proj"};

TEST(MayNotRun, AnAssignmentThatMayBeSkippedHidesNoValue) {
  for (const std::string_view command : {
           "D=/; [ -f y ] && D=/tmp/x; rm -rf \"$D\"",
           "D=/; false && D=/tmp/x; rm -rf \"$D\"",
           "D=/; ls || D=/tmp/x; rm -rf $D",
           "D=/; if false; then D=/tmp/x; fi; rm -rf \"$D\"",
           "D=/; while false; do D=/tmp/x; done; rm -rf \"$D\"",
           "D=/; for i in $L; do D=/tmp/x; done; rm -rf $D",
           "D=/; case $1 in a) D=/tmp/x;; esac; rm -rf $D",
           "D=/; select D in /tmp/x; do break; done; rm -rf $D",
           "D=/; { false && D=x; }; rm -rf $D",
           "D=/; false && unset D; rm -rf \"$D\"",
           "if a; then D=/; fi; if b; then E=etc; fi; rm -rf \"$D$E\"",
       }) {
    EXPECT_EQ(Judge(command, kEnvironment).decision, Decision::kBlocked) << command;
  }
}

TEST(MayNotRun, ADefinitionThatMayBeSkippedHidesNoProgram) {
  for (const std::string_view command : {
           "if false; then rm() { ls; }; fi; rm -rf /",
           "false && rm() { :; }; rm -rf /",
           "false && alias rm=ls; rm -rf /",
           "alias rm=ls; rm -rf /",  // not looked at before the next line
           "rm() { ls; }; unset -f rm; rm -rf /",
           "f() { rm -rf /; }; false && f() { ls; }; f",
           "f() { rm -rf \"$1\"; }; false && f() { ls; }; f /",
           "echo 'rm -rf /' > s.sh; false && echo ls > s.sh; sh s.sh",
           "cd /; false && cd /home/user/proj; rm -rf *",
       }) {
    EXPECT_EQ(Judge(command, kEnvironment).decision, Decision::kBlocked) << command;
  }
}

TEST(MayNotRun, WhatRunsElsewhereLeavesThisShellAlone) {
  for (const std::string_view command : {
           "D=/; f() { D=/tmp/x; }; rm -rf \"$D\"",
           "D=/; D=/tmp/x & rm -rf $D",
           "D=/; false | D=/tmp/x; rm -rf $D",
           "D=/; (D=/tmp/x); rm -rf $D",
           "D=/; : $(D=/tmp/x); rm -rf $D",
           "D=/; bash <<< 'D=/tmp/x'; rm -rf $D",
           "D=/; su -c 'D=/tmp/x'; rm -rf $D",
           "D=/; trap 'D=/tmp/x' INT; rm -rf $D",
           "D=/; D=/tmp/x ls; rm -rf $D",
       }) {
    EXPECT_EQ(Judge(command, kEnvironment).decision, Decision::kBlocked) << command;
  }
}

TEST(MayNotRun, WhatSurelyRunsIsFollowed) {
  for (const std::string_view command : {
           "x=a && y=$x && ls $y",
           "if [ -f x ]; then n=1; else n=2; fi; echo $n",
           "f() { local x=$1; ls $x; }; f a; f b",
           "[ -f x ] && f=x; cat $f",
           "D=/; D=src; ls $D",
       }) {
    EXPECT_EQ(Judge(command, kEnvironment).decision, Decision::kSafe) << command;
  }
}

}  // namespace
}  // namespace cmdai::safety
