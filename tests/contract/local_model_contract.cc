#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "platform/cpu.h"
#include "tests/contract/contract.h"

namespace cmdai::contract {
namespace {

/// Every type of tensor, both architectures.
constexpr const char* kTypes[] = {"random-llama-32", "random-llama-float", "random-llama-k",
                                  "random-qwen2-32", "random-qwen2-k"};

std::string RandomModel(const std::string& name) { return "tests/data/models/" + name + ".gguf"; }

/// A file of the running test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_(testing::TempDir() + "cmdai_contract_" + std::to_string(::getpid()) + ".gguf") {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_P(LocalModelContract, EveryGgufTypeIsRun) {
  for (const char* name : kTypes) {
    const auto backend = Make(RandomModel(name));
    const auto completion = backend->Infer(Ask("list all files", 4), {}, {});
    ASSERT_TRUE(completion.has_value()) << name << ": " << completion.error().message;
    EXPECT_GT(completion->n_prompt_tokens, 0U) << name;
  }
}

TEST_P(LocalModelContract, AMissingModelIsAnError) {
  const auto backend = Make("/nonexistent/x.gguf");
  EXPECT_FALSE(backend->is_available());
  const auto loaded = backend->Load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kNotFound);
  EXPECT_NE(loaded.error().message.find("/nonexistent/x.gguf"), std::string::npos);
  EXPECT_EQ(backend->Infer(Ask("list all files"), {}, {}).error().code, ErrorCode::kNotFound);
}

TEST_P(LocalModelContract, ACorruptFileIsAnErrorAndAWholeOneWorksAfterwards) {
  const std::string whole = ReadAll(RandomModel("random-llama-32"));
  const TemporaryFile file(whole.substr(0, whole.size() / 2));
  const auto backend = Make(file.path());
  const auto loaded = backend->Load();
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(loaded.error().message.find(file.path()), std::string::npos);
  std::ofstream(file.path(), std::ios::binary) << whole;
  EXPECT_TRUE(backend->Infer(Ask("list all files", 2), {}, {}).has_value());
}

TEST_P(LocalModelContract, APromptPastTheContextIsAnError) {
  const auto backend = Make(RandomModel("random-llama-32"));
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "word ";
  const auto too_long = backend->Infer(Ask(text), {}, {});
  ASSERT_FALSE(too_long.has_value());
  EXPECT_EQ(too_long.error().code, ErrorCode::kLimit);
  EXPECT_TRUE(backend->Infer(Ask("list", 2), {}, {}).has_value());
}

TEST_P(LocalModelContract, UnloadForgetsAndInferLoadsAgain) {
  const auto backend = Make(RandomModel("random-llama-32"));
  ASSERT_TRUE(backend->Load().has_value());
  EXPECT_NE(backend->info().kernels, "");
  const auto before = backend->Infer(Ask("list", 4), {}, {});
  backend->Unload();
  EXPECT_EQ(backend->info().kernels, "");
  const auto after = backend->Infer(Ask("list", 4), {}, {});
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->candidates[0].text, before->candidates[0].text);
}

TEST_P(LocalModelContract, UnifiedMemoryUsageAndResourceCleanup) {
  ASSERT_TRUE(Make()->Infer(Ask("list", 1), {}, {}).has_value());  // what stays, such as code
  const size_t before = platform::ResidentBytes();
  const auto backend = Make();
  ASSERT_TRUE(backend->Infer(Ask("list all files", 2), {}, {}).has_value());
  const size_t weights = std::filesystem::file_size(kModel);
  // One copy of the weights, as the engine needs them, and what a request takes.
  EXPECT_LT(platform::ResidentBytes(), before + weights * 7 / 4);
  backend->Unload();
  EXPECT_LT(platform::ResidentBytes(), before + weights / 3);
}

TEST_P(MappedWeightsContract, FastInitializationReadsAndCopiesNoWeights) {
  ASSERT_TRUE(Make()->Load().has_value());
  const size_t before = platform::ResidentBytes();
  const auto backend = Make();
  ASSERT_TRUE(backend->Load().has_value());
  EXPECT_LT(platform::ResidentBytes(), before + std::filesystem::file_size(kModel) / 5);
}

}  // namespace
}  // namespace cmdai::contract
