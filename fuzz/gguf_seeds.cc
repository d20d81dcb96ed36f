// Writes the seeds of the GGUF fuzz target into the folder given: files that are whole, each with
// other constructs, and some with one thing wrong.

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "gguf/gguf_builder.h"

namespace {

using cmdai::gguf::BuiltFile;
using cmdai::gguf::GgufBuilder;
using cmdai::tensor::DataType;

using Seed = std::pair<std::string, std::vector<std::byte>>;

GgufBuilder AllValues(uint32_t version) {
  GgufBuilder builder(version);
  builder.Add("u8", uint8_t{1})
      .Add("i8", int8_t{-1})
      .Add("u16", uint16_t{2})
      .Add("i16", int16_t{-2});
  builder.Add("u32", uint32_t{3}).Add("i32", int32_t{-3}).Add("u64", uint64_t{4});
  builder.Add("i64", int64_t{-4}).Add("f32", 0.5F).Add("f64", -0.5).Add("flag", true);
  builder.AddString("text", "llama");
  return builder;
}

GgufBuilder AllArrays() {
  GgufBuilder builder;
  builder.AddArray<uint8_t>("u8", {1}).AddArray<int8_t>("i8", {-1}).AddArray<uint16_t>("u16", {2});
  builder.AddArray<int16_t>("i16", {-2})
      .AddArray<uint32_t>("u32", {3, 4})
      .AddArray<int32_t>("i32", {});
  builder.AddArray<uint64_t>("u64", {5})
      .AddArray<int64_t>("i64", {-5})
      .AddArray<float>("f32", {0.5F});
  builder.AddArray<double>("f64", {0.25}).AddArray<bool>("flags", {true, false});
  builder.AddStrings("tokens", {"a", "", "bc"});
  return builder;
}

std::string NameOf(DataType type) { return fmt::format("t{}", static_cast<uint32_t>(type)); }

GgufBuilder AllTensors() {
  GgufBuilder builder;
  for (const DataType type : {DataType::kF32, DataType::kF16, DataType::kBF16, DataType::kQ4_0,
                              DataType::kQ4_1, DataType::kQ5_0, DataType::kQ5_1, DataType::kQ8_0}) {
    builder.AddTensor(NameOf(type), type, {32, 2});
  }
  for (const DataType type : {DataType::kQ4_K, DataType::kQ5_K, DataType::kQ6_K}) {
    builder.AddTensor(NameOf(type), type, {256});
  }
  return builder;
}

std::vector<Seed> MakeSeeds() {
  const BuiltFile tensors = AllTensors().Build();
  const BuiltFile arrays = AllArrays().Build();
  std::vector<std::byte> cut = tensors.bytes;
  cut.resize(cut.size() / 3);
  return {
      {"header", GgufBuilder().Build().bytes},
      {"values_v2", AllValues(2).Build().bytes},
      {"values_v3", AllValues(3).Build().bytes},
      {"arrays", arrays.bytes},
      {"tensors", tensors.bytes},
      {"shapes", GgufBuilder()
                     .AddTensor("a", {2, 2, 2, 2}, std::vector<float>(16))
                     .AddTensor("b", DataType::kF16, {3})
                     .Build()
                     .bytes},
      {"alignment", GgufBuilder()
                        .Add("general.alignment", uint32_t{8})
                        .AlignData(8)
                        .AddTensor("a", {3}, std::vector<float>(3))
                        .AddTensor("b", {1}, std::vector<float>(1))
                        .Build()
                        .bytes},
      {"bad_version_1", GgufBuilder(1).Build().bytes},
      {"bad_cut", cut},
      {"bad_count", arrays.With(arrays.Find("element count of key 0"), ~uint64_t{0})},
      {"bad_offset", tensors.With(tensors.Find("data offset of tensor 1"), 0)},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: cmdai_gguf_seeds FOLDER\n", stderr);
    return 2;
  }
  for (const auto& [name, bytes] : MakeSeeds()) {
    std::ofstream out(std::filesystem::path(argv[1]) / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) {
      std::fprintf(stderr, "cmdai_gguf_seeds: cannot write %s in %s\n", name.c_str(), argv[1]);
      return 1;
    }
  }
  return 0;
}
