#include "model/tokenizer_spec.h"

#include <limits>
#include <string>

namespace cmdai::model {
namespace {

using tokenizer::TokenId;
using tokenizer::TokenType;

Result<std::optional<TokenId>> FindTokenId(const gguf::File& file, std::string_view key) {
  CMDAI_ASSIGN(const std::optional<uint64_t> id, file.FindUnsigned(key));
  if (!id) return std::optional<TokenId>();
  if (*id > static_cast<uint64_t>(std::numeric_limits<TokenId>::max())) {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {} is {}, which is no token", file.name(), key,
                *id);
  }
  return std::optional<TokenId>(static_cast<TokenId>(*id));
}

}  // namespace

Result<tokenizer::TokenizerSpec> ReadTokenizerSpec(const gguf::File& file) {
  tokenizer::TokenizerSpec spec;
  CMDAI_ASSIGN(spec.model, file.GetString("tokenizer.ggml.model"));
  CMDAI_ASSIGN(spec.pre_tokenizer, file.GetString("tokenizer.ggml.pre"));
  CMDAI_ASSIGN(spec.tokens, file.GetStrings("tokenizer.ggml.tokens"));
  CMDAI_ASSIGN(spec.merges, file.GetStrings("tokenizer.ggml.merges"));
  if (file.Find("tokenizer.ggml.token_type") != nullptr) {
    CMDAI_ASSIGN(const std::vector<int64_t> types, file.GetIntegers("tokenizer.ggml.token_type"));
    spec.types.reserve(types.size());
    for (const int64_t type : types) {
      if (type < 1 || type > 6) {
        return Fail(ErrorCode::kCorrupt, "[model] {}: tokenizer.ggml.token_type holds {}",
                    file.name(), type);
      }
      spec.types.push_back(static_cast<TokenType>(type));
    }
  }
  CMDAI_ASSIGN(spec.bos, FindTokenId(file, "tokenizer.ggml.bos_token_id"));
  CMDAI_ASSIGN(spec.eos, FindTokenId(file, "tokenizer.ggml.eos_token_id"));
  for (const char* key : {"tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
    CMDAI_ASSIGN(const std::optional<TokenId> id, FindTokenId(file, key));
    if (id) spec.end_of_generation.push_back(*id);
  }
  CMDAI_ASSIGN(const auto add_bos, file.FindBool("tokenizer.ggml.add_bos_token"));
  spec.add_bos = add_bos.value_or(false);
  return spec;
}

}  // namespace cmdai::model
