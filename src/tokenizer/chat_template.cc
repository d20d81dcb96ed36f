#include "tokenizer/chat_template.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "tokenizer/char_class.h"

namespace cmdai::tokenizer {
namespace {

struct NamedTemplate {
  std::string_view name;
  ChatTemplate chat_template;
};

constexpr NamedTemplate kTemplates[] = {
    {"chatml", ChatTemplate::kChatMl},
    {"llama3", ChatTemplate::kLlama3},
    {"plain", ChatTemplate::kPlain},
};

constexpr std::string_view kImStart = "<|im_start|>";
constexpr std::string_view kImEnd = "<|im_end|>";
constexpr std::string_view kStartHeader = "<|start_header_id|>";
constexpr std::string_view kEndHeader = "<|end_header_id|>";
constexpr std::string_view kEndOfTurn = "<|eot_id|>";

constexpr std::string_view kHowToChoose = "--chat-template chatml|llama3|plain";

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kSystem:
      return "system";
    case Role::kUser:
      return "user";
    case Role::kAssistant:
      return "assistant";
  }
  return "user";
}

/// `text` without white space at both ends.
std::string_view Trim(std::string_view text) {
  while (!text.empty()) {
    const ClassifiedChar c = ClassifyFirst(text);
    if (c.char_class != CharClass::kSpace) break;
    text.remove_prefix(c.n_bytes);
  }
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && (static_cast<uint8_t>(text[last]) & 0xC0) == 0x80) --last;
    const ClassifiedChar c = ClassifyFirst(text.substr(last));
    if (c.char_class != CharClass::kSpace || last + c.n_bytes != text.size()) break;
    text.remove_suffix(c.n_bytes);
  }
  return text;
}

/// The special token of this name, if there is one.
std::optional<TokenId> FindMarker(const Tokenizer& tokenizer, std::string_view name) {
  const auto id = tokenizer.Find(name);
  if (!id) return std::nullopt;
  const TokenType type = tokenizer.type(*id);
  const bool is_special = type == TokenType::kControl || type == TokenType::kUserDefined;
  return is_special ? id : std::nullopt;
}

Result<TokenId> RequireMarker(const Tokenizer& tokenizer, ChatTemplate chat_template,
                              std::string_view name) {
  if (const auto id = FindMarker(tokenizer, name)) return *id;
  return Fail(ErrorCode::kUnsupported,
              "[tokenizer] the vocabulary has no special token {}, which the chat template {} "
              "needs; choose another one ({})",
              name, ChatTemplateName(chat_template), kHowToChoose);
}

/// Builds a prompt from special tokens and text.
class Prompt {
 public:
  explicit Prompt(const Tokenizer& tokenizer)
      : tokenizer_(tokenizer), tokens_(tokenizer.Encode("", SpecialTokens::kAsText)) {}

  void AddToken(TokenId id) { tokens_.push_back(id); }
  void AddText(std::string_view text) {
    tokenizer_.AppendTo(tokens_, text, SpecialTokens::kAsText);
  }
  void BeginWith(TokenId id) {
    if (tokens_.empty()) tokens_.push_back(id);
  }
  std::vector<TokenId> Take() { return std::move(tokens_); }

 private:
  const Tokenizer& tokenizer_;
  std::vector<TokenId> tokens_;
};

Result<std::vector<TokenId>> EncodeChatMl(const Tokenizer& tokenizer,
                                          std::span<const Message> messages) {
  CMDAI_ASSIGN(const TokenId start, RequireMarker(tokenizer, ChatTemplate::kChatMl, kImStart));
  CMDAI_ASSIGN(const TokenId end, RequireMarker(tokenizer, ChatTemplate::kChatMl, kImEnd));
  Prompt prompt(tokenizer);
  for (const Message& message : messages) {
    prompt.AddToken(start);
    prompt.AddText(fmt::format("{}\n{}", RoleName(message.role), message.text));
    prompt.AddToken(end);
    prompt.AddText("\n");
  }
  prompt.AddToken(start);
  prompt.AddText("assistant\n");
  return prompt.Take();
}

Result<std::vector<TokenId>> EncodeLlama3(const Tokenizer& tokenizer,
                                          std::span<const Message> messages) {
  constexpr ChatTemplate kTemplate = ChatTemplate::kLlama3;
  CMDAI_ASSIGN(const TokenId start, RequireMarker(tokenizer, kTemplate, kStartHeader));
  CMDAI_ASSIGN(const TokenId end, RequireMarker(tokenizer, kTemplate, kEndHeader));
  CMDAI_ASSIGN(const TokenId end_of_turn, RequireMarker(tokenizer, kTemplate, kEndOfTurn));
  Prompt prompt(tokenizer);
  if (tokenizer.bos()) prompt.BeginWith(*tokenizer.bos());
  const auto add_header = [&](Role role, std::string_view text) {
    prompt.AddToken(start);
    prompt.AddText(RoleName(role));
    prompt.AddToken(end);
    prompt.AddText(fmt::format("\n\n{}", text));
  };
  for (const Message& message : messages) {
    add_header(message.role, Trim(message.text));
    prompt.AddToken(end_of_turn);
  }
  add_header(Role::kAssistant, "");
  return prompt.Take();
}

std::vector<TokenId> EncodePlain(const Tokenizer& tokenizer, std::span<const Message> messages) {
  std::string text;
  for (const Message& message : messages) {
    text += message.text;
    text += '\n';
  }
  return tokenizer.Encode(text, SpecialTokens::kAsText);
}

}  // namespace

const char* ChatTemplateName(ChatTemplate chat_template) {
  const auto* row = std::find_if(
      std::begin(kTemplates), std::end(kTemplates),
      [&](const NamedTemplate& known) { return known.chat_template == chat_template; });
  return row == std::end(kTemplates) ? "unknown" : row->name.data();
}

Result<ChatTemplate> ChatTemplateFromName(std::string_view name) {
  for (const NamedTemplate& row : kTemplates) {
    if (row.name == name) return row.chat_template;
  }
  return Fail(ErrorCode::kInvalidArgument, "[tokenizer] chat template '{}' is not known; use {}",
              EscapeForTerminal(name.substr(0, 80)), kHowToChoose);
}

Result<ChatTemplate> RecogniseChatTemplate(std::string_view jinja) {
  if (jinja.empty()) return ChatTemplate::kPlain;
  const auto writes = [&](std::string_view marker) {
    return jinja.find(marker) != std::string_view::npos;
  };
  const bool chat_ml = writes(kImStart) && writes(kImEnd) && !writes("<|im_sep|>");
  const bool llama3 = writes(kStartHeader) && writes(kEndHeader) && writes(kEndOfTurn);
  if (chat_ml && !llama3) return ChatTemplate::kChatMl;
  if (llama3 && !chat_ml) return ChatTemplate::kLlama3;
  return Fail(ErrorCode::kUnsupported,
              "[tokenizer] the model's chat template is none that is known; choose the nearest "
              "one with {}",
              kHowToChoose);
}

Result<std::vector<TokenId>> EncodeChat(const Tokenizer& tokenizer, ChatTemplate chat_template,
                                        std::span<const Message> messages) {
  switch (chat_template) {
    case ChatTemplate::kChatMl:
      return EncodeChatMl(tokenizer, messages);
    case ChatTemplate::kLlama3:
      return EncodeLlama3(tokenizer, messages);
    case ChatTemplate::kPlain:
      return EncodePlain(tokenizer, messages);
  }
  return Fail(ErrorCode::kInvalidArgument, "[tokenizer] no such chat template");
}

std::optional<TokenId> EndOfTurn(const Tokenizer& tokenizer, ChatTemplate chat_template) {
  switch (chat_template) {
    case ChatTemplate::kChatMl:
      return FindMarker(tokenizer, kImEnd);
    case ChatTemplate::kLlama3:
      return FindMarker(tokenizer, kEndOfTurn);
    case ChatTemplate::kPlain:
      return tokenizer.eos();
  }
  return std::nullopt;
}

}  // namespace cmdai::tokenizer
