#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "engine/language_model.h"

namespace cmdai::engine {

/// An engine with a model of 256 tokens, for the contract.
struct EngineCase {
  std::string name;
  std::function<Result<std::unique_ptr<LanguageModel>>()> make;
};
inline std::ostream& operator<<(std::ostream& out, const EngineCase& engine) {
  return out << engine.name;
}

/// What engine/language_model.h promises of every Context. An engine's tests instantiate it and
/// compile context_contract.cc.
class ContextContract : public testing::TestWithParam<EngineCase> {
 protected:
  void SetUp() override {
    auto engine = GetParam().make();
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    engine_ = *std::move(engine);
  }

  /// Logits after `tokens` in a context of its own.
  std::vector<float> Alone(const std::vector<TokenId>& tokens) const {
    return engine_->MakeContext(0)->Evaluate(tokens, {})->values;
  }

  std::unique_ptr<LanguageModel> engine_;
};

/// The case's name with what GoogleTest doesn't take replaced.
inline std::string CaseName(const testing::TestParamInfo<EngineCase>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

}  // namespace cmdai::engine
