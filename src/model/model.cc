#include "model/model.h"

#include <algorithm>
#include <map>
#include <utility>

#include "model/tokenizer_spec.h"

namespace cmdai::model {

Result<std::shared_ptr<const Model>> Model::Load(const std::string& path) {
  CMDAI_ASSIGN(platform::MappedFile map, platform::MappedFile::Open(path));
  return FromFile(std::move(map));
}

Result<std::shared_ptr<const Model>> Model::FromFile(platform::MappedFile map) {
  const std::string path = map.path();
  CMDAI_ASSIGN(gguf::File file, gguf::File::Parse(map.bytes(), path));
  CMDAI_ASSIGN(ModelConfig config, ReadModelConfig(file));
  CMDAI_ASSIGN(ModelWeights weights, ReadWeights(file, config));
  CMDAI_ASSIGN(tokenizer::TokenizerSpec spec, ReadTokenizerSpec(file));
  CMDAI_ASSIGN(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::Create(std::move(spec)));
  if (tokenizer.size() > config.n_vocab) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} tokens, but embeddings for only {}", path,
                tokenizer.size(), config.n_vocab);
  }
  CMDAI_ASSIGN(const auto chat_template, file.FindString("tokenizer.chat_template"));
  CMDAI_ASSIGN(const auto prompt, file.FindString("cmdai.prompt"));
  if (prompt && *prompt != "request") {
    return Fail(ErrorCode::kUnsupported,
                "[model] {}: cmdai.prompt is {}; this version knows `request`: update cmdai", path,
                *prompt);
  }
  return std::shared_ptr<const Model>(new Model(std::move(map), std::move(file), std::move(config),
                                                std::move(weights), std::move(tokenizer),
                                                chat_template.value_or(""), prompt.has_value()));
}

std::string Model::QuantisationName() const {
  std::map<tensor::DataType, size_t> bytes;
  for (const LayerWeights& w : weights_.layers) {
    for (const auto* view :
         {&w.query, &w.key, &w.value, &w.attention_output, &w.gate, &w.up, &w.down}) {
      bytes[view->type] += view->n_rows * view->row_bytes;
    }
  }
  const auto most = std::max_element(
      bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return std::string(tensor::GetDataTypeInfo(most->first).name);
}

}  // namespace cmdai::model
