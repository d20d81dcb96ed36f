// The exact wording of every error: one row per message.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "gguf/gguf.h"
#include "gguf/gguf_builder.h"

namespace cmdai::gguf {
namespace {

using Bytes = std::vector<std::byte>;

Bytes FromText(std::string_view text) {
  Bytes bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

Bytes Cut(Bytes bytes, size_t n) {
  bytes.resize(n);
  return bytes;
}

struct Row {
  Bytes bytes;
  ErrorCode code = ErrorCode::kCorrupt;
  std::string message;  // after "[gguf] m.gguf: offset "
};

void ExpectMessages(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto file = File::Parse(row.bytes, "m.gguf");
    ASSERT_FALSE(file.has_value()) << row.message;
    EXPECT_EQ(file.error().message, "[gguf] m.gguf: offset " + row.message);
    EXPECT_EQ(file.error().code, row.code) << row.message;
  }
}

TEST(GgufMessages, OfTheHeader) {
  const BuiltFile empty = GgufBuilder().Build();
  ExpectMessages({
      {{}, ErrorCode::kCorrupt, "0: the file is empty: download it again"},
      {FromText("Once upon a time there was"), ErrorCode::kCorrupt,
       "0: not a GGUF file: begins with 'Once upon a time' instead of 'GGUF'"},
      {FromText("{}\n"), ErrorCode::kCorrupt,
       "0: not a GGUF file: begins with '{}\\n' instead of 'GGUF'"},
      {FromText("\x1b[2J\xFF"), ErrorCode::kCorrupt,
       "0: not a GGUF file: begins with '\\x1b[2J\\xff' instead of 'GGUF'"},
      {FromText("GG"), ErrorCode::kCorrupt,
       "0: the file ends within the magic number of the header (4 bytes needed, 2 left): it is "
       "cut or damaged, download it again"},
      {Cut(empty.bytes, 6), ErrorCode::kCorrupt,
       "4: the file ends within the version of the header (4 bytes needed, 2 left): it is cut or "
       "damaged, download it again"},
      {Cut(empty.bytes, 20), ErrorCode::kCorrupt,
       "16: the file ends within the number of keys of the header (8 bytes needed, 4 left): it is "
       "cut or damaged, download it again"},
      {GgufBuilder(1).Build().bytes, ErrorCode::kUnsupported,
       "4: GGUF version 1 is not supported, only 2 and 3: convert the model again"},
      {GgufBuilder(0).Build().bytes, ErrorCode::kUnsupported,
       "4: GGUF version 0 is not supported, only 2 and 3: convert the model again"},
      {GgufBuilder(4).Build().bytes, ErrorCode::kUnsupported,
       "4: GGUF version 4 is not supported, only 2 and 3: convert the model again"},
      {GgufBuilder(0x03000000).Build().bytes, ErrorCode::kUnsupported,
       "4: a big-endian GGUF file (version 3); only little-endian files are supported"},
      {empty.With(empty.Find("tensor count"), 65537), ErrorCode::kLimit,
       "8: the header claims 65537 tensors, above the limit of 65536"},
      {empty.With(empty.Find("key count"), 4097), ErrorCode::kLimit,
       "16: the header claims 4097 keys, above the limit of 4096"},
  });
}

TEST(GgufMessages, OfKeys) {
  const BuiltFile one = GgufBuilder().AddString("a.b", "text").Build();
  ExpectMessages({
      {Cut(one.bytes, 30), ErrorCode::kCorrupt,
       "24: the file ends within the length of the name of key 1 (8 bytes needed, 6 left): it is "
       "cut or damaged, download it again"},
      {Cut(one.bytes, 34), ErrorCode::kCorrupt,
       "32: the file ends within the name of key 1 (3 bytes needed, 2 left): it is cut or "
       "damaged, download it again"},
      {Cut(one.bytes, 38), ErrorCode::kCorrupt,
       "35: the file ends within the type of key 'a.b' (4 bytes needed, 3 left): it is cut or "
       "damaged, download it again"},
      {Cut(one.bytes, 50), ErrorCode::kCorrupt,
       "47: the file ends within the text of key 'a.b' (4 bytes needed, 3 left): it is cut or "
       "damaged, download it again"},
      {one.With(one.Find("length of key 0"), 65536), ErrorCode::kLimit,
       "24: the name of key 1 has 65536 bytes, above the limit of 65535"},
      {GgufBuilder().Add("", uint8_t{1}).Build().bytes, ErrorCode::kCorrupt,
       "24: the name of key 1 is empty"},
      {GgufBuilder().Add("a\xFF", uint8_t{1}).Build().bytes, ErrorCode::kCorrupt,
       "32: the name of key 1 is not valid UTF-8: 'a\\xff'"},
      {GgufBuilder().Add("a", uint8_t{1}).Add("a", uint8_t{1}).Build().bytes, ErrorCode::kCorrupt,
       "38: key 'a' appears twice"},
      {GgufBuilder().AddRaw("a", 13, {}).Build().bytes, ErrorCode::kCorrupt,
       "33: the type of key 'a' is 13, which GGUF does not define"},
      {GgufBuilder().AddRaw("a", 7, Bytes(1, std::byte{2})).Build().bytes, ErrorCode::kCorrupt,
       "37: key 'a' is a bool of value 2; it must be 0 or 1"},
      {Cut(GgufBuilder().Add("a", 1.0).Build().bytes, 40), ErrorCode::kCorrupt,
       "37: the file ends within the value of key 'a' (8 bytes needed, 3 left): it is cut or "
       "damaged, download it again"},
  });
}

TEST(GgufMessages, OfArrays) {
  const BuiltFile texts = GgufBuilder().AddStrings("a", {"x", "yz"}).Build();
  const BuiltFile numbers = GgufBuilder().AddArray<uint16_t>("a", {1, 2}).Build();
  const Bytes bad_flags = [] {
    Bytes bytes = GgufBuilder().AddArray<bool>("a", {true, false}).Build().bytes;
    bytes.back() = std::byte{9};
    return bytes;
  }();
  ExpectMessages({
      {numbers.With(numbers.Find("element type of key 0"), 13), ErrorCode::kCorrupt,
       "37: the element type of key 'a' is 13, which GGUF does not define"},
      {numbers.With(numbers.Find("element type of key 0"), 9), ErrorCode::kUnsupported,
       "37: key 'a' is an array of arrays, which is not supported"},
      {numbers.With(numbers.Find("element count of key 0"), 16777217), ErrorCode::kLimit,
       "41: key 'a' claims 16777217 elements, above the limit of 16777216"},
      {numbers.With(numbers.Find("element count of key 0"), 3), ErrorCode::kCorrupt,
       "49: the file ends within the elements of key 'a' (6 bytes needed, 4 left): it is cut or "
       "damaged, download it again"},
      {texts.With(texts.Find("length of element 1 of key 0"), 3), ErrorCode::kCorrupt,
       "66: the file ends within element 1 of key 'a' (3 bytes needed, 2 left): it is cut or "
       "damaged, download it again"},
      {texts.With(texts.Find("element count of key 0"), 3), ErrorCode::kCorrupt,
       "68: the file ends within the length of element 2 of key 'a' (8 bytes needed, 0 left): it "
       "is cut or damaged, download it again"},
      {bad_flags, ErrorCode::kCorrupt,
       "50: element 1 of key 'a' is a bool of value 9; it must be 0 or 1"},
  });
}

TEST(GgufMessages, OfTheAlignment) {
  const std::string_view key = "general.alignment";
  ExpectMessages({
      {GgufBuilder().Add(key, uint32_t{12}).Build().bytes, ErrorCode::kCorrupt,
       "53: general.alignment is 12; it must be a multiple of 8"},
      {GgufBuilder().Add(key, uint32_t{0}).Build().bytes, ErrorCode::kCorrupt,
       "53: general.alignment is 0; it must be a multiple of 8"},
      {GgufBuilder().Add(key, uint32_t{1} << 20).Build().bytes, ErrorCode::kLimit,
       "53: general.alignment is 1048576, above the limit of 65536"},
      {GgufBuilder().AddString(key, "32").Build().bytes, ErrorCode::kCorrupt,
       "53: key 'general.alignment' is of type string; expected an unsigned integer"},
  });
}

/// A file with one tensor "w" of 64 bytes of data.
Bytes WithTensor(uint32_t type_id, std::vector<uint64_t> shape,
                 std::optional<uint64_t> data_offset = std::nullopt) {
  return GgufBuilder()
      .AddTensor({.name = "w",
                  .type_id = type_id,
                  .shape = std::move(shape),
                  .data = Bytes(64),
                  .data_offset = data_offset})
      .Build()
      .bytes;
}

TEST(GgufMessages, OfTheTensorTable) {
  const std::string use =
      "which is not supported; use a model in F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, "
      "Q5_K or Q6_K";
  ExpectMessages({
      {GgufBuilder().AddTensor("", {1}, {1.0F}).Build().bytes, ErrorCode::kCorrupt,
       "24: the name of tensor 1 is empty"},
      {GgufBuilder().AddTensor(std::string(65, 'n'), {1}, {1.0F}).Build().bytes, ErrorCode::kLimit,
       "24: the name of tensor 1 has 65 bytes, above the limit of 64"},
      {WithTensor(0, {}), ErrorCode::kCorrupt, "33: tensor 'w' has no dimensions"},
      {WithTensor(0, {1, 1, 1, 1, 1}), ErrorCode::kLimit,
       "33: tensor 'w' has 5 dimensions, above the limit of 4"},
      {WithTensor(0, {4, 0}), ErrorCode::kCorrupt, "45: dimension 1 of tensor 'w' is 0"},
      {WithTensor(0, {4, uint64_t{1} << 40}), ErrorCode::kLimit,
       "45: dimension 1 of tensor 'w' is 1099511627776, which makes more than 1099511627776 "
       "elements"},
      {WithTensor(10, {256}), ErrorCode::kUnsupported, "45: tensor 'w' has type 10 (Q2_K), " + use},
      {WithTensor(20, {32}), ErrorCode::kUnsupported,
       "45: tensor 'w' has type 20 (IQ4_NL), " + use},
      {WithTensor(99, {32}), ErrorCode::kUnsupported,
       "45: tensor 'w' has type 99 (unknown), " + use},
      {WithTensor(14, {128, 2}), ErrorCode::kCorrupt,
       "33: tensor 'w' has rows of 128 elements; Q6_K needs a multiple of 256"},
      {WithTensor(0, {4}, 16), ErrorCode::kCorrupt,
       "49: the data offset of tensor 'w' is 16, no multiple of the alignment 32"},
      {GgufBuilder().AddTensor("w", {1}, {1.0F}).AddTensor("w", {1}, {1.0F}).Build().bytes,
       ErrorCode::kCorrupt, "57: tensor 'w' appears twice"},
  });
}

TEST(GgufMessages, OfTensorData) {
  ExpectMessages({
      {WithTensor(0, {17}), ErrorCode::kCorrupt,
       "49: tensor 'w' needs 68 bytes from data offset 0, but the data have 64 bytes: the file is "
       "cut or damaged, download it again"},
      {WithTensor(0, {8}, 64), ErrorCode::kCorrupt,
       "49: tensor 'w' needs 32 bytes from data offset 64, but the data have 64 bytes: the file "
       "is cut or damaged, download it again"},
      {Cut(WithTensor(0, {16}), 60), ErrorCode::kCorrupt,
       "60: the file ends before its tensor data at offset 64: it is cut or damaged, download it "
       "again"},
      {GgufBuilder()
           .AddTensor({.name = "a", .shape = {16}, .data = Bytes(64), .data_offset = {}})
           .AddTensor({.name = "b", .shape = {8}, .data = {}, .data_offset = 32})
           .Build()
           .bytes,
       ErrorCode::kCorrupt,
       "82: tensor 'b' at data offset 32 overlaps tensor 'a', which has 64 bytes from 0"},
  });
}

TEST(GgufMessages, ShowNamesEscapedAndShortened) {
  const auto hostile = GgufBuilder().Add("a\x1b[31m", uint8_t{1}).Build();
  const auto file = File::Parse(hostile.bytes, "m\x1b.gguf");
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->GetString("a\x1b[31m").error().message,
            "[gguf] m\\x1b.gguf: offset 42: key 'a\\x1b[31m' is of type uint8; expected a string");
  EXPECT_EQ(file->GetString(std::string(5000, 'k')).error().message,
            "[gguf] m\\x1b.gguf: key '" + std::string(96, 'k') + "...' is missing");
}

}  // namespace
}  // namespace cmdai::gguf
