#include "model/model.h"

#include <algorithm>
#include <map>
#include <utility>

#include "model/tokenizer_spec.h"

namespace cmdai::model {
namespace {

std::string MostFrequentType(const ModelWeights& weights) {
  std::map<tensor::DataType, size_t> bytes;
  for (const LayerWeights& w : weights.layers) {
    for (const auto* view :
         {&w.query, &w.key, &w.value, &w.attention_output, &w.gate, &w.up, &w.down}) {
      bytes[view->type] += view->n_rows * view->row_bytes;
    }
  }
  const auto most = std::max_element(
      bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return std::string(tensor::GetDataTypeInfo(most->first).name);
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::Load(const std::string& path) {
  if (IsMlxFolder(path)) return FromFolder(path);
  CMDAI_ASSIGN(platform::MappedFile map, platform::MappedFile::Open(path));
  return FromFile(std::move(map));
}

Result<std::shared_ptr<const Model>> Model::FromFile(platform::MappedFile map) {
  const std::shared_ptr<Model> model(new Model(std::move(map)));
  const std::string& path = model->path();
  CMDAI_ASSIGN(const gguf::File file, gguf::File::Parse(model->map_.bytes(), path));
  model->file_bytes_ = model->map_.bytes().size();
  CMDAI_ASSIGN(model->config_, ReadModelConfig(file));
  CMDAI_ASSIGN(model->weights_, ReadWeights(file, model->config_));
  model->quantisation_ = MostFrequentType(model->weights_);
  CMDAI_ASSIGN(tokenizer::TokenizerSpec spec, ReadTokenizerSpec(file));
  CMDAI_TRY(model->SetTokenizer(std::move(spec)));
  CMDAI_ASSIGN(const auto chat_template, file.FindString("tokenizer.chat_template"));
  model->chat_template_ = chat_template.value_or("");
  CMDAI_ASSIGN(const auto prompt, file.FindString("cmdai.prompt"));
  if (prompt && *prompt != "request") {
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: cmdai.prompt is {}; this version knows `request`: update cmdai", path,
                *prompt);
  }
  model->takes_bare_requests_ = prompt.has_value();
  return std::shared_ptr<const Model>(model);
}

Result<std::shared_ptr<const Model>> Model::FromFolder(const std::string& path) {
  CMDAI_ASSIGN(MlxFolder folder, ReadMlxFolder(path));
  const std::shared_ptr<Model> model(new Model(platform::MappedFile::Resident(path, {})));
  model->format_ = Format::kMlxFolder;
  model->file_bytes_ = folder.n_bytes;
  model->config_ = std::move(folder.config);
  model->array_files_ = std::move(folder.array_files);
  model->quantisation_ = std::move(folder.quantisation);
  model->folder_tokenizer_ = std::move(folder.tokenizer);
  CMDAI_TRY(model->SetTokenizer(std::move(model->folder_tokenizer_.spec)));
  model->chat_template_ = model->folder_tokenizer_.chat_template;
  return std::shared_ptr<const Model>(model);
}

Result<void> Model::SetTokenizer(tokenizer::TokenizerSpec spec) {
  CMDAI_ASSIGN(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::Create(std::move(spec)));
  if (tokenizer.size() > config_.n_vocab) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} tokens, but embeddings for only {}", path(),
                tokenizer.size(), config_.n_vocab);
  }
  tokenizer_ = std::make_unique<const tokenizer::Tokenizer>(std::move(tokenizer));
  return {};
}

}  // namespace cmdai::model
