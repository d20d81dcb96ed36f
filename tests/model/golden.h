#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/language_model.h"

namespace cmdai {

/// One golden of tools/make_goldens.py: tokens and what the reference computes for them.
struct Golden {
  std::vector<engine::TokenId> tokens;
  std::vector<double> nll;     // of tokens[1..], natural
  std::vector<double> logits;  // after the last token; empty where not stored
  std::vector<engine::TokenId> generated;
};

/// Reads tests/data/goldens/NAME.json. Fails the running test when it can't.
Golden ReadGolden(const std::string& name);

/// -log softmax of each next token, as `cmdai model eval` computes it.
std::vector<double> Nll(const engine::LanguageModel& engine,
                        const std::vector<engine::TokenId>& tokens);

/// The n most likely tokens one after the other after `prompt`.
std::vector<engine::TokenId> GreedyTokens(const engine::LanguageModel& engine,
                                          const std::vector<engine::TokenId>& prompt, size_t n);

/// The most likely token at each place of `answer` after `prompt`, from one pass over both.
std::vector<engine::TokenId> GreedyChoices(const engine::LanguageModel& engine,
                                           std::vector<engine::TokenId> prompt,
                                           const std::vector<engine::TokenId>& answer);

double MaxAbsDifference(const std::vector<double>& a, const std::vector<double>& b);
double MeanAbsDifference(const std::vector<double>& a, const std::vector<double>& b);
double Perplexity(const std::vector<double>& nll);

}  // namespace cmdai
