#include "engine/mlx/derived_weights.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/mlx/guard.h"
#include "engine/mlx/mlx_language_model.h"
#include "platform/file.h"

namespace cmdai::engine::mlx {
namespace {

namespace fs = std::filesystem;

class DerivedWeights : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    model_ = *model::Model::Load("tests/data/models/random-llama-k.gguf");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<float> LogitsWith(const std::string& folder) const {
    const auto engine =
        MakeMlxLanguageModel(model_, {.device = Device::kCpu, .derived_folder = folder});
    EXPECT_TRUE(engine.has_value()) << engine.error().message;
    const std::vector<TokenId> tokens = {5, 17, 200};
    return (*engine)->MakeContext(0)->Evaluate(tokens, {})->values;
  }

  const std::string folder_ = testing::TempDir() + "cmdai_derived_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
  std::shared_ptr<const model::Model> model_;
};

TEST_F(DerivedWeights, AreMadeOnceAndGiveTheSameAsAConversionInMemory) {
  const std::vector<float> expected = LogitsWith("");
  EXPECT_EQ(LogitsWith(folder_), expected);
  const std::string path = DerivedWeightsPath(*model_, Precision::kSingle, folder_);
  ASSERT_TRUE(fs::exists(path));
  const auto time = fs::last_write_time(path);
  EXPECT_EQ(LogitsWith(folder_), expected);
  EXPECT_EQ(fs::last_write_time(path), time);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(DerivedWeights, AFileThatIsNotWholeIsMadeAgain) {
  const std::vector<float> expected = LogitsWith(folder_);
  const std::string path = DerivedWeightsPath(*model_, Precision::kSingle, folder_);
  const auto size = fs::file_size(path);
  fs::resize_file(path, size / 2);
  EXPECT_EQ(LogitsWith(folder_), expected);
  EXPECT_EQ(fs::file_size(path), size);
}

TEST_F(DerivedWeights, AFolderThatCantBeWrittenIsAnErrorWithARemedy) {
  std::ofstream(folder_) << "a file";
  const auto engine =
      MakeMlxLanguageModel(model_, {.device = Device::kCpu, .derived_folder = folder_ + "/below"});
  ASSERT_FALSE(engine.has_value());
  EXPECT_EQ(engine.error().code, ErrorCode::kIo);
  EXPECT_NE(engine.error().message.find(folder_), std::string::npos);
  EXPECT_NE(engine.error().message.find("--backend cpu"), std::string::npos);
}

TEST_F(DerivedWeights, HaveAPathOfTheirOwnForEachPrecisionAndState) {
  const std::string single = DerivedWeightsPath(*model_, Precision::kSingle, folder_);
  EXPECT_NE(single, DerivedWeightsPath(*model_, Precision::kHalf, folder_));
  const std::string copy = testing::TempDir() + "cmdai_derived_copy.gguf";
  fs::copy_file(model_->path(), copy, fs::copy_options::overwrite_existing);
  const auto changed = model::Model::Load(copy);
  EXPECT_NE(DerivedWeightsPath(**changed, Precision::kSingle, folder_), single);
  fs::remove(copy);
}

TEST(ErrorOf, NamesTheMemory) {
  EXPECT_EQ(ErrorOf(std::bad_alloc()).code, ErrorCode::kLimit);
  const Error metal = ErrorOf(std::runtime_error(
      "[metal::malloc] Attempting to allocate 10 bytes which is greater than the maximum"));
  EXPECT_EQ(metal.code, ErrorCode::kLimit);
  EXPECT_NE(metal.message.find("[metal::malloc]"), std::string::npos);
  EXPECT_EQ(
      ErrorOf(std::runtime_error("[METAL] Command buffer execution failed: Insufficient Memory "
                                 "(00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)"))
          .code,
      ErrorCode::kLimit);
  EXPECT_EQ(ErrorOf(std::runtime_error("[quantized_matmul] shapes")).code, ErrorCode::kBackend);
}

TEST(CheckDevice, AGpuThatIsNotThereIsNamed) {
  EXPECT_TRUE(CheckDevice(Device::kCpu).has_value());
  EXPECT_TRUE(CheckDevice(Device::kBest).has_value());
  const auto gpu = CheckDevice(Device::kGpu);
  if (gpu.has_value()) return;  // there is one
  EXPECT_EQ(gpu.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(gpu.error().message.find("Metal"), std::string::npos);
  const auto model = model::Model::Load("tests/data/models/random-llama-k.gguf");
  EXPECT_EQ(MakeMlxLanguageModel(*model, {.device = Device::kGpu}).error().code,
            ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace cmdai::engine::mlx
