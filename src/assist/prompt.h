#pragma once

#include <string_view>
#include <vector>

#include "assist/platform_facts.h"
#include "backend/inference_backend.h"

namespace cmdai::assist {

/// What the model answers, by the prompt's rules, where no command fits.
inline constexpr std::string_view kNoCommandWord = "none";

/// The conversation that asks for a command: the rules and the facts, a few examples in the form
/// that the answer is to have, then the request. Short, as every token costs time.
std::vector<tokenizer::Message> BuildPrompt(const PlatformFacts& facts, std::string_view request,
                                            backend::AnswerForm form);

/// The conversation for a model that takes bare requests: the request, and before it "bsd" or
/// "busybox" where the tools are theirs. It answers with a line.
std::vector<tokenizer::Message> BuildBarePrompt(const PlatformFacts& facts,
                                                std::string_view request);

}  // namespace cmdai::assist
