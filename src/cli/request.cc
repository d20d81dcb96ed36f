#include "cli/request.h"

#include "base/utf8.h"
#include "platform/file.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {

Result<std::string> CleanRequest(std::string_view text) {
  if (text.size() > kMaxRequestBytes) {
    return Fail(ErrorCode::kLimit,
                "[request] it has {} bytes; at most {} are taken: ask for one thing in a sentence",
                text.size(), kMaxRequestBytes);
  }
  if (!IsValidUtf8(text)) {
    return Fail(ErrorCode::kInvalidArgument, "[request] it is not valid UTF-8");
  }
  std::string request;
  for (size_t i = 0; i < text.size();) {
    const Utf8Char c = DecodeUtf8(text.substr(i));
    const bool is_space = c.code_point == '\t' || c.code_point == '\n' || c.code_point == '\r';
    const bool is_control = c.code_point < 0x20 || (c.code_point >= 0x7F && c.code_point < 0xA0);
    if (is_control && !is_space) {
      return Fail(ErrorCode::kInvalidArgument,
                  "[request] byte {} is a control character (U+{:04X}); write the request as text",
                  i, static_cast<uint32_t>(c.code_point));
    }
    request += is_space ? " " : text.substr(i, c.n_bytes);
    i += c.n_bytes;
  }
  const size_t first = request.find_first_not_of(' ');
  if (first == std::string::npos) {
    return Fail(ErrorCode::kInvalidArgument, "[request] it is empty; say what the command is for");
  }
  return request.substr(first, request.find_last_not_of(' ') - first + 1);
}

Result<void> CheckInput(bool no_input) {
  if (!no_input || !platform::IsTerminal(platform::kStandardInput)) return {};
  return Fail(ErrorCode::kInvalidArgument,
              "[request] standard input is a terminal, and --no-input forbids to wait for it");
}

Result<std::string> ReadRequest(std::span<const std::string> words, bool no_input) {
  if (words.size() == 1 && words[0] == "-") {
    CMDAI_TRY(CheckInput(no_input));
    CMDAI_ASSIGN(const std::string text, platform::ReadStandardInput(kMaxInputBytes));
    return CleanRequest(text);
  }
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return CleanRequest(text);
}

}  // namespace cmdai::cli
