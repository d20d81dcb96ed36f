#include "cli/model_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace cmdai::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FindModelTest : public ::testing::Test {
 protected:
  FindModelTest() {
    std::filesystem::create_directories(folder_ + "/cache/cmdai/models");
    std::ofstream(folder_ + "/cache/cmdai/models/known.gguf") << "x";
    std::ofstream(folder_ + "/home.gguf") << "x";
    ::setenv("XDG_CACHE_HOME", (folder_ + "/cache").c_str(), 1);
    ::setenv("HOME", folder_.c_str(), 1);
  }
  const std::string folder_ = ::testing::TempDir() + "cmdai_find_model";
};

TEST_F(FindModelTest, ANameIsLookedForInTheModelFolder) {
  const auto place = FindModel("known.gguf");
  ASSERT_TRUE(place.has_value()) << place.error().message;
  EXPECT_EQ(place->path, folder_ + "/cache/cmdai/models/known.gguf");
  EXPECT_TRUE(place->IsReadable());
}

TEST_F(FindModelTest, APathIsTakenAsItIs) {
  for (const std::string& value : {folder_ + "/home.gguf", std::string("~/home.gguf")}) {
    const auto place = FindModel(value);
    ASSERT_TRUE(place.has_value()) << place.error().message;
    EXPECT_EQ(place->path, folder_ + "/home.gguf");
  }
}

TEST_F(FindModelTest, AMissingModelIsAnErrorThatSaysWhatToDo) {
  const struct {
    std::string value;
    std::string_view message;
  } rows[] = {
      {"other.gguf", "--model built-in"},
      {"build-in", "(did you mean 'built-in'?)"},
      {"knwon.gguf", "(did you mean 'known.gguf'?)"},
      {"ARCHITECTURE.md", "--model ./ARCHITECTURE.md"},  // tests run in the tree's root
      {"./other.gguf", "./other.gguf: there is no such file"},
      {"", "--model built-in"},
  };
  for (const auto& row : rows) {
    const auto path = FindModel(row.value);
    ASSERT_FALSE(path.has_value()) << row.value;
    EXPECT_EQ(path.error().code, ErrorCode::kNotFound);
    EXPECT_THAT(path.error().message, HasSubstr(row.message));
  }
}

TEST_F(FindModelTest, WithoutAnyHomeThereIsNoModelFolder) {
  ::unsetenv("XDG_CACHE_HOME");
  ::unsetenv("HOME");
  const auto path = FindModel("known.gguf");
  ASSERT_FALSE(path.has_value());
  EXPECT_THAT(path.error().message, HasSubstr("no model folder"));
}

TEST(BuiltInModel, LiesBesideTheProgramsFolderOrBelowIt) {
  const std::vector<std::string> files = BuiltInModelFiles("/opt/cmdai/bin/cmdai");
  EXPECT_THAT(files, ElementsAre("/opt/cmdai/share/cmdai/cmdai-135m.gguf",
                                 "/opt/cmdai/bin/share/cmdai/cmdai-135m.gguf"));
}

TEST(BuiltInModel, IsMissedWithTheFilesThatWereLookedFor) {
  const auto place = FindModel(kBuiltInModel);  // no model lies with this test's program
  ASSERT_FALSE(place.has_value());
  EXPECT_EQ(place.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(place.error().message, HasSubstr("share/cmdai/cmdai-135m.gguf"));
  EXPECT_THAT(place.error().message, HasSubstr("install cmdai again"));
}

}  // namespace
}  // namespace cmdai::cli
