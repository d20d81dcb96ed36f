#include "model/safetensors.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/safetensors_writer.h"

namespace cmdai::model {
namespace {

std::span<const std::byte> Bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

/// A file with this table and so many bytes of arrays.
std::string File(const std::string& table, size_t n_data) {
  std::string file;
  for (size_t i = 0; i < 8; ++i) file += static_cast<char>((table.size() >> (8 * i)) & 0xFF);
  return file + table + std::string(n_data, 'x');
}

TEST(SafetensorsTable, SaysWhereArraysLie) {
  const std::string file = File(R"({"__metadata__":{"format":"mlx"},)"
                                R"("a":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},)"
                                R"("b":{"dtype":"U32","shape":[],"data_offsets":[0,4]}}  )",
                                16);
  const auto table = SafetensorsTable::Parse(Bytes(file), "x");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  ASSERT_EQ(table->arrays().size(), 2U);
  const ArrayInfo* const a = table->Find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->type, ElementType::kF16);
  EXPECT_EQ(a->shape, (std::vector<size_t>{2, 3}));
  EXPECT_EQ(a->offset, file.size() - 12);
  EXPECT_EQ(a->n_bytes, 12U);
  EXPECT_EQ(table->Find("b")->n_bytes, 4U);
  EXPECT_EQ(table->Find("c"), nullptr);
}

TEST(SafetensorsWriter, WritesWhatTheTableReads) {
  std::string file;
  const auto sink = [&file](std::span<const std::byte> bytes) -> Result<void> {
    file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  };
  const std::vector<NamedArray> arrays = {{"one", ElementType::kU8, {5}},
                                          {"two", ElementType::kF32, {3, 7}},
                                          {"three", ElementType::kBF16, {64}}};
  const std::string contents[] = {"12345", std::string(84, '2'), std::string(128, '3')};
  auto writer = SafetensorsWriter::Begin(arrays, sink);
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE(writer->Append(Bytes("12")).has_value());
  ASSERT_TRUE(writer->Append(Bytes("345")).has_value());
  ASSERT_TRUE(writer->Append(Bytes(contents[1])).has_value());
  ASSERT_TRUE(writer->Append(Bytes(contents[2])).has_value());
  ASSERT_TRUE(writer->End().has_value());

  EXPECT_EQ(file.size() % SafetensorsWriter::kFileMultiple, 0U);
  const auto table = SafetensorsTable::Parse(Bytes(file), "x");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  for (size_t i = 0; i < arrays.size(); ++i) {
    const ArrayInfo* const read = table->Find(arrays[i].name);
    ASSERT_NE(read, nullptr) << arrays[i].name;
    EXPECT_EQ(read->type, arrays[i].type);
    EXPECT_EQ(read->shape, arrays[i].shape);
    EXPECT_EQ(read->offset % SafetensorsWriter::kArrayAlignment, 0U);
    EXPECT_EQ(file.substr(read->offset, read->n_bytes), contents[i]);
  }
}

TEST(SafetensorsWriter, GivesTheSinksError) {
  const auto full = [](std::span<const std::byte>) -> Result<void> {
    return Fail(ErrorCode::kIo, "[test] full");
  };
  const auto writer = SafetensorsWriter::Begin({}, full);
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().message, "[test] full");
}

struct BadRow {
  const char* table;
  const char* message;
  ErrorCode code = ErrorCode::kCorrupt;
};

TEST(SafetensorsTable, RefusesWhatIsNotRight) {
  const BadRow rows[] = {
      {"[]", "no JSON object"},
      {"{", "no JSON object"},
      {R"({"a":1})", "no object"},
      {R"({"a":{"shape":[1],"data_offsets":[0,1]}})", "dtype is missing"},
      {R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})", "dtype F64",
       ErrorCode::kUnsupported},
      {R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", "shape is missing"},
      {R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", "no shape"},
      {R"({"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}})", "no shape"},
      {R"({"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}})", "no shape"},
      {R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})",
       "larger than the file"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", "data_offsets"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":["0",1]}})", "data_offsets"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", "within the file"},
      {R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[16,17]}})", "within the file"},
      {R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}})", "does not match its shape"}};
  for (const BadRow& row : rows) {
    const std::string file = File(row.table, 16);
    const auto table = SafetensorsTable::Parse(Bytes(file), "some file");
    ASSERT_FALSE(table.has_value()) << row.table;
    EXPECT_EQ(table.error().code, row.code) << row.table;
    EXPECT_NE(table.error().message.find(row.message), std::string::npos) << table.error().message;
    EXPECT_NE(table.error().message.find("some file"), std::string::npos);
  }
}

TEST(SafetensorsTable, RefusesEveryCut) {
  const std::string file = File(R"({"a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]}})", 12);
  for (size_t length = 0; length < file.size(); ++length) {
    const std::string cut = file.substr(0, length);
    EXPECT_FALSE(SafetensorsTable::Parse(Bytes(cut), "x").has_value()) << length;
  }
  EXPECT_TRUE(SafetensorsTable::Parse(Bytes(file), "x").has_value());
  std::string huge = file;
  huge[7] = 1;
  EXPECT_FALSE(SafetensorsTable::Parse(Bytes(huge), "x").has_value());
}

}  // namespace
}  // namespace cmdai::model
