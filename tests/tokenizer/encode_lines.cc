// encode_lines VOCABULARY.json: encodes texts with a vocabulary, for tools/compare_tokenizers.py.
//
// VOCABULARY.json is one object: "pre_tokenizer" (a string), "tokens" (an array of strings, by id,
// in the byte alphabet), "types" (an array of numbers, by id, as in tokenizer.ggml.token_type) and
// "merges" (an array of strings "left right", best first).
//
// Standard input is JSON lines {"text": "...", "special": "parse" or "text"}; for each a line with
// the array of its token ids is written. Exit status 0, 1 on bad data, 2 on wrong usage.

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace {

using cmdai::tokenizer::SpecialTokens;
using cmdai::tokenizer::Tokenizer;
using cmdai::tokenizer::TokenizerSpec;
using cmdai::tokenizer::TokenType;
using nlohmann::json;

std::vector<std::string_view> Views(const json& array) {
  std::vector<std::string_view> views;
  for (const json& text : array) views.push_back(text.get_ref<const std::string&>());
  return views;
}

cmdai::Result<Tokenizer> MakeTokenizer(const json& vocabulary) {
  TokenizerSpec spec;
  spec.pre_tokenizer = vocabulary.at("pre_tokenizer").get_ref<const std::string&>();
  spec.tokens = Views(vocabulary.at("tokens"));
  for (const json& type : vocabulary.at("types")) {
    spec.types.push_back(static_cast<TokenType>(type.get<int32_t>()));
  }
  spec.merges = Views(vocabulary.at("merges"));
  return Tokenizer::Create(std::move(spec));
}

void EncodeLines(const Tokenizer& tokenizer) {
  std::string line;
  while (std::getline(std::cin, line)) {
    const json row = json::parse(line);
    const auto special =
        row.at("special") == "parse" ? SpecialTokens::kParse : SpecialTokens::kAsText;
    const auto& text = row.at("text").get_ref<const std::string&>();
    std::cout << json(tokenizer.Encode(text, special)).dump() << '\n';
  }
}

int Run(const char* path) {
  std::ifstream file(path);
  const json vocabulary = json::parse(file);
  const auto tokenizer = MakeTokenizer(vocabulary);
  if (!tokenizer) {
    std::cerr << "encode_lines: " << tokenizer.error().message << '\n';
    return 1;
  }
  EncodeLines(*tokenizer);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: encode_lines VOCABULARY.json < LINES\n";
    return 2;
  }
  try {
    return Run(argv[1]);
  } catch (const json::exception& error) {
    std::cerr << "encode_lines: " << error.what() << '\n';
    return 1;
  }
}
