#include "gguf/parser.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/utf8.h"
#include "gguf/limits.h"
#include "gguf/scalar.h"

namespace cmdai::gguf {
namespace {

constexpr std::string_view kMagic = "GGUF";
constexpr std::string_view kAlignmentKey = "general.alignment";
constexpr uint64_t kDefaultAlignment = 32;

uint32_t SwapBytes(uint32_t n) {
  return n >> 24 | (n >> 8 & 0xFF00) | (n << 8 & 0xFF0000) | n << 24;
}

}  // namespace

Parser::Parser(std::span<const std::byte> bytes, std::string name) : bytes_(bytes), reader_(bytes) {
  file_.name_ = std::move(name);
}

Result<File> Parser::Run() {
  CMDAI_TRY(ReadMagic());
  CMDAI_TRY(ReadHeader());
  CMDAI_TRY(ReadMetadata());
  CMDAI_TRY(ReadAlignment());
  CMDAI_TRY(ReadTensorTable());
  CMDAI_TRY(PlaceTensors());
  CMDAI_TRY(CheckOverlaps());
  return std::move(file_);
}

Result<void> Parser::ReadMagic() {
  if (bytes_.empty()) return CorruptAt(0, "the file is empty: download it again");
  constexpr size_t kShown = 16;
  const auto start = ByteReader(bytes_).ReadText(std::min(bytes_.size(), kShown));
  if (!kMagic.starts_with(start->substr(0, kMagic.size()))) {
    return CorruptAt(0, "not a GGUF file: begins with '{}' instead of '{}'",
                     EscapeForTerminal(*start), kMagic);
  }
  if (!reader_.ReadBytes(kMagic.size())) return Cut("the magic number", kMagic.size());
  return {};
}

Result<void> Parser::ReadHeader() {
  const size_t offset = reader_.offset();
  CMDAI_ASSIGN(file_.version_, Read<uint32_t>("the version"));
  const uint32_t version = file_.version_;
  if (version != 2 && version != 3) {
    if (version != 0 && (version & 0xFFFF) == 0) {
      return FailAt(ErrorCode::kUnsupported, file_.name_, offset,
                    "a big-endian GGUF file (version {}); only little-endian files are supported",
                    SwapBytes(version));
    }
    return FailAt(ErrorCode::kUnsupported, file_.name_, offset,
                  "GGUF version {} is not supported, only 2 and 3: convert the model again",
                  version);
  }
  CMDAI_ASSIGN(n_tensors_, ReadCount("tensors", kMaxTensors));
  CMDAI_ASSIGN(n_keys_, ReadCount("keys", kMaxKeys));
  return {};
}

Result<uint64_t> Parser::ReadCount(const char* what, uint64_t max) {
  const size_t offset = reader_.offset();
  const auto n = reader_.Read<uint64_t>();
  if (!n) return Cut(fmt::format("the number of {}", what), sizeof(uint64_t));
  if (*n > max) {
    return FailAt(ErrorCode::kLimit, file_.name_, offset, "{} claims {} {}, above the limit of {}",
                  Entry(), *n, what, max);
  }
  return *n;
}

Result<void> Parser::ReadMetadata() {
  for (uint64_t i = 0; i < n_keys_; ++i) {
    entry_kind_ = "key";
    entry_number_ = i + 1;
    entry_name_ = {};
    const size_t offset = reader_.offset();
    CMDAI_ASSIGN(const std::string_view key, ReadName("the name", kMaxKeyBytes));
    if (file_.values_.contains(key)) return CorruptAt(offset, "{} appears twice", Entry());
    CMDAI_ASSIGN(const ValueType type, ReadValueType("type"));
    CMDAI_ASSIGN(const Value value, ReadValue(type));
    file_.keys_.push_back(key);
    file_.values_.emplace(key, value);
  }
  return {};
}

Result<void> Parser::ReadAlignment() {
  CMDAI_ASSIGN(const auto alignment, file_.FindUnsigned(kAlignmentKey));
  file_.alignment_bytes_ = alignment.value_or(kDefaultAlignment);
  if (!alignment) return {};
  const size_t offset = file_.Find(kAlignmentKey)->offset_bytes;
  if (*alignment == 0 || *alignment % 8 != 0) {
    return CorruptAt(offset, "{} is {}; it must be a multiple of 8", kAlignmentKey, *alignment);
  }
  if (*alignment > kMaxAlignment) {
    return FailAt(ErrorCode::kLimit, file_.name_, offset, "{} is {}, above the limit of {}",
                  kAlignmentKey, *alignment, kMaxAlignment);
  }
  return {};
}

Result<std::string_view> Parser::ReadName(const char* what, uint64_t max_bytes) {
  const size_t offset = reader_.offset();
  CMDAI_ASSIGN(const auto n_bytes, Read<uint64_t>("the length of the name"));
  if (n_bytes > max_bytes) {
    return FailAt(ErrorCode::kLimit, file_.name_, offset,
                  "{} of {} has {} bytes, above the limit of {}", what, Entry(), n_bytes,
                  max_bytes);
  }
  if (n_bytes == 0) return CorruptAt(offset, "{} of {} is empty", what, Entry());
  const auto text = reader_.ReadText(n_bytes);
  if (!text) return Cut(what, n_bytes);
  if (!IsValidUtf8(*text)) {
    return CorruptAt(offset + sizeof(uint64_t), "{} of {} is not valid UTF-8: '{}'", what, Entry(),
                     Shown(*text));
  }
  entry_name_ = *text;
  return *text;
}

Result<ValueType> Parser::ReadValueType(const char* what) {
  const size_t offset = reader_.offset();
  CMDAI_ASSIGN(const auto id, Read<uint32_t>("the type"));
  const auto type = ValueTypeFromId(id);
  if (!type) {
    return CorruptAt(offset, "the {} of {} is {}, which GGUF does not define", what, Entry(), id);
  }
  return *type;
}

Result<Value> Parser::ReadValue(ValueType type) {
  if (ScalarBytes(type) != 0) return ReadScalar(type);
  Value value{.type = type, .offset_bytes = reader_.offset(), .data = {}};
  if (type == ValueType::kString) {
    CMDAI_ASSIGN(value.data, ReadText("the text"));
  } else {
    CMDAI_ASSIGN(value.data, ReadArray());
  }
  return value;
}

Result<Value> Parser::ReadScalar(ValueType type) {
  const size_t offset = reader_.offset();
  const auto bytes = reader_.ReadBytes(ScalarBytes(type));
  if (!bytes) return Cut("the value", ScalarBytes(type));
  if (type == ValueType::kBool && bytes->front() > std::byte{1}) {
    return CorruptAt(offset, "{} is a bool of value {}; it must be 0 or 1", Entry(),
                     std::to_integer<int>(bytes->front()));
  }
  return Value{.type = type, .offset_bytes = offset, .data = DecodeScalar(type, *bytes)};
}

Result<ArrayValue> Parser::ReadArray() {
  ArrayValue array;
  const size_t type_offset = reader_.offset();
  CMDAI_ASSIGN(array.element_type, ReadValueType("element type"));
  if (array.element_type == ValueType::kArray) {
    return FailAt(ErrorCode::kUnsupported, file_.name_, type_offset,
                  "{} is an array of arrays, which is not supported", Entry());
  }
  CMDAI_ASSIGN(array.n_elements, ReadCount("elements", kMaxArrayElements));
  const size_t offset = reader_.offset();
  if (array.element_type == ValueType::kString) {
    CMDAI_TRY(SkipStrings(array.n_elements));
  } else {
    // No overflow: the limit on elements is far below 2^61.
    const uint64_t n_bytes = array.n_elements * ScalarBytes(array.element_type);
    if (!reader_.ReadBytes(n_bytes)) return Cut("the elements", n_bytes);
  }
  array.bytes = bytes_.subspan(offset, reader_.offset() - offset);
  if (array.element_type == ValueType::kBool) {
    const auto bad = std::find_if(array.bytes.begin(), array.bytes.end(),
                                  [](std::byte b) { return b > std::byte{1}; });
    if (bad != array.bytes.end()) {
      const auto index = static_cast<size_t>(bad - array.bytes.begin());
      return CorruptAt(offset + index, "element {} of {} is a bool of value {}; it must be 0 or 1",
                       index, Entry(), std::to_integer<int>(*bad));
    }
  }
  return array;
}

Result<void> Parser::SkipStrings(uint64_t n_strings) {
  for (uint64_t i = 0; i < n_strings; ++i) {
    const auto n_bytes = reader_.Read<uint64_t>();
    if (!n_bytes) return Cut(fmt::format("the length of element {}", i), sizeof(uint64_t));
    if (!reader_.ReadBytes(*n_bytes)) return Cut(fmt::format("element {}", i), *n_bytes);
  }
  return {};
}

Result<std::string_view> Parser::ReadText(const char* what) {
  CMDAI_ASSIGN(const auto n_bytes, Read<uint64_t>("the length of the text"));
  const auto text = reader_.ReadText(n_bytes);
  if (!text) return Cut(what, n_bytes);
  return *text;
}

tl::unexpected<Error> Parser::Cut(std::string_view what, uint64_t n_needed) const {
  return CorruptAt(
      reader_.offset(),
      "the file ends within {} of {} ({} bytes needed, {} left): it is cut or damaged, "
      "download it again",
      what, Entry(), n_needed, reader_.remaining());
}

std::string Parser::Entry() const {
  if (entry_number_ == 0) return fmt::format("{}", entry_kind_);
  if (entry_name_.empty()) return fmt::format("{} {}", entry_kind_, entry_number_);
  return fmt::format("{} '{}'", entry_kind_, Shown(entry_name_));
}

}  // namespace cmdai::gguf
