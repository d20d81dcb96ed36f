#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "backend/inference_backend.h"

/// What every InferenceBackend promises (backend/inference_backend.h), as tests. A class of tests
/// stands for a capability; a backend instantiates the classes of what it can do, in
/// contract_test.cc, and passes all of their tests.
namespace cmdai::contract {

struct BackendCase {
  std::string name;  // as info() gives it
  /// A backend for a model; nothing is loaded yet.
  std::function<std::unique_ptr<backend::InferenceBackend>(const std::string& model)> make;
};
inline std::ostream& operator<<(std::ostream& out, const BackendCase& backend) {
  return out << backend.name;
}

class ContractTest : public testing::TestWithParam<BackendCase> {
 protected:
  /// Answers requests well. (Tests run in the tree's root.)
  static constexpr const char* kModel = "models/cmdai-135m.gguf";
  /// Answers at once, with nonsense.
  static constexpr const char* kFastModel = "tests/data/models/random-qwen2-32.gguf";

  std::unique_ptr<backend::InferenceBackend> Make(const std::string& model = kModel) const {
    return GetParam().make(model);
  }
  static backend::InferenceRequest Ask(const std::string& text, size_t max_tokens = 8) {
    return {.messages = {{.role = tokenizer::Role::kUser, .text = text}}, .max_tokens = max_tokens};
  }
};

/// Any backend with the built-in model behind it.
class InferenceContract : public ContractTest {};

/// Several answers to one request, and a form that they keep to.
class CandidatesContract : public ContractTest {};

/// Models are files on this machine, in this process.
class LocalModelContract : public ContractTest {};

/// Weights are used where they lie in the mapped file.
class MappedWeightsContract : public ContractTest {};

}  // namespace cmdai::contract
