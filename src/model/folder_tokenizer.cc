#include "model/folder_tokenizer.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "model/config_checks.h"
#include "model/json_reader.h"
#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::model {
namespace {

using Json = nlohmann::json;
using tokenizer::TokenId;
using tokenizer::TokenType;

constexpr size_t kMaxTokenizerBytes = 128 << 20;
constexpr size_t kMaxConfigBytes = 8 << 20;

// The regular expressions of the pre-tokenizers, as published with the models.
constexpr std::string_view kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*)"
    R"(|\s*[\r\n]+|\s+(?!\S)|\s+)";

bool Has(const Json& part, const char* key, const Json& value) {
  return part.contains(key) && part[key] == value;
}

bool IsType(const Json& part, const char* type) { return Has(part, "type", type); }

/// The parts of a sequence, which stand below `key`, or the one part that there is.
std::vector<const Json*> PartsOf(const Json& part, const char* key) {
  std::vector<const Json*> parts;
  if (!IsType(part, "Sequence") || !part.contains(key) || !part[key].is_array()) return {&part};
  for (const Json& element : part[key]) parts.push_back(&element);
  return parts;
}

bool IsByteLevel(const Json& part, bool uses_regex) {
  return IsType(part, "ByteLevel") && Has(part, "add_prefix_space", false) &&
         (!part.contains("use_regex") ? uses_regex : part["use_regex"] == uses_regex);
}

std::string_view PatternOf(const Json& part) {
  if (!IsType(part, "Split") || !Has(part, "behavior", "Isolated")) return {};
  const auto pattern = part.find("pattern");
  if (pattern == part.end() || !pattern->is_object()) return {};
  const auto regex = pattern->find("Regex");
  return regex != pattern->end() && regex->is_string() ? regex->get_ref<const std::string&>()
                                                       : std::string_view();
}

/// Our name for a pre-tokenizer; nullopt: none of ours.
std::optional<std::string_view> PreTokenizerName(const Json& root) {
  const auto found = root.find("pre_tokenizer");
  if (found == root.end()) return std::nullopt;
  const auto normaliser = root.find("normalizer");
  const bool is_nfc = normaliser != root.end() && IsType(*normaliser, "NFC");
  if (normaliser != root.end() && !normaliser->is_null() && !is_nfc) return std::nullopt;
  const std::vector<const Json*> parts = PartsOf(*found, "pretokenizers");
  if (parts.size() == 1 && !is_nfc && IsByteLevel(*parts[0], true)) return "gpt-2";
  if (parts.size() != 2) return std::nullopt;
  if (!is_nfc && IsType(*parts[0], "Digits") && Has(*parts[0], "individual_digits", true) &&
      IsByteLevel(*parts[1], true)) {
    return "smollm";
  }
  if (!IsByteLevel(*parts[1], false)) return std::nullopt;
  const std::string_view pattern = PatternOf(*parts[0]);
  if (pattern == kQwen2Pattern && is_nfc) return "qwen2";
  if (pattern == kLlama3Pattern && !is_nfc) return "llama-bpe";
  return std::nullopt;
}

/// Builds the specification out of tokenizer.json.
class SpecReader {
 public:
  SpecReader(const JsonReader& json, FolderTokenizer& out) : json_(json), model_(json), out_(out) {}

  Result<void> Read() {
    CMDAI_ASSIGN(model_, json_.Below("model"));
    const std::optional<std::string_view> pre_tokenizer = PreTokenizerName(json_.object());
    CMDAI_ASSIGN(const std::string type, model_.Text("type", ""));
    if (type != "BPE" || !pre_tokenizer) {
      return Fail(ErrorCode::kUnsupported,
                  "[model] {}: cmdai knows byte-level BPE as of GPT-2, SmolLM, Qwen2 and Llama 3; "
                  "this tokenizer is another one",
                  json_.file());
    }
    out_.spec.pre_tokenizer = *pre_tokenizer;
    CMDAI_TRY(ReadTokens());
    CMDAI_TRY(ReadAddedTokens());
    FillGaps();
    return ReadMerges();
  }

 private:
  std::string_view Keep(std::string text) { return out_.texts.emplace_back(std::move(text)); }

  tl::unexpected<Error> Corrupt(const char* what) const {
    return Fail(ErrorCode::kCorrupt, "[model] {}: {}", json_.file(), what);
  }

  Result<void> SetToken(const Json& id, std::string text, TokenType type) {
    if (!id.is_number_unsigned() || id.get<uint64_t>() >= kMaxVocabulary) {
      return Corrupt("a token has no id, or one that is too large");
    }
    const auto index = id.get<size_t>();
    std::vector<std::string_view>& tokens = out_.spec.tokens;
    if (index >= tokens.size()) {
      tokens.resize(index + 1);
      out_.spec.types.resize(index + 1, TokenType::kUnused);
    }
    // An added token may stand in the vocabulary as well: then under the same text.
    if (tokens[index].data() != nullptr && tokens[index] != text) {
      return Corrupt("two tokens have the same id");
    }
    tokens[index] = Keep(std::move(text));
    out_.spec.types[index] = type;
    return {};
  }

  Result<void> ReadTokens() {
    const Json* const vocabulary = model_.Find("vocab");
    if (vocabulary == nullptr || !vocabulary->is_object()) return Corrupt("it has no vocabulary");
    out_.spec.tokens.reserve(vocabulary->size());
    for (const auto& [text, id] : vocabulary->items()) {
      CMDAI_TRY(SetToken(id, text, TokenType::kNormal));
    }
    return {};
  }

  Result<void> ReadAddedTokens() {
    const Json* const added = json_.Find("added_tokens");
    if (added == nullptr) return {};
    for (const Json& token : *added) {
      const bool is_token = token.is_object() && token.contains("id") &&
                            token.contains("content") && token["content"].is_string();
      if (!is_token) return Corrupt("an added token has no id or no text");
      const bool is_special = Has(token, "special", true);
      CMDAI_TRY(SetToken(token["id"], token["content"].get<std::string>(),
                         is_special ? TokenType::kControl : TokenType::kUserDefined));
    }
    return {};
  }

  /// Ids that no token has get names that no text has.
  void FillGaps() {
    for (size_t id = 0; id < out_.spec.tokens.size(); ++id) {
      std::string_view& token = out_.spec.tokens[id];
      if (token.data() == nullptr) token = Keep(fmt::format("<|no token {}|>", id));
    }
  }

  /// "left right", or in newer files ["left", "right"].
  Result<void> ReadMerges() {
    const Json* const merges = model_.Find("merges");
    if (merges == nullptr || !merges->is_array()) return Corrupt("it has no merges");
    out_.spec.merges.reserve(merges->size());
    for (const Json& merge : *merges) {
      if (merge.is_string()) {
        out_.spec.merges.push_back(Keep(merge.get<std::string>()));
      } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
                 merge[1].is_string()) {
        out_.spec.merges.push_back(
            Keep(merge[0].get<std::string>() + ' ' + merge[1].get<std::string>()));
      } else {
        return Corrupt("a merge is no pair of tokens");
      }
    }
    return {};
  }

  const JsonReader& json_;
  JsonReader model_;
  FolderTokenizer& out_;
};

/// The object in a file of the folder; an empty one where the file is missing.
Result<JsonReader> OpenIfThere(const std::string& path) {
  if (!platform::PathExists(path)) return JsonReader(path, Json::object());
  return JsonReader::Open(path, kMaxConfigBytes);
}

/// "<s>", or {"content": "<s>", ...}.
std::string TokenText(const JsonReader& json, const char* key) {
  const Json* value = json.Find(key);
  if (value != nullptr && value->is_object() && value->contains("content")) {
    value = &(*value)["content"];
  }
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<TokenId> FindToken(const tokenizer::TokenizerSpec& spec, const std::string& text) {
  const auto found = std::find(spec.tokens.begin(), spec.tokens.end(), text);
  if (text.empty() || found == spec.tokens.end()) return std::nullopt;
  return static_cast<TokenId>(found - spec.tokens.begin());
}

/// Whether the post-processor puts a token before the text, as Llama 3's does.
bool PutsBosBefore(const Json& root) {
  const auto found = root.find("post_processor");
  if (found == root.end()) return false;
  for (const Json* part : PartsOf(*found, "processors")) {
    if (!IsType(*part, "TemplateProcessing") || !part->contains("single")) continue;
    const Json& single = (*part)["single"];
    if (single.is_array() && !single.empty() && single[0].contains("SpecialToken")) return true;
  }
  return false;
}

/// A text, or a list of named ones of which "default" counts.
std::string ChatTemplateIn(const JsonReader& json) {
  const Json* const value = json.Find("chat_template");
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  if (!value->is_array()) return {};
  for (const Json& entry : *value) {
    if (!entry.is_object() || !Has(entry, "name", "default") || !entry.contains("template")) {
      continue;
    }
    if (entry["template"].is_string()) return entry["template"].get<std::string>();
  }
  return {};
}

/// eos_token_id: a number, or a list of them.
void AddEndTokens(const JsonReader& json, std::vector<TokenId>& tokens) {
  const Json* const value = json.Find("eos_token_id");
  if (value == nullptr) return;
  const auto add = [&tokens](const Json& id) {
    if (!id.is_number_unsigned() || id.get<uint64_t>() >= kMaxVocabulary) return;
    tokens.push_back(id.get<TokenId>());
  };
  if (!value->is_array()) return add(*value);
  for (const Json& id : *value) add(id);
}

}  // namespace

Result<FolderTokenizer> MakeFolderTokenizer(const TokenizerFiles& files) {
  FolderTokenizer out;
  CMDAI_TRY(SpecReader(files.tokenizer, out).Read());
  out.spec.bos = FindToken(out.spec, TokenText(files.config, "bos_token"));
  out.spec.eos = FindToken(out.spec, TokenText(files.config, "eos_token"));
  AddEndTokens(files.generation, out.spec.end_of_generation);
  AddEndTokens(files.model, out.spec.end_of_generation);
  CMDAI_ASSIGN(const bool adds_bos,
               files.config.Flag("add_bos_token", PutsBosBefore(files.tokenizer.object())));
  out.spec.add_bos = adds_bos && out.spec.bos.has_value();
  out.chat_template = ChatTemplateIn(files.config);
  return out;
}

Result<FolderTokenizer> ReadFolderTokenizer(const std::string& folder, const JsonReader& model) {
  const auto path = [&folder](const char* name) { return platform::JoinPath(folder, name); };
  CMDAI_ASSIGN(JsonReader json, JsonReader::Open(path("tokenizer.json"), kMaxTokenizerBytes));
  CMDAI_ASSIGN(JsonReader config, OpenIfThere(path("tokenizer_config.json")));
  CMDAI_ASSIGN(JsonReader generation, OpenIfThere(path("generation_config.json")));
  CMDAI_ASSIGN(FolderTokenizer out, MakeFolderTokenizer({.tokenizer = std::move(json),
                                                         .config = std::move(config),
                                                         .generation = std::move(generation),
                                                         .model = model}));
  if (const std::string file = path("chat_template.jinja"); platform::PathExists(file)) {
    CMDAI_ASSIGN(out.chat_template, platform::ReadFile(file, kMaxConfigBytes));
  }
  return out;
}

}  // namespace cmdai::model
