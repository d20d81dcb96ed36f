// Any bytes as one of the files of an MLX folder: an error that names the file, or something all of
// whose parts can be used. The first byte says which file.

#include <string>
#include <string_view>

#include "base/check.h"
#include "fuzz/fuzz_target.h"
#include "model/folder_config.h"
#include "model/folder_tokenizer.h"
#include "model/safetensors.h"

namespace cmdai::fuzz {
namespace {

using model::JsonReader;

template <typename T>
bool Check(const Result<T>& result) {
  if (result.has_value()) return true;
  CMDAI_CHECK(result.error().message.find("fuzz") != std::string::npos);
  return false;
}

bool ReadTable(std::span<const std::byte> input) {
  const auto table = model::SafetensorsTable::Parse(input, "fuzz");
  if (!Check(table)) return false;
  for (const auto& [name, info] : table->arrays()) {
    CMDAI_CHECK(info.offset <= input.size() && info.n_bytes <= input.size() - info.offset);
    size_t n_bytes = model::ElementBytes(info.type);
    for (const size_t dimension : info.shape) n_bytes *= dimension;
    CMDAI_CHECK(n_bytes == info.n_bytes && table->Find(name) == &info);
  }
  return true;
}

bool ReadConfig(const JsonReader& json) {
  const auto config = model::ReadFolderConfig(json);
  if (!Check(config) || !Check(model::ReadQuantisation(json))) return false;
  CMDAI_CHECK(config->n_heads % config->n_kv_heads == 0 && config->head_dim % 16 == 0);
  const size_t n_factors = config->rope.factors.size();
  CMDAI_CHECK(n_factors == 0 || n_factors == config->head_dim / 2);
  return true;
}

bool ReadTokenizer(const JsonReader& json) {
  const auto tokenizer_json = json.Below("tokenizer");
  const auto config = json.Below("config");
  const auto generation = json.Below("generation");
  if (!Check(tokenizer_json) || !Check(config) || !Check(generation)) return false;
  auto made = model::MakeFolderTokenizer({.tokenizer = *tokenizer_json,
                                          .config = *config,
                                          .generation = *generation,
                                          .model = *generation});
  if (!Check(made)) return false;
  const auto tokenizer = tokenizer::Tokenizer::Create(std::move(made->spec));
  if (!tokenizer.has_value()) return false;
  (void)tokenizer->Encode("ls -la | grep 'x'", tokenizer::SpecialTokens::kParse);
  return true;
}

}  // namespace

bool RunOne(std::span<const std::byte> input) {
  if (input.empty()) return false;
  const auto which = std::to_integer<int>(input.front()) % 3;
  input = input.subspan(1);
  if (which == 0) return ReadTable(input);
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const auto json = JsonReader::Parse(text, "fuzz");
  if (!Check(json)) return false;
  return which == 1 ? ReadConfig(*json) : ReadTokenizer(*json);
}

}  // namespace cmdai::fuzz
