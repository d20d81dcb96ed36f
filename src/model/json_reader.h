#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cmdai::model {

/// A JSON object out of a file, with messages that name the file and the key. A key whose value is
/// null counts as absent.
class JsonReader {
 public:
  /// kNotFound where there is no such file, kCorrupt where it holds no JSON object.
  static Result<JsonReader> Open(const std::string& path, size_t max_bytes);

  /// The same for a text; `file` is for messages.
  static Result<JsonReader> Parse(std::string_view text, std::string file);

  JsonReader(std::string file, nlohmann::json root)
      : file_(std::move(file)),
        document_(std::make_shared<nlohmann::json>(std::move(root))),
        object_(document_.get()) {}

  const std::string& file() const { return file_; }
  const nlohmann::json& object() const { return *object_; }

  /// The value of a key; nullptr where it is absent.
  const nlohmann::json* Find(std::string_view key) const;

  /// The object below a key, an empty one where it is absent; kCorrupt where it is no object.
  Result<JsonReader> Below(std::string_view key) const;
  bool empty() const { return object_->empty(); }

  /// Values of these kinds; `absent` where the key is, kCorrupt where it has another kind.
  Result<std::string> Text(std::string_view key, std::string_view absent) const;
  Result<bool> Flag(std::string_view key, bool absent) const;
  /// A finite number above zero.
  Result<float> Positive(std::string_view key, float absent) const;

  /// A whole number in 1..maximum; where `absent` is 0 the key has to be there.
  Result<size_t> Count(std::string_view key, size_t maximum, size_t absent = 0) const;

 private:
  tl::unexpected<Error> Wrong(std::string_view key, const char* expected) const;

  std::string file_;
  std::shared_ptr<const nlohmann::json> document_;
  const nlohmann::json*
      object_;  // within document_; nothing is copied: the file may be nested deep
};

}  // namespace cmdai::model
