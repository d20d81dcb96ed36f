#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gguf/gguf.h"
#include "model/config.h"
#include "model/weights.h"
#include "platform/file.h"
#include "tokenizer/chat_template.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::model {

/// A model as it lies in a file: configuration, weights in place, tokenizer. Immutable, shared by
/// engines and contexts, safe to use from several threads.
class Model {
 public:
  /// Maps the GGUF file `path` and checks all of its tables. No weight is read, copied or
  /// converted; the cost is that of the metadata. Errors name the file and what is wrong with it.
  static Result<std::shared_ptr<const Model>> Load(const std::string& path);

  /// The same for a file that is in memory already.
  static Result<std::shared_ptr<const Model>> FromFile(platform::MappedFile map);

  const std::string& path() const { return map_.path(); }
  size_t file_bytes() const { return map_.bytes().size(); }
  const gguf::File& file() const { return file_; }
  const ModelConfig& config() const { return config_; }
  const ModelWeights& weights() const { return weights_; }
  const tokenizer::Tokenizer& tokenizer() const { return tokenizer_; }

  /// The Jinja text of the model's chat template; empty when it has none.
  std::string_view chat_template() const { return chat_template_; }

  /// Whether the model was trained for this program and takes a request as it is, without rules and
  /// examples: the file says `cmdai.prompt` = "request".
  bool takes_bare_requests() const { return takes_bare_requests_; }

  /// The most frequent data type among the layers' matrices, such as "Q4_K", by bytes.
  std::string QuantisationName() const;

 private:
  Model(platform::MappedFile map, gguf::File file, ModelConfig config, ModelWeights weights,
        tokenizer::Tokenizer tokenizer, std::string_view chat_template, bool takes_bare_requests)
      : map_(std::move(map)),
        file_(std::move(file)),
        config_(std::move(config)),
        weights_(std::move(weights)),
        tokenizer_(std::move(tokenizer)),
        chat_template_(chat_template),
        takes_bare_requests_(takes_bare_requests) {}

  platform::MappedFile map_;
  gguf::File file_;
  ModelConfig config_;
  ModelWeights weights_;
  tokenizer::Tokenizer tokenizer_;
  std::string_view chat_template_;
  bool takes_bare_requests_;
};

}  // namespace cmdai::model
