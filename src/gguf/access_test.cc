// Typed access to metadata: what each function takes and what it answers otherwise.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gguf/gguf.h"
#include "gguf/gguf_builder.h"

namespace cmdai::gguf {
namespace {

/// One key of every kind.
const BuiltFile& Sample() {
  static const BuiltFile built = GgufBuilder()
                                     .Add("u8", uint8_t{200})
                                     .Add("u64", std::numeric_limits<uint64_t>::max())
                                     .Add("i32", int32_t{12})
                                     .Add("negative", int64_t{-1})
                                     .Add("f32", 0.25F)
                                     .Add("f64", std::numeric_limits<double>::infinity())
                                     .Add("flag", true)
                                     .AddString("text", "llama")
                                     .AddArray<int32_t>("integers", {-1, 0, 7})
                                     .AddArray<uint64_t>("big", {1, uint64_t{1} << 63})
                                     .AddArray<float>("floats", {0.5F, -2.0F})
                                     .AddArray<bool>("flags", {true, false})
                                     .AddArray<uint8_t>("none", {})
                                     .AddStrings("texts", {"a", "", std::string("\0\xFE", 2)})
                                     .Build();
  return built;
}

Result<File> ParseSample() { return File::Parse(Sample().bytes, "m.gguf"); }

/// The error code of a result as text, "" for a value.
template <typename T>
std::string Outcome(const Result<T>& result) {
  return result.has_value() ? "" : ErrorCodeName(result.error().code);
}

TEST(GgufAccess, UnsignedTakesAnyIntegerThatIsNotNegative) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetUnsigned("u8"), 200U);
  EXPECT_EQ(file->GetUnsigned("u64"), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(file->GetUnsigned("i32"), 12U);
  for (const char* const key : {"negative", "f32", "flag", "text", "integers"}) {
    EXPECT_EQ(Outcome(file->GetUnsigned(key)), "corrupt") << key;
    EXPECT_EQ(Outcome(file->FindUnsigned(key)), "corrupt") << key;
  }
  EXPECT_EQ(Outcome(file->GetUnsigned("absent")), "not_found");
}

TEST(GgufAccess, FloatTakesAnyNumber) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetFloat("f32"), 0.25);
  EXPECT_EQ(file->GetFloat("f64"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(file->GetFloat("u8"), 200.0);
  EXPECT_EQ(file->GetFloat("negative"), -1.0);
  for (const char* const key : {"flag", "text", "floats"}) {
    EXPECT_EQ(Outcome(file->GetFloat(key)), "corrupt") << key;
  }
}

TEST(GgufAccess, BoolAndStringTakeTheirOwnTypeOnly) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetBool("flag"), true);
  EXPECT_EQ(file->GetString("text"), "llama");
  EXPECT_EQ(Outcome(file->GetBool("u8")), "corrupt");
  EXPECT_EQ(Outcome(file->GetString("texts")), "corrupt");
}

TEST(GgufAccess, ArraysAreDecodedByElementType) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetIntegers("integers"), (std::vector<int64_t>{-1, 0, 7}));
  EXPECT_EQ(file->GetIntegers("none"), std::vector<int64_t>());
  EXPECT_EQ(file->GetFloats("floats"), (std::vector<double>{0.5, -2.0}));
  EXPECT_EQ(file->GetFloats("integers"), (std::vector<double>{-1.0, 0.0, 7.0}));
  EXPECT_EQ(file->GetStrings("texts"),
            (std::vector<std::string_view>{"a", "", std::string_view("\0\xFE", 2)}));
  EXPECT_EQ(Outcome(file->GetIntegers("floats")), "corrupt");
  EXPECT_EQ(Outcome(file->GetIntegers("big")), "corrupt");
  EXPECT_EQ(Outcome(file->GetIntegers("u8")), "corrupt");
  EXPECT_EQ(Outcome(file->GetIntegers("flags")), "corrupt");
  EXPECT_EQ(Outcome(file->GetFloats("texts")), "corrupt");
  EXPECT_EQ(Outcome(file->GetFloats("flags")), "corrupt");
  EXPECT_EQ(Outcome(file->GetStrings("integers")), "corrupt");
  EXPECT_EQ(Outcome(file->GetStrings("absent")), "not_found");
}

template <typename T>
std::vector<int64_t> IntegersOf(const std::vector<T>& values) {
  const auto built = GgufBuilder().AddArray<T>("k", values).Build();
  const auto file = File::Parse(built.bytes, "m.gguf");
  if (!file.has_value()) return {};
  return file->GetIntegers("k").value_or(std::vector<int64_t>());
}

TEST(GgufAccess, EveryIntegerArrayIsWidened) {
  EXPECT_EQ(IntegersOf<uint8_t>({0, 255}), (std::vector<int64_t>{0, 255}));
  EXPECT_EQ(IntegersOf<int8_t>({-128, 127}), (std::vector<int64_t>{-128, 127}));
  EXPECT_EQ(IntegersOf<uint16_t>({0, 65535}), (std::vector<int64_t>{0, 65535}));
  EXPECT_EQ(IntegersOf<int16_t>({-32768, 1}), (std::vector<int64_t>{-32768, 1}));
  EXPECT_EQ(IntegersOf<uint32_t>({4294967295}), (std::vector<int64_t>{4294967295}));
  EXPECT_EQ(IntegersOf<int32_t>({-7}), (std::vector<int64_t>{-7}));
  EXPECT_EQ(IntegersOf<uint64_t>({uint64_t{1} << 62}), (std::vector<int64_t>{int64_t{1} << 62}));
  EXPECT_EQ(IntegersOf<int64_t>({std::numeric_limits<int64_t>::min()}),
            (std::vector<int64_t>{std::numeric_limits<int64_t>::min()}));
}

TEST(GgufAccess, DoubleArraysKeepTheirValues) {
  const auto built = GgufBuilder().AddArray<double>("k", {0.1, -1e308}).Build();
  const auto file = File::Parse(built.bytes, "m.gguf");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->GetFloats("k"), (std::vector<double>{0.1, -1e308}));
}

TEST(GgufAccess, FindGivesNothingForAnAbsentKeyAndTheValueOtherwise) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->FindUnsigned("absent").value(), std::optional<uint64_t>());
  EXPECT_EQ(file->FindFloat("absent").value(), std::optional<double>());
  EXPECT_EQ(file->FindBool("absent").value(), std::optional<bool>());
  EXPECT_EQ(file->FindString("absent").value(), std::optional<std::string_view>());
  EXPECT_EQ(file->FindUnsigned("i32").value(), std::optional<uint64_t>(12));
  EXPECT_EQ(file->FindFloat("f32").value(), std::optional<double>(0.25));
  EXPECT_EQ(file->FindBool("flag").value(), std::optional<bool>(true));
  EXPECT_EQ(file->FindString("text").value(), std::optional<std::string_view>("llama"));
}

TEST(GgufAccess, MessagesNameFileKeyAndPlace) {
  const auto file = ParseSample();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetUnsigned("absent").error().message, "[gguf] m.gguf: key 'absent' is missing");
  // The first value follows the header (24), the key's length (8), "u8" (2) and its type (4).
  EXPECT_EQ(file->GetString("u8").error().message,
            "[gguf] m.gguf: offset 38: key 'u8' is of type uint8; expected a string");
  const size_t flags = file->Find("flags")->offset_bytes;
  EXPECT_EQ(file->GetIntegers("flags").error().message,
            "[gguf] m.gguf: offset " + std::to_string(flags) +
                ": key 'flags' is of type array of bool; expected an array of integers");
  const size_t negative = file->Find("negative")->offset_bytes;
  EXPECT_EQ(file->GetUnsigned("negative").error().message,
            "[gguf] m.gguf: offset " + std::to_string(negative) +
                ": key 'negative' is -1; expected an unsigned integer");
  const size_t big = file->Find("big")->offset_bytes;
  EXPECT_EQ(file->GetIntegers("big").error().message,
            "[gguf] m.gguf: offset " + std::to_string(big) +
                ": element 1 of key 'big' is 9223372036854775808, above the largest int64");
}

TEST(GgufAccess, ValueTypesHaveNames) {
  EXPECT_STREQ(ValueTypeName(ValueType::kUint8), "uint8");
  EXPECT_STREQ(ValueTypeName(ValueType::kString), "string");
  EXPECT_STREQ(ValueTypeName(ValueType::kFloat64), "float64");
  EXPECT_STREQ(ValueTypeName(static_cast<ValueType>(13)), "unknown");
}

}  // namespace
}  // namespace cmdai::gguf
