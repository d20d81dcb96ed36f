#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace cmdai::tokenizer {

enum class Role { kSystem, kUser, kAssistant };

struct Message {
  Role role = Role::kUser;
  std::string text = {};
};

/// The ways of writing a conversation as text that cmdai knows.
enum class ChatTemplate {
  kChatMl,  // <|im_start|>user\n...<|im_end|>\n  (Qwen, SmolLM2)
  kLlama3,  // <|start_header_id|>user<|end_header_id|>\n\n...<|eot_id|>
  kPlain,   // no markers: for base models and our own, trained on plain text
};

const char* ChatTemplateName(ChatTemplate chat_template);  // "chatml", "llama3", "plain"
Result<ChatTemplate> ChatTemplateFromName(std::string_view name);

/// Recognises the Jinja text of `tokenizer.chat_template` by the markers that it writes. An empty
/// text (the model has none) gives kPlain. A template that is none of ours is an error
/// (kUnsupported) that says how to choose one (`--chat-template chatml|llama3|plain`).
Result<ChatTemplate> RecogniseChatTemplate(std::string_view jinja);

/// The prompt for the assistant's next turn: all messages and then the opening of the answer.
/// Markers become special tokens; the messages' own text never does. Fails where the vocabulary
/// lacks a marker. ChatML writes no system turn of its own: give one in `messages`. Llama 3 begins
/// with bos where there is one and leaves out white space around the messages; the others begin
/// with bos where the tokenizer's add_bos says so.
///
/// kPlain writes the messages one after the other, a newline after each: system text, user text as
/// it is, and the assistant's answers.
Result<std::vector<TokenId>> EncodeChat(const Tokenizer& tokenizer, ChatTemplate chat_template,
                                        std::span<const Message> messages);

/// The token that ends an assistant's turn under this template, where the vocabulary has it;
/// for kPlain the tokenizer's eos.
std::optional<TokenId> EndOfTurn(const Tokenizer& tokenizer, ChatTemplate chat_template);

}  // namespace cmdai::tokenizer
