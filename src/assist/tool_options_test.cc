#include "assist/tool_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cmdai::assist {
namespace {

using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

TEST(OptionsInText, FindsOptionsInHelp) {
  EXPECT_THAT(
      OptionsInText("Usage: x [-ab] FILE-NAME\n  -l, --long-form=WHEN   a well-known e-mail\n"
                    "  -n NUM, --[no-]verify\n -? help; not 3-4 or /a/-b"),
      UnorderedElementsAre("-ab", "-l", "--long-form", "-n", "--verify", "--no-verify", "-?"));
  EXPECT_THAT(OptionsInText("- -- ---"), UnorderedElementsAre());
}

TEST(OptionsInManPage, ReadsBothKindsOfRoff) {
  EXPECT_THAT(OptionsInManPage(".TP\n\\fB\\-a\\fR, \\fB\\-\\-all\\fR\nshow \\f(CWall\\fP\n"
                               ".IP \"\\-name \\fIpattern\\fP\"\n"),
              UnorderedElementsAre("-a", "--all", "-name"));
  EXPECT_THAT(OptionsInManPage(".Nm ls\n.Op Fl la\n.It Fl -color Ns = Ns Ar when\n"),
              IsSupersetOf({"-l", "-a", "--color"}));
}

TEST(IsDocumented, TakesClustersValuesAndAbbreviations) {
  const OptionSet options = {"-l", "-a", "-n", "-k", "--color", "--recursive", "-name"};
  for (const std::string_view word : {"-l", "-la", "-al", "-n5", "-k2,2n", "--color=auto",
                                      "--recurs", "-name", "-", "--", "-5", "file"}) {
    EXPECT_TRUE(IsDocumented(word, options)) << word;
  }
  for (const std::string_view word : {"-x", "-lx", "--colour", "-nam", "--recursively"}) {
    EXPECT_FALSE(IsDocumented(word, options)) << word;
  }
}

}  // namespace
}  // namespace cmdai::assist
