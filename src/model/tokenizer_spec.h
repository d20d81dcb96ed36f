#pragma once

#include "base/result.h"
#include "gguf/gguf.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::model {

/// What the metadata say about the tokenizer (`tokenizer.ggml.*`). The views of the result point
/// into the file. Errors: as of gguf::File's getters.
Result<tokenizer::TokenizerSpec> ReadTokenizerSpec(const gguf::File& file);

}  // namespace cmdai::model
