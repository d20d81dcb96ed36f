#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "backend/inference_backend.h"
#include "backend/model_variant.h"
#include "model/model_place.h"

namespace cmdai::backend {

struct EmbeddedOptions {
  model::ModelPlace model = {};
  EngineOptions engine = {};
  size_t context_length = 0;       // tokens; 0: what the model was made for
  std::string chat_template = {};  // a template's name; empty: recognised from the model
};

/// A backend that runs a model in this process. Construction does nothing but remember.
std::unique_ptr<InferenceBackend> MakeEmbeddedBackend(EmbeddedOptions options);

}  // namespace cmdai::backend
