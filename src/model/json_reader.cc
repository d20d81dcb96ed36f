#include "model/json_reader.h"

#include <cmath>

#include "platform/file.h"

namespace cmdai::model {

using nlohmann::json;

Result<JsonReader> JsonReader::Open(const std::string& path, size_t max_bytes) {
  CMDAI_ASSIGN(const std::string text, platform::ReadFile(path, max_bytes));
  return Parse(text, path);
}

Result<JsonReader> JsonReader::Parse(std::string_view text, std::string file) {
  json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object()) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: this is no JSON object", file);
  }
  return JsonReader(std::move(file), std::move(root));
}

const json* JsonReader::Find(std::string_view key) const {
  const auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

Result<JsonReader> JsonReader::Below(std::string_view key) const {
  const json* const value = Find(key);
  if (value == nullptr) return JsonReader(file_, json::object());
  if (!value->is_object()) return Wrong(key, "an object");
  JsonReader below = *this;
  below.object_ = value;
  return below;
}

Result<std::string> JsonReader::Text(std::string_view key, std::string_view absent) const {
  const json* const value = Find(key);
  if (value == nullptr) return std::string(absent);
  if (!value->is_string()) return Wrong(key, "a text");
  return value->get<std::string>();
}

Result<bool> JsonReader::Flag(std::string_view key, bool absent) const {
  const json* const value = Find(key);
  if (value == nullptr) return absent;
  if (!value->is_boolean()) return Wrong(key, "true or false");
  return value->get<bool>();
}

Result<float> JsonReader::Positive(std::string_view key, float absent) const {
  const json* const value = Find(key);
  if (value == nullptr) return absent;
  if (!value->is_number()) return Wrong(key, "a number above 0");
  const auto number = value->get<float>();
  if (!std::isfinite(number) || !(number > 0.0F)) return Wrong(key, "a number above 0");
  return number;
}

Result<size_t> JsonReader::Count(std::string_view key, size_t maximum, size_t absent) const {
  const json* const value = Find(key);
  if (value == nullptr && absent > 0) return absent;
  if (value == nullptr || !value->is_number_unsigned() || value->get<uint64_t>() == 0 ||
      value->get<uint64_t>() > maximum) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} is {} a whole number from 1 to {}", file_, key,
                value == nullptr ? "missing, expected" : "not", maximum);
  }
  return value->get<size_t>();
}

tl::unexpected<Error> JsonReader::Wrong(std::string_view key, const char* expected) const {
  return Fail(ErrorCode::kCorrupt, "[model] {}: {} is not {}", file_, key, expected);
}

}  // namespace cmdai::model
