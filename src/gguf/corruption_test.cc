// Files that are cut or changed at every place: an error or a valid file, never a crash. Run under
// the sanitizers this also shows that nothing is read beyond the end.

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "gguf/gguf.h"
#include "gguf/gguf_builder.h"

namespace cmdai::gguf {
namespace {

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();

/// A tiny file with every construct that has a length or a count.
BuiltFile Tiny() {
  return GgufBuilder()
      .AddString("general.architecture", "llama")
      .Add("general.alignment", uint32_t{32})
      .Add("flag", true)
      .AddStrings("tokens", {"a", "bc", ""})
      .AddArray<int32_t>("types", {1, 2, 3})
      .AddTensor("norm", {8}, std::vector<float>(8, 1.0F))
      .AddTensor("weight", tensor::DataType::kQ8_0, {32, 2})
      .Build();
}

bool NamesThePlace(const Error& error) {
  return error.message.starts_with("[gguf] tiny: offset ") &&
         (error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kUnsupported ||
          error.code == ErrorCode::kLimit);
}

TEST(GgufCorruption, AFileCutAtAnyByteIsAnError) {
  const BuiltFile built = Tiny();
  ASSERT_TRUE(File::Parse(built.bytes, "tiny").has_value());
  for (size_t n = 0; n < built.bytes.size(); ++n) {
    // A copy of its own, so that a sanitizer sees any read beyond its end.
    const std::vector<std::byte> cut(built.bytes.data(), built.bytes.data() + n);
    const auto file = File::Parse(cut, "tiny");
    ASSERT_FALSE(file.has_value()) << n;
    EXPECT_EQ(file.error().code, ErrorCode::kCorrupt) << n;
    EXPECT_TRUE(NamesThePlace(file.error())) << n << ": " << file.error().message;
  }
}

TEST(GgufCorruption, EveryLengthAndCountMayLie) {
  const BuiltFile built = Tiny();
  ASSERT_GE(built.fields.size(), 30U);
  for (const Field& field : built.fields) {
    const uint64_t max = field.n_bytes == 4 ? uint64_t{0xFFFFFFFF} : kMax;
    for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{built.bytes.size()}, max / 2,
                                 max / 2 + 1, max - 7, max - 1, max}) {
      const auto file = File::Parse(built.With(field, value), "tiny");
      const bool ok = file.has_value();
      EXPECT_TRUE(ok || NamesThePlace(file.error())) << field.what << " = " << value;
      if (value >= max / 2) {
        EXPECT_FALSE(ok) << field.what << " = " << value;
      }
    }
  }
}

TEST(GgufCorruption, EveryByteMayBeAnything) {
  const BuiltFile built = Tiny();
  for (size_t i = 0; i < built.bytes.size(); ++i) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      std::vector<std::byte> changed = built.bytes;
      changed[i] = static_cast<std::byte>(value);
      const auto file = File::Parse(changed, "tiny");
      EXPECT_TRUE(file.has_value() || NamesThePlace(file.error())) << i << " = " << value;
    }
  }
}

struct PlacementRow {
  uint64_t first_offset = 0;   // of 64 bytes of data
  uint64_t second_offset = 0;  // of 32 bytes of data
  bool valid = false;
};

TEST(GgufCorruption, TensorsLieWithinTheFileAlignedAndApart) {
  // 128 bytes of tensor data, alignment 32.
  const PlacementRow rows[] = {
      {0, 64, true},
      {32, 0, true},
      {64, 0, true},
      {0, 96, true},
      {0, 0, false},
      {0, 32, false},
      {32, 64, false},
      {64, 96, false},
      {64, 64, false},
      {0, 128, false},
      {96, 0, false},
      {128, 0, false},
      {0, 65, false},
      {0, 80, false},
      {4, 96, false},
      {0, kMax, false},
      {0, kMax - 31, false},
      {kMax - 31, 0, false},
      {0, kMax / 2 + 1, false},
      {0, kMax - 63, false},
      {kMax - 63, 64, false},
  };
  for (const PlacementRow& row : rows) {
    const auto built =
        GgufBuilder()
            .AddTensor({.name = "first",
                        .shape = {16},
                        .data = std::vector<std::byte>(128),
                        .data_offset = row.first_offset})
            .AddTensor(
                {.name = "second", .shape = {8}, .data = {}, .data_offset = row.second_offset})
            .Build();
    const auto file = File::Parse(built.bytes, "tiny");
    EXPECT_EQ(file.has_value(), row.valid) << row.first_offset << ", " << row.second_offset;
    if (!file.has_value()) {
      EXPECT_EQ(file.error().code, ErrorCode::kCorrupt);
    }
  }
}

struct ShapeRow {
  std::vector<uint64_t> shape;
  ErrorCode code = ErrorCode::kCorrupt;
};

TEST(GgufCorruption, ShapesNeverOverflow) {
  const uint64_t half = uint64_t{1} << 32;
  const ShapeRow rows[] = {
      {{kMax}, ErrorCode::kLimit},
      {{half, half}, ErrorCode::kLimit},  // 2^64 elements: 0 when it wraps
      {{half, half, half, half}, ErrorCode::kLimit},
      {{uint64_t{1} << 63, 2}, ErrorCode::kLimit},
      {{uint64_t{1} << 62, 4, 1, 1}, ErrorCode::kLimit},
      {{8, kMax / 8 + 2}, ErrorCode::kLimit},      // wraps to 8 elements
      {{uint64_t{1} << 40}, ErrorCode::kCorrupt},  // at the limit, but not in the file
      {{(uint64_t{1} << 40) + 1}, ErrorCode::kLimit},
      {{0}, ErrorCode::kCorrupt},
      {{0, kMax}, ErrorCode::kCorrupt},
      {{kMax, 0}, ErrorCode::kLimit},
      {{}, ErrorCode::kCorrupt},
      {{1, 1, 1, 1, 1}, ErrorCode::kLimit},
      {std::vector<uint64_t>(1000, 1), ErrorCode::kLimit},
  };
  for (const ShapeRow& row : rows) {
    const auto built = GgufBuilder()
                           .AddTensor({.name = "w",
                                       .shape = row.shape,
                                       .data = std::vector<std::byte>(64),
                                       .data_offset = {}})
                           .Build();
    const auto file = File::Parse(built.bytes, "tiny");
    ASSERT_FALSE(file.has_value()) << testing::PrintToString(row.shape);
    EXPECT_EQ(file.error().code, row.code) << file.error().message;
  }
}

TEST(GgufCorruption, ManyEntriesWithoutContentEndEarly) {
  // Counts at their limits in a file that has nothing after them: an error at once, and no memory.
  BuiltFile built = GgufBuilder().Build();
  EXPECT_FALSE(File::Parse(built.With(built.Find("key count"), 4096), "tiny").has_value());
  EXPECT_FALSE(File::Parse(built.With(built.Find("tensor count"), 65536), "tiny").has_value());
  built = GgufBuilder().AddStrings("k", {}).AddArray<uint8_t>("n", {}).Build();
  for (const char* const what : {"element count of key 0", "element count of key 1"}) {
    EXPECT_FALSE(File::Parse(built.With(built.Find(what), 1 << 24), "tiny").has_value());
  }
}

}  // namespace
}  // namespace cmdai::gguf
