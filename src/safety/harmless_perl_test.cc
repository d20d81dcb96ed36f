#include "safety/harmless.h"

#include <gtest/gtest.h>

#include <string_view>

namespace cmdai::safety {
namespace {

TEST(HarmlessPerl, OneLinersThatComputeAndPrintAre) {
  for (const std::string_view code :
       {"print 1 + 2",
        "print if /x/",
        "print $F[0]",
        "print \"$F[0]\\t$F[-1]\\n\"",
        "print join(' ', reverse(split(/,/, $_)))",
        "$s += $_; END { print $s }",
        "print if $n++ == 2",
        "$x += $_ }{ print $x",
        "s/foo/bar/g; print",
        "s/(\\d+)/<$1>/g",
        "print scalar reverse",
        "my ($a,$b) = split /\\t/; print \"$a $b\\n\" if $b > 3",
        "printf \"%d %s\\n\", $F[1], $F[0]",
        "print unless $seen{$_}++",
        "$c{$F[0]}++; END { print \"$_ $c{$_}\\n\" for sort keys %c }",
        "print \"$1\\n\" if m{href=\"([^\"]+)\"}i",
        "while (/(\\w+)/g) { $n{lc $1}++ } END { for (sort { $n{$b} <=> $n{$a} } keys %n) { print "
        "\"$_ $n{$_}\\n\" } }",
        "chomp; push @l, $_; END { print join \",\", @l }",
        "BEGIN { $/ = \"\" } print if /foo/",
        "tr/a-z/A-Z/; print",
        "y/,/\\t/; print",
        "print ucfirst lc",
        "print length($_), \"\\n\"",
        "print \"yes\" if -e \"file\"",
        "local $/ = undef; print",
        "print $. . \": \" . $_",
        "print sprintf(\"%.2f\", $_ * 1.5)",
        "$_ = reverse; print",
        "print if 2..4",
        "print if /start/ .. /end/",
        "next unless /x/; print",
        "print join \"\\t\", @F[1..3]",
        "print join(\"\\n\", sort { $a <=> $b } @F)",
        "print \"$ARGV: $_\"",
        "print map { \"$_\\n\" } @F",
        "print substr($_, 0, 5)",
        "print ++$i . \" $_\"",
        "s/\\s+$//; print \"$_\\n\"",
        "print if !/^#/ && !/^$/",
        "print $ARGV[0] + 1",
        "$h{$1}{$2}++ if /(\\w+) (\\w+)/",
        "print chr(65), ord(\"A\"), hex(\"ff\"), oct(\"755\")",
        "print time",
        "print scalar localtime",
        "use strict; use warnings; print 1",
        "say for 1..10",
        "print \"a\" x 10",
        "if (/(0x[\\da-f]+)/i) { print $1 }"}) {
    EXPECT_TRUE(IsHarmlessPerl(code)) << code;
  }
}

TEST(HarmlessPerl, WhatMayRunWriteOrHideIsNot) {
  for (const std::string_view code : {"system 'id'",
                                      "exec 'id'",
                                      "print `id`",
                                      "unlink 'x'",
                                      "open(F, 'x')",
                                      "eval $x",
                                      "require 'x'",
                                      "use x",
                                      "s/x/system('id')/e",
                                      "s/x/y/ge",
                                      "s{x}{y}e",
                                      "print qx{id}",
                                      "do 'x'",
                                      "print \"@{[system('id')]}\"",
                                      "print \"${\\ system 'id'}\"",
                                      "&{'system'}('id')",
                                      "/(?{ x })/",
                                      "print \"$x[system]\"",
                                      "print \"$+[system 'id']\"",
                                      "print \"$$[system 'id']\"",
                                      "@ARGV=(\"id|\"); print while <>",
                                      "@::ARGV=(\"id|\")",
                                      "@main::ARGV=(\"id|\")",
                                      "$x=\"ARGV\"; @$x=(\"id|\"); print <>",
                                      "${\"x\"}=1",
                                      "$ARGV[0]=\"id|\"; print <>",
                                      "push @ARGV, \"id|\"",
                                      "s/$/|/ for @ARGV",
                                      "print $x-- / 2; system(\"id\"); 1 / 2",
                                      "} /\"/; system(\"x\"); /\"/",
                                      "$x-- / 2; system(\"id\"); 1 / 2",
                                      "print $fh /\"/; system(\"id\"); \"/",
                                      "1;\n=pod\n\"\n=cut\nsystem(\"id\");\"",
                                      "print <<E;",
                                      "print <*.c>",
                                      "*x=\\&y",
                                      "$SIG{ALRM}=1",
                                      "$^I=\".bak\"",
                                      "Foo->new",
                                      "$x->foo",
                                      "$x->(1)",
                                      "&foo",
                                      "fork while 1",
                                      "kill 9, 1",
                                      "shift / 2; \"/; system(1); \"",
                                      "time %s/\"/;system(1);\"/",
                                      "map {1} /\"/; system(\"x\"); /\"/",
                                      "print'x';system('y')",
                                      "print $main'x; system(\"id\"); print $main'y",
                                      "q xsystemx; system(\"id\")",
                                      "$x =~ s/a/b/eg",
                                      "tr/a/b/; system 1",
                                      "s(a)(b)e",
                                      "m{(?"
                                      "?{system 1})}",
                                      "\"$x[fork]\"",
                                      "\"a\" =~ /(*{system 1})/",
                                      "$x % system",
                                      "sort {system} 1",
                                      "print {system} 1",
                                      "$h{system 1}",
                                      "-e system"}) {
    EXPECT_FALSE(IsHarmlessPerl(code)) << code;
  }
}

TEST(HarmlessPerl, WhatIsCutOffIsNot) {
  for (const std::string_view code : {"print \"x", "s/a/b", "m{x", "'", "print $", "q(", "@"}) {
    EXPECT_FALSE(IsHarmlessPerl(code)) << code;
  }
}

TEST(PerlText, OnlyPlainVariablesArePlain) {
  for (const std::string_view text :
       {"", "plain", "$x", "${x}", "@{x}", "$x[0]", "$x[-1]", "$x[$i]", "$h{key}", "$h{$k}",
        "$x->{key}", "^a|b$", "(a$|b)", "a{2,3}", "\\@{[x]}", "user\\@host", "$&", "[$]"}) {
    EXPECT_TRUE(IsPlainPerlText(text)) << text;
  }
  for (const std::string_view text :
       {"@{[x]}", "${\\x}", "$x[f]", "$x[f()]", "$h{f()}", "$x->[f]", "$+[f]", "$$[f]", "(?{x})",
        "(?"
        "?{x})",
        "(*{x})", "\\\\@{[x]}", "${", "$x[0"}) {
    EXPECT_FALSE(IsPlainPerlText(text)) << text;
  }
}

}  // namespace
}  // namespace cmdai::safety
