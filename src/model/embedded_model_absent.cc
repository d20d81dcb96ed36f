#include "model/model_place.h"

namespace cmdai::model {

std::span<const std::byte> EmbeddedModel() { return {}; }

}  // namespace cmdai::model
