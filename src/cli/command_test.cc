#include "cli/command.h"

#include <gtest/gtest.h>

#include "cli/settings.h"

namespace cmdai::cli {
namespace {

using Words = std::vector<std::string>;

TEST(DetectCommand, ANameCountsOnlyWhereItsOwnArgumentsFollow) {
  const struct {
    Words arguments;
    Command command;
    Words rest;
  } rows[] = {
      {{}, Command::kAsk, {}},
      {{"list", "files"}, Command::kAsk, {"list", "files"}},
      {{"batch"}, Command::kBatch, {}},
      {{"batch", "--json"}, Command::kBatch, {"--json"}},
      {{"--model", "x.gguf", "batch"}, Command::kBatch, {"--model", "x.gguf"}},
      {{"--model=x.gguf", "-q", "batch"}, Command::kBatch, {"--model=x.gguf", "-q"}},
      {{"batch", "-n", "3"}, Command::kBatch, {"-n", "3"}},
      {{"batch", "rename", "all", "files"}, Command::kAsk, {"batch", "rename", "all", "files"}},
      {{"batch", "--", "x"}, Command::kAsk, {"batch", "--", "x"}},
      {{"--", "batch"}, Command::kAsk, {"--", "batch"}},
      {{"model", "inspect"}, Command::kModelInspect, {}},
      {{"model", "inspect", "x.gguf"}, Command::kModelInspect, {"x.gguf"}},
      {{"model", "inspect", "x.gguf", "--json"}, Command::kModelInspect, {"x.gguf", "--json"}},
      {{"model", "--json", "inspect"}, Command::kModelInspect, {"--json"}},
      {{"model", "inspect", "the", "data"}, Command::kAsk, {"model", "inspect", "the", "data"}},
      {{"model", "eval", "--tokens", "1,2"}, Command::kModelEval, {"--tokens", "1,2"}},
      {{"model", "eval", "text"}, Command::kAsk, {"model", "eval", "text"}},
      {{"model"}, Command::kModel, {}},
      {{"model", "--help"}, Command::kModel, {"--help"}},
      {{"model", "the", "data", "as", "csv"}, Command::kAsk, {"model", "the", "data", "as", "csv"}},
      {{"inspect", "model"}, Command::kAsk, {"inspect", "model"}},
      {{"doctor"}, Command::kDoctor, {}},
      {{"doctor", "--temperature", "1"}, Command::kDoctor, {"--temperature", "1"}},
      {{"doctor", "who", "episodes"}, Command::kAsk, {"doctor", "who", "episodes"}},
      {{"bench", "--prefill-tokens", "32"}, Command::kBench, {"--prefill-tokens", "32"}},
      {{"bench", "32"}, Command::kAsk, {"bench", "32"}},
      {{"check"}, Command::kCheck, {}},
      {{"check", "rm -rf /"}, Command::kCheck, {"rm -rf /"}},
      {{"check", "--home", "/x", "ls"}, Command::kCheck, {"--home", "/x", "ls"}},
      {{"check", "disk", "space"}, Command::kAsk, {"check", "disk", "space"}},
      {{"--", "check", "it"}, Command::kAsk, {"--", "check", "it"}},
      {{"check", "--", "-x; ls"}, Command::kCheck, {"--", "-x; ls"}},
      {{"check", "-p", "strict", "--", ""}, Command::kCheck, {"-p", "strict", "--", ""}},
      {{"check", "--", "disk", "space"}, Command::kAsk, {"check", "--", "disk", "space"}},
      {{"check", "disk", "--", "space"}, Command::kAsk, {"check", "disk", "--", "space"}},
      {{"check", "--"}, Command::kAsk, {"check", "--"}},
      {{"explain", "--", "ls"}, Command::kExplain, {"--", "ls"}},
      {{"explain", "ls -l"}, Command::kExplain, {"ls -l"}},
      {{"explain", "the", "files"}, Command::kAsk, {"explain", "the", "files"}},
      {{"history"}, Command::kAsk, {"history"}},
      {{"config", "list"}, Command::kAsk, {"config", "list"}},
      {{"-"}, Command::kAsk, {"-"}},
  };
  for (const auto& row : rows) {
    const DetectedCommand detected = DetectCommand(row.arguments);
    EXPECT_EQ(detected.command, row.command) << ::testing::PrintToString(row.arguments);
    EXPECT_EQ(detected.arguments, row.rest) << ::testing::PrintToString(row.arguments);
  }
}

TEST(OptionsOf, NoTwoOptionsOfACommandShareAName) {
  for (const CommandSpec& spec : CommandSpecs()) {
    const std::vector<OptionSpec> options = OptionsOf(spec);
    for (size_t i = 0; i < options.size(); ++i) {
      for (size_t j = i + 1; j < options.size(); ++j) {
        EXPECT_NE(options[i].flag, options[j].flag) << spec.name;
        EXPECT_FALSE(options[i].short_flag != 0 && options[i].short_flag == options[j].short_flag)
            << spec.name << " " << options[i].flag << " " << options[j].flag;
      }
    }
  }
}

}  // namespace
}  // namespace cmdai::cli
