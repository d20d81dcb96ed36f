#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gguf/gguf.h"
#include "model/config.h"
#include "model/mlx_folder.h"
#include "model/weights.h"
#include "platform/file.h"
#include "tokenizer/chat_template.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::model {

/// How a model is kept: a GGUF file, or a folder as MLX's tools write it (see mlx_folder.h).
enum class Format { kGguf, kMlxFolder };

/// A model as it lies on the disk: configuration, weights in place, tokenizer. Immutable, shared by
/// engines and contexts, safe to use from several threads.
class Model {
 public:
  /// Opens the GGUF file or the folder `path` and checks its tables (those of a folder's arrays are
  /// the engine's to check). No weight is read, copied or converted; the cost is that of the
  /// metadata. Errors name the file and what is wrong with it.
  static Result<std::shared_ptr<const Model>> Load(const std::string& path);

  /// The same for a GGUF file that is in memory already.
  static Result<std::shared_ptr<const Model>> FromFile(platform::MappedFile map);

  Format format() const { return format_; }
  const std::string& path() const { return map_.path(); }
  /// Of all weights, with the metadata of a GGUF file.
  size_t file_bytes() const { return file_bytes_; }
  const ModelConfig& config() const { return config_; }
  const tokenizer::Tokenizer& tokenizer() const { return *tokenizer_; }

  /// Where the weights of a GGUF file lie. REQUIRES: format() is kGguf.
  const ModelWeights& weights() const { return weights_; }
  /// The safetensors files of a folder. REQUIRES: format() is kMlxFolder.
  const std::vector<std::string>& array_files() const { return array_files_; }

  /// Tells a GGUF file from other files and from later states of itself, for what is derived from
  /// it: a digest of its size, its time of change and its first and last MiB. 32 hexadecimal
  /// digits.
  std::string Fingerprint() const;

  /// The Jinja text of the model's chat template; empty when it has none.
  std::string_view chat_template() const { return chat_template_; }

  /// Whether the model was trained for this program and takes a request as it is, without rules and
  /// examples: the GGUF file says `cmdai.prompt` = "request".
  bool takes_bare_requests() const { return takes_bare_requests_; }

  /// For people: of a GGUF file the most frequent data type among the layers' matrices, by bytes,
  /// such as "Q4_K"; of a folder what its configuration says.
  const std::string& QuantisationName() const { return quantisation_; }

 private:
  explicit Model(platform::MappedFile map) : map_(std::move(map)) {}

  static Result<std::shared_ptr<const Model>> FromFolder(const std::string& path);
  /// Makes the tokenizer, whose spec points into the model's own texts.
  Result<void> SetTokenizer(tokenizer::TokenizerSpec spec);

  platform::MappedFile map_;  // of a folder: its name, and nothing
  Format format_ = Format::kGguf;
  size_t file_bytes_ = 0;
  ModelConfig config_;
  ModelWeights weights_;
  std::vector<std::string> array_files_;
  FolderTokenizer folder_tokenizer_;
  std::unique_ptr<const tokenizer::Tokenizer> tokenizer_;
  std::string_view chat_template_;
  std::string quantisation_;
  bool takes_bare_requests_ = false;
};

}  // namespace cmdai::model
