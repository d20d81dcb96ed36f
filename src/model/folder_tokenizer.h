#pragma once

#include <deque>
#include <string>

#include "base/result.h"
#include "model/json_reader.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::model {

/// What a folder says of the tokenizer. The views of `spec` point into `texts`.
struct FolderTokenizer {
  tokenizer::TokenizerSpec spec = {};
  std::deque<std::string> texts = {};
  std::string chat_template = {};  // Jinja; empty: none
};

/// The files that say what the tokenizer is; empty objects for those that are missing.
struct TokenizerFiles {
  JsonReader tokenizer;   // tokenizer.json
  JsonReader config;      // tokenizer_config.json
  JsonReader generation;  // generation_config.json
  JsonReader model;       // config.json
};
Result<FolderTokenizer> MakeFolderTokenizer(const TokenizerFiles& files);

/// `model` is config.json. Reads tokenizer.json (https://huggingface.co/docs/tokenizers), and from
/// tokenizer_config.json, generation_config.json and chat_template.jinja, where they are there, the
/// special tokens and the chat template. kUnsupported where the tokenizer is no byte-level BPE with
/// one of our pre-tokenizers (see tokenizer/pretokenizer.h).
Result<FolderTokenizer> ReadFolderTokenizer(const std::string& folder, const JsonReader& model);

}  // namespace cmdai::model
