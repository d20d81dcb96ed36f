#include "tokenizer/pretokenizer.h"

#include <algorithm>

#include "base/utf8.h"
#include "tokenizer/char_class.h"

namespace cmdai::tokenizer {
namespace {

struct NamedPreTokenizer {
  std::string_view name;
  PreTokenizer pre_tokenizer;
};

constexpr NamedPreTokenizer kPreTokenizers[] = {
    {"smollm", PreTokenizer::kSmolLm},
    {"qwen2", PreTokenizer::kQwen2},
    {"gpt-2", PreTokenizer::kGpt2},
    {"llama-bpe", PreTokenizer::kLlamaBpe},
};

bool IsLineBreak(char c) { return c == '\r' || c == '\n'; }

/// The end of the characters of `char_class` from `begin` on, at most `max_chars`.
size_t EndOfRun(std::string_view text, size_t begin, CharClass char_class,
                size_t max_chars = SIZE_MAX) {
  for (size_t n = 0; n < max_chars && begin < text.size(); ++n) {
    const ClassifiedChar c = ClassifyFirst(text.substr(begin));
    if (c.char_class != char_class) break;
    begin += c.n_bytes;
  }
  return begin;
}

/// 's|'t|'re|'ve|'m|'ll|'d at the start of `text`: its length or 0. Without case, as Unicode folds
/// it, s is also U+017F (long s).
size_t ContractionBytes(std::string_view text, bool ignore_case) {
  if (text.size() < 2 || text[0] != '\'') return 0;
  const auto letter = [&](size_t i) -> char {
    if (i >= text.size()) return '\0';
    const bool upper = text[i] >= 'A' && text[i] <= 'Z';
    return upper && ignore_case ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
  };
  const char first = letter(1);
  const char second = letter(2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  if ((first == 'r' || first == 'v') && second == 'e') return 3;
  if (first == 'l' && second == 'l') return 3;
  if (ignore_case && text.substr(1).starts_with("\u017F")) return 3;
  return 0;
}

/// \s+(?!\S)|\s+ for white space up to `end`: all of it where the text ends there, else all but its
/// last character, which goes with what follows; a single one stands alone.
size_t SpaceBytes(std::string_view text, size_t end, bool at_end_of_text) {
  if (at_end_of_text) return end;
  size_t last = end - 1;
  while (last > 0 && (static_cast<uint8_t>(text[last]) & 0xC0) == 0x80) --last;
  return last > 0 ? last : end;
}

size_t FirstPieceGpt2(std::string_view text, bool cuts_digits) {
  if (const size_t n = ContractionBytes(text, /*ignore_case=*/false); n > 0) return n;
  ClassifiedChar c = ClassifyFirst(text);
  if (cuts_digits && c.char_class == CharClass::kNumber) return c.n_bytes;
  size_t begin = 0;
  if (text[0] == ' ' && text.size() > 1) {
    const ClassifiedChar next = ClassifyFirst(text.substr(1));
    const bool is_other_part = cuts_digits && next.char_class == CharClass::kNumber;
    if (next.char_class != CharClass::kSpace && !is_other_part) {
      begin = 1;
      c = next;
    }
  }
  const size_t end = EndOfRun(text, begin, c.char_class);
  if (c.char_class != CharClass::kSpace) return end;
  const bool at_end =
      end == text.size() ||
      (cuts_digits && ClassifyFirst(text.substr(end)).char_class == CharClass::kNumber);
  return SpaceBytes(text, end, at_end);
}

/// \s*[\r\n]+|\s+(?!\S)|\s+
size_t FirstPieceOfSpace(std::string_view text) {
  const size_t end = EndOfRun(text, 0, CharClass::kSpace);
  const size_t line_break = text.substr(0, end).find_last_of("\r\n");
  if (line_break != std::string_view::npos) return line_break + 1;
  return SpaceBytes(text, end, end == text.size());
}

size_t FirstPieceQwen2(std::string_view text, size_t max_digits) {
  if (const size_t n = ContractionBytes(text, /*ignore_case=*/true); n > 0) return n;
  const ClassifiedChar c = ClassifyFirst(text);
  if (c.char_class == CharClass::kLetter) return EndOfRun(text, 0, CharClass::kLetter);
  if (c.char_class == CharClass::kNumber) {
    return EndOfRun(text, 0, CharClass::kNumber, max_digits);
  }
  if (!IsLineBreak(text[0])) {
    const size_t end = EndOfRun(text, c.n_bytes, CharClass::kLetter);
    if (end > c.n_bytes) return end;
  }
  const size_t begin = text[0] == ' ' ? 1 : 0;
  size_t end = EndOfRun(text, begin, CharClass::kOther);
  if (end == begin) return FirstPieceOfSpace(text);
  while (end < text.size() && IsLineBreak(text[end])) ++end;
  return end;
}

}  // namespace

Result<PreTokenizer> PreTokenizerFromName(std::string_view name) {
  std::string known;
  for (const NamedPreTokenizer& row : kPreTokenizers) {
    if (row.name == name) return row.pre_tokenizer;
    known += known.empty() ? "" : ", ";
    known += row.name;
  }
  return Fail(ErrorCode::kUnsupported,
              "[tokenizer] pre-tokenizer '{}' is not known (known: {}); choose another model",
              EscapeForTerminal(name.substr(0, 80)), known);
}

size_t FirstPieceBytes(PreTokenizer pre_tokenizer, std::string_view text) {
  switch (pre_tokenizer) {
    case PreTokenizer::kGpt2:
      return FirstPieceGpt2(text, /*cuts_digits=*/false);
    case PreTokenizer::kSmolLm:
      return FirstPieceGpt2(text, /*cuts_digits=*/true);
    case PreTokenizer::kQwen2:
      return FirstPieceQwen2(text, /*max_digits=*/1);
    case PreTokenizer::kLlamaBpe:
      return FirstPieceQwen2(text, /*max_digits=*/3);
  }
  return text.size();
}

}  // namespace cmdai::tokenizer
