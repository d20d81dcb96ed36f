#include "gguf/gguf_builder.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace cmdai::gguf {
namespace {

size_t AlignUp(size_t n, size_t alignment) { return (n + alignment - 1) / alignment * alignment; }

/// Appends to a file and keeps the list of its fields.
class Writer {
 public:
  explicit Writer(BuiltFile& file) : file_(file) {}

  size_t size() const { return file_.bytes.size(); }

  template <typename T>
  void Put(T value) {
    const size_t offset = size();
    file_.bytes.resize(offset + sizeof(T));
    std::memcpy(file_.bytes.data() + offset, &value, sizeof(T));
  }
  template <typename T>
  void PutField(std::string what, T value) {
    file_.fields.push_back({.what = std::move(what), .offset = size(), .n_bytes = sizeof(T)});
    Put(value);
  }
  void PutBytes(const std::vector<std::byte>& bytes) {
    file_.bytes.insert(file_.bytes.end(), bytes.begin(), bytes.end());
  }
  void PutText(std::string_view text) {
    for (const char c : text) file_.bytes.push_back(static_cast<std::byte>(c));
  }
  void PadTo(size_t alignment) { file_.bytes.resize(AlignUp(size(), alignment)); }

 private:
  BuiltFile& file_;
};

void PutTensor(Writer& writer, const TensorSpec& tensor, size_t index, uint64_t data_offset) {
  const std::string of = " of tensor " + std::to_string(index);
  writer.PutField("name length" + of, uint64_t{tensor.name.size()});
  writer.PutText(tensor.name);
  writer.PutField("dimension count" + of, static_cast<uint32_t>(tensor.shape.size()));
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    writer.PutField("dimension " + std::to_string(i) + of, tensor.shape[i]);
  }
  writer.PutField("type" + of, tensor.type_id);
  writer.PutField("data offset" + of, tensor.data_offset.value_or(data_offset));
}

}  // namespace

std::string BuiltFile::text() const {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::byte> BuiltFile::With(const Field& field, uint64_t value) const {
  std::vector<std::byte> changed = bytes;
  std::memcpy(changed.data() + field.offset, &value, field.n_bytes);
  return changed;
}

const Field& BuiltFile::Find(std::string_view what) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [what](const Field& field) { return field.what == what; });
  CMDAI_CHECK(found != fields.end());
  return *found;
}

GgufBuilder& GgufBuilder::AddString(std::string_view key, std::string_view text) {
  AddKey(key, ValueType::kString);
  PutField("length of key " + std::to_string(n_keys_ - 1) + "'s text", text.size());
  PutText(text);
  return *this;
}

GgufBuilder& GgufBuilder::AddStrings(std::string_view key, const std::vector<std::string>& texts) {
  AddArrayKey(key, ValueType::kString, texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string index = std::to_string(i);
    PutField("length of element " + index + " of key " + std::to_string(n_keys_ - 1),
             texts[i].size());
    PutText(texts[i]);
  }
  return *this;
}

GgufBuilder& GgufBuilder::AddRaw(std::string_view key, uint32_t type_id,
                                 const std::vector<std::byte>& value) {
  AddKey(key, static_cast<ValueType>(type_id));
  metadata_.insert(metadata_.end(), value.begin(), value.end());
  return *this;
}

GgufBuilder& GgufBuilder::AddTensor(std::string_view name, tensor::DataType type,
                                    std::vector<uint64_t> shape) {
  CMDAI_CHECK(!shape.empty());
  size_t n_bytes = tensor::RowBytes(type, shape[0]);
  for (size_t i = 1; i < shape.size(); ++i) n_bytes *= shape[i];
  return AddTensor({.name = std::string(name),
                    .type_id = static_cast<uint32_t>(type),
                    .shape = std::move(shape),
                    .data = std::vector<std::byte>(n_bytes),
                    .data_offset = std::nullopt});
}

GgufBuilder& GgufBuilder::AddTensor(std::string_view name, std::vector<uint64_t> shape,
                                    const std::vector<float>& values) {
  AddTensor(name, tensor::DataType::kF32, std::move(shape));
  std::vector<std::byte>& data = tensors_.back().data;
  CMDAI_CHECK(data.size() == values.size() * sizeof(float));
  if (!values.empty()) std::memcpy(data.data(), values.data(), data.size());
  return *this;
}

GgufBuilder& GgufBuilder::AddTensor(TensorSpec spec) {
  tensors_.push_back(std::move(spec));
  return *this;
}

GgufBuilder& GgufBuilder::AlignData(size_t n_bytes) {
  alignment_bytes_ = n_bytes;
  return *this;
}

BuiltFile GgufBuilder::Build() const {
  BuiltFile file;
  Writer writer(file);
  writer.PutText("GGUF");
  writer.PutField("version", version_);
  writer.PutField("tensor count", uint64_t{tensors_.size()});
  writer.PutField("key count", n_keys_);
  for (Field field : fields_) {
    field.offset += writer.size();
    file.fields.push_back(std::move(field));
  }
  writer.PutBytes(metadata_);

  size_t data_offset = 0;
  for (size_t i = 0; i < tensors_.size(); ++i) {
    PutTensor(writer, tensors_[i], i, data_offset);
    data_offset = AlignUp(data_offset + tensors_[i].data.size(), alignment_bytes_);
  }
  if (!tensors_.empty()) writer.PadTo(alignment_bytes_);
  file.data_start = writer.size();
  for (const TensorSpec& tensor : tensors_) {
    const size_t offset = writer.size() - file.data_start;
    file.bytes.resize(file.data_start + AlignUp(offset, alignment_bytes_));
    writer.PutBytes(tensor.data);
  }
  return file;
}

void GgufBuilder::PutField(std::string what, uint64_t value) {
  fields_.push_back({.what = std::move(what), .offset = metadata_.size(), .n_bytes = 8});
  Put(value);
}

void GgufBuilder::PutField32(std::string what, uint32_t value) {
  fields_.push_back({.what = std::move(what), .offset = metadata_.size(), .n_bytes = 4});
  Put(value);
}

void GgufBuilder::PutText(std::string_view text) {
  for (const char c : text) metadata_.push_back(static_cast<std::byte>(c));
}

void GgufBuilder::AddKey(std::string_view key, ValueType type) {
  const std::string index = std::to_string(n_keys_++);
  PutField("length of key " + index, key.size());
  PutText(key);
  PutField32("type of key " + index, static_cast<uint32_t>(type));
}

void GgufBuilder::AddArrayKey(std::string_view key, ValueType type, uint64_t n_elements) {
  AddKey(key, ValueType::kArray);
  const std::string index = std::to_string(n_keys_ - 1);
  PutField32("element type of key " + index, static_cast<uint32_t>(type));
  PutField("element count of key " + index, n_elements);
}

}  // namespace cmdai::gguf
