#include "model/model_place.h"

// Of embedded_model_*.S.
extern "C" const std::byte cmdai_model_begin[];
extern "C" const std::byte cmdai_model_end[];

namespace cmdai::model {

std::span<const std::byte> EmbeddedModel() { return {cmdai_model_begin, cmdai_model_end}; }

}  // namespace cmdai::model
