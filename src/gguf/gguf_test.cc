#include "gguf/gguf.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "gguf/gguf_builder.h"
#include "tensor/data_type.h"

namespace cmdai::gguf {
namespace {

using tensor::DataType;

constexpr DataType kTypes[] = {DataType::kF32,  DataType::kF16,  DataType::kBF16, DataType::kQ4_0,
                               DataType::kQ4_1, DataType::kQ5_0, DataType::kQ5_1, DataType::kQ8_0,
                               DataType::kQ4_K, DataType::kQ5_K, DataType::kQ6_K};

TEST(Gguf, EveryValueTypeSurvivesTheRoundTrip) {
  const auto built = GgufBuilder()
                         .Add("u8", uint8_t{255})
                         .Add("i8", int8_t{-128})
                         .Add("u16", uint16_t{65535})
                         .Add("i16", int16_t{-32768})
                         .Add("u32", std::numeric_limits<uint32_t>::max())
                         .Add("i32", std::numeric_limits<int32_t>::min())
                         .Add("u64", std::numeric_limits<uint64_t>::max())
                         .Add("i64", std::numeric_limits<int64_t>::min())
                         .Add("f32", -0.5F)
                         .Add("f64", 1e300)
                         .Add("no", false)
                         .Add("yes", true)
                         .AddString("text", std::string("a\0\xFF", 3))
                         .AddString("nothing", "")
                         .Build();
  const auto file = File::Parse(built.bytes, "values");
  ASSERT_TRUE(file.has_value()) << file.error().message;

  struct Row {
    const char* key;
    ValueType type;
    decltype(Value::data) data;
  };
  const Row rows[] = {
      {"u8", ValueType::kUint8, uint64_t{255}},
      {"i8", ValueType::kInt8, int64_t{-128}},
      {"u16", ValueType::kUint16, uint64_t{65535}},
      {"i16", ValueType::kInt16, int64_t{-32768}},
      {"u32", ValueType::kUint32, uint64_t{4294967295}},
      {"i32", ValueType::kInt32, int64_t{-2147483648}},
      {"u64", ValueType::kUint64, std::numeric_limits<uint64_t>::max()},
      {"i64", ValueType::kInt64, std::numeric_limits<int64_t>::min()},
      {"f32", ValueType::kFloat32, -0.5},
      {"f64", ValueType::kFloat64, 1e300},
      {"no", ValueType::kBool, false},
      {"yes", ValueType::kBool, true},
      {"text", ValueType::kString, std::string_view("a\0\xFF", 3)},
      {"nothing", ValueType::kString, std::string_view()},
  };
  ASSERT_EQ(file->keys().size(), std::size(rows));
  for (size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_EQ(file->keys()[i], rows[i].key);
    const Value* const value = file->Find(rows[i].key);
    ASSERT_NE(value, nullptr) << rows[i].key;
    EXPECT_EQ(value->type, rows[i].type) << rows[i].key;
    ASSERT_EQ(value->data.index(), rows[i].data.index()) << rows[i].key;
    std::visit(
        [&](const auto& expected) {
          using T = std::decay_t<decltype(expected)>;
          if constexpr (!std::is_same_v<T, ArrayValue>) {
            EXPECT_EQ(std::get<T>(value->data), expected) << rows[i].key;
          }
        },
        rows[i].data);
  }
  EXPECT_EQ(file->Find("absent"), nullptr);
}

TEST(Gguf, EveryTensorTypeIsFoundInPlace) {
  for (const DataType type : kTypes) {
    const auto built = GgufBuilder()
                           .AddTensor("before", {3}, {1.0F, 2.0F, 3.0F})
                           .AddTensor("weight", type, {512, 3, 2})
                           .Build();
    const auto file = File::Parse(built.bytes, "tensors");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    const TensorInfo* const weight = file->FindTensor("weight");
    ASSERT_NE(weight, nullptr);
    EXPECT_EQ(weight, &file->tensors()[1]);
    EXPECT_EQ(weight->type, type);
    EXPECT_EQ(weight->n_dimensions, 3U);
    EXPECT_EQ(weight->shape[0], 512U);
    EXPECT_EQ(weight->shape[1], 3U);
    EXPECT_EQ(weight->shape[2], 2U);
    EXPECT_EQ(weight->shape[3], 1U);
    EXPECT_EQ(weight->data.size(), 6 * tensor::RowBytes(type, 512));
    EXPECT_EQ(weight->data.data(), built.bytes.data() + built.data_start + 32);

    const TensorInfo* const before = file->FindTensor("before");
    ASSERT_NE(before, nullptr);
    EXPECT_EQ(before->data.data(), built.bytes.data() + built.data_start);
    EXPECT_EQ(before->data.size(), 12U);
    EXPECT_EQ(file->FindTensor("after"), nullptr);
  }
}

TEST(Gguf, RowsThatEndWithinABlockAreRefused) {
  for (const DataType type : kTypes) {
    const size_t n = tensor::GetDataTypeInfo(type).block_elements;
    if (n == 1) continue;
    for (const uint64_t n_cols :
         {uint64_t{1}, uint64_t{n - 1}, uint64_t{n + 1}, uint64_t{3 * n / 2}}) {
      const auto built = GgufBuilder()
                             .AddTensor({.name = "w",
                                         .type_id = static_cast<uint32_t>(type),
                                         .shape = {n_cols, n},
                                         .data = std::vector<std::byte>(1 << 18),
                                         .data_offset = {}})
                             .Build();
      const auto file = File::Parse(built.bytes, "rows");
      ASSERT_FALSE(file.has_value()) << tensor::GetDataTypeInfo(type).name << " " << n_cols;
      EXPECT_EQ(file.error().code, ErrorCode::kCorrupt);
    }
  }
}

TEST(Gguf, VersionsTwoAndThreeReadAlike) {
  for (const uint32_t version : {2U, 3U}) {
    const auto built = GgufBuilder(version)
                           .AddString("general.architecture", "llama")
                           .AddTensor("w", {2, 2}, {1.0F, 2.0F, 3.0F, 4.0F})
                           .Build();
    const auto file = File::Parse(built.bytes, "version");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->version(), version);
    EXPECT_EQ(file->name(), "version");
    EXPECT_EQ(file->GetString("general.architecture"), "llama");
    EXPECT_EQ(file->tensors().size(), 1U);
  }
}

TEST(Gguf, AlignmentMovesTheDataAndMustBeAMultipleOfEight) {
  for (const uint32_t alignment : {8U, 16U, 24U, 32U, 4096U, 65536U}) {
    const auto built = GgufBuilder()
                           .Add("general.alignment", alignment)
                           .AlignData(alignment)
                           .AddTensor("a", {3}, {1.0F, 2.0F, 3.0F})
                           .AddTensor("b", {1}, {4.0F})
                           .Build();
    const auto file = File::Parse(built.bytes, "aligned");
    ASSERT_TRUE(file.has_value()) << file.error().message;
    EXPECT_EQ(file->alignment_bytes(), alignment);
    for (const TensorInfo& tensor : file->tensors()) {
      EXPECT_EQ(static_cast<size_t>(tensor.data.data() - built.bytes.data()) % alignment, 0U);
    }
    float b = 0.0F;
    std::memcpy(&b, file->FindTensor("b")->data.data(), sizeof(b));
    EXPECT_EQ(b, 4.0F);
  }
  for (const uint32_t alignment : {0U, 1U, 4U, 12U, 33U, 65544U, 1U << 31, 0xFFFFFFFFU}) {
    const auto built = GgufBuilder().Add("general.alignment", alignment).Build();
    EXPECT_FALSE(File::Parse(built.bytes, "aligned").has_value()) << alignment;
  }
}

TEST(Gguf, DataBeginAtTheNextMultipleAfterTheTable) {
  for (size_t n = 0; n < 64; ++n) {  // so that the table ends at every remainder, 0 as well
    const auto built =
        GgufBuilder().AddString("padding", std::string(n, 'x')).AddTensor("w", {1}, {4.0F}).Build();
    const auto file = File::Parse(built.bytes, "padded");
    ASSERT_TRUE(file.has_value()) << n << ": " << file.error().message;
    EXPECT_EQ(file->tensors()[0].data.data(), built.bytes.data() + built.data_start) << n;
    EXPECT_EQ(built.bytes.size(), built.data_start + 4);
  }
}

TEST(Gguf, TheSmallestFileIsAHeader) {
  const auto built = GgufBuilder().Build();
  EXPECT_EQ(built.bytes.size(), 24U);
  const auto file = File::Parse(built.bytes, "header");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_TRUE(file->keys().empty());
  EXPECT_TRUE(file->tensors().empty());
  EXPECT_EQ(file->alignment_bytes(), 32U);
}

TEST(Gguf, TensorsMayLieInAnyOrderWithGaps) {
  const auto built = GgufBuilder()
                         .AddTensor({.name = "last",
                                     .shape = {4},
                                     .data = std::vector<std::byte>(160),
                                     .data_offset = 128})
                         .AddTensor({.name = "first", .shape = {16}, .data = {}, .data_offset = 0})
                         .AddTensor({.name = "next", .shape = {8}, .data = {}, .data_offset = 64})
                         .Build();
  const auto file = File::Parse(built.bytes, "order");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const std::byte* const start = built.bytes.data() + built.data_start;
  EXPECT_EQ(file->FindTensor("last")->data.data(), start + 128);
  EXPECT_EQ(file->FindTensor("first")->data.data(), start);
  EXPECT_EQ(file->FindTensor("next")->data.data(), start + 64);
}

TEST(Gguf, AFileStaysUsableWhenMoved) {
  const auto built = GgufBuilder().Add("n", uint32_t{7}).AddTensor("w", {1}, {1.0F}).Build();
  auto parsed = File::Parse(built.bytes, "moved");
  ASSERT_TRUE(parsed.has_value());
  const File file = *std::move(parsed);
  EXPECT_EQ(file.GetUnsigned("n"), 7U);
  EXPECT_NE(file.FindTensor("w"), nullptr);
}

TEST(Gguf, VocabulariesOfLargeModelsAreRead) {
  constexpr size_t kTokens = 151936;
  std::vector<std::string> tokens(kTokens);
  for (size_t i = 0; i < kTokens; ++i) tokens[i] = "token" + std::to_string(i);
  const auto built = GgufBuilder().AddStrings("tokenizer.ggml.tokens", tokens).Build();
  const auto file = File::Parse(built.bytes, "vocabulary");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const auto read = file->GetStrings("tokenizer.ggml.tokens");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->size(), kTokens);
  for (size_t i = 0; i < kTokens; ++i) ASSERT_EQ((*read)[i], tokens[i]);
}

}  // namespace
}  // namespace cmdai::gguf
