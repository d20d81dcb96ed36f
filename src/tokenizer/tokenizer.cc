#include "tokenizer/tokenizer.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"
#include "tokenizer/merge_table.h"
#include "tokenizer/nfc.h"
#include "tokenizer/pretokenizer.h"
#include "tokenizer/special_matcher.h"
#include "tokenizer/vocabulary.h"
#include "tokenizer/word_encoder.h"

namespace cmdai::tokenizer {
namespace {

SpecialMatcher MakeMatcher(const Vocabulary& vocabulary, bool with_control_tokens) {
  std::vector<SpecialMatcher::Entry> entries;
  for (size_t i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const TokenType type = vocabulary.type(id);
    if (type == TokenType::kUserDefined || (with_control_tokens && type == TokenType::kControl)) {
      entries.push_back({vocabulary.Text(id), id});
    }
  }
  return SpecialMatcher(std::move(entries));
}

Result<void> CheckNamedTokens(const TokenizerSpec& spec) {
  const auto check = [&](std::string_view what, TokenId id) -> Result<void> {
    if (id >= 0 && static_cast<size_t>(id) < spec.tokens.size()) return {};
    return Fail(ErrorCode::kCorrupt, "[tokenizer] the {} token is {}; the vocabulary has {} tokens",
                what, id, spec.tokens.size());
  };
  if (spec.bos) CMDAI_TRY(check("bos", *spec.bos));
  if (spec.eos) CMDAI_TRY(check("eos", *spec.eos));
  for (const TokenId id : spec.end_of_generation) CMDAI_TRY(check("end-of-generation", id));
  if (spec.add_bos && !spec.bos) {
    return Fail(ErrorCode::kCorrupt, "[tokenizer] texts are to begin with bos, but none is named");
  }
  return {};
}

}  // namespace

struct Tokenizer::Impl {
  PreTokenizer pre_tokenizer = PreTokenizer::kGpt2;
  Vocabulary vocabulary;
  MergeTable merges;
  SpecialMatcher special_tokens;       // control and user-defined
  SpecialMatcher user_defined_tokens;  // these alone
  std::optional<TokenId> bos;
  std::optional<TokenId> eos;
  std::vector<TokenId> end_of_generation;
  bool add_bos = false;

  void AppendOrdinary(std::string_view text, WordEncoder& encoder, std::vector<TokenId>& out) const;
};

Result<Tokenizer> Tokenizer::Create(TokenizerSpec spec) {
  if (spec.model != "gpt2") {
    return Fail(ErrorCode::kUnsupported,
                "[tokenizer] tokenizer model '{}' is not supported, only 'gpt2' (byte-level BPE); "
                "choose another model",
                EscapeForTerminal(spec.model.substr(0, 80)));
  }
  auto impl = std::make_unique<Impl>();
  CMDAI_ASSIGN(impl->pre_tokenizer, PreTokenizerFromName(spec.pre_tokenizer));
  CMDAI_TRY(CheckNamedTokens(spec));
  CMDAI_ASSIGN(impl->vocabulary, Vocabulary::Create(std::move(spec.tokens), std::move(spec.types)));
  CMDAI_ASSIGN(impl->merges, MergeTable::Create(spec.merges, impl->vocabulary));
  impl->special_tokens = MakeMatcher(impl->vocabulary, /*with_control_tokens=*/true);
  impl->user_defined_tokens = MakeMatcher(impl->vocabulary, /*with_control_tokens=*/false);
  impl->bos = spec.bos;
  impl->eos = spec.eos;
  impl->end_of_generation = std::move(spec.end_of_generation);
  impl->add_bos = spec.add_bos;
  return Tokenizer(std::move(impl));
}

Tokenizer::Tokenizer(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

/// Encodes a text in which no special token is to be found.
void Tokenizer::Impl::AppendOrdinary(std::string_view text, WordEncoder& encoder,
                                     std::vector<TokenId>& out) const {
  std::string storage;
  std::string scratch;
  if (NormalisesToNfc(pre_tokenizer)) text = NormaliseToNfc(text, storage);
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, FirstPieceBytes(pre_tokenizer, text));
    text.remove_prefix(piece.size());
    const TokenId whole = PrefersWholeTokens(pre_tokenizer) ? vocabulary.FindBytes(piece, scratch)
                                                            : Vocabulary::kNoToken;
    if (whole != Vocabulary::kNoToken) {
      out.push_back(whole);
    } else {
      encoder.Append(piece, out);
    }
  }
}

std::vector<TokenId> Tokenizer::Encode(std::string_view text, SpecialTokens special) const {
  std::vector<TokenId> tokens;
  if (impl_->add_bos) tokens.push_back(*impl_->bos);
  AppendTo(tokens, text, special);
  return tokens;
}

void Tokenizer::AppendTo(std::vector<TokenId>& tokens, std::string_view text,
                         SpecialTokens special) const {
  const SpecialMatcher& matcher =
      special == SpecialTokens::kParse ? impl_->special_tokens : impl_->user_defined_tokens;
  WordEncoder encoder(impl_->vocabulary, impl_->merges);
  size_t begin = 0;
  while (const auto match = matcher.Find(text, begin)) {
    impl_->AppendOrdinary(text.substr(begin, match->begin - begin), encoder, tokens);
    tokens.push_back(match->id);
    begin = match->end;
  }
  impl_->AppendOrdinary(text.substr(begin), encoder, tokens);
}

std::string_view Tokenizer::TokenBytes(TokenId id) const { return impl_->vocabulary.Bytes(id); }

std::string Tokenizer::Decode(std::span<const TokenId> tokens) const {
  std::string text;
  for (const TokenId id : tokens) {
    if (IsVisible(type(id))) text += TokenBytes(id);
  }
  return text;
}

size_t Tokenizer::size() const { return impl_->vocabulary.size(); }
std::optional<TokenId> Tokenizer::bos() const { return impl_->bos; }
std::optional<TokenId> Tokenizer::eos() const { return impl_->eos; }

TokenType Tokenizer::type(TokenId id) const {
  CMDAI_CHECK(impl_->vocabulary.Contains(id));
  return impl_->vocabulary.type(id);
}

std::optional<TokenId> Tokenizer::Find(std::string_view bytes) const {
  std::string scratch;
  TokenId id = impl_->vocabulary.FindText(bytes);
  if (id != Vocabulary::kNoToken && !IsInAlphabet(type(id))) return id;
  id = impl_->vocabulary.FindBytes(bytes, scratch);
  return id == Vocabulary::kNoToken ? std::nullopt : std::optional<TokenId>(id);
}

bool Tokenizer::IsEndOfGeneration(TokenId id) const {
  const auto& ends = impl_->end_of_generation;
  return id == impl_->eos || std::find(ends.begin(), ends.end(), id) != ends.end();
}

std::string StreamDecoder::Add(TokenId token) {
  if (!IsVisible(tokenizer_.type(token))) return {};
  pending_ += tokenizer_.TokenBytes(token);
  const size_t n_bytes = CompleteUtf8Prefix(pending_);
  std::string complete = pending_.substr(0, n_bytes);
  pending_.erase(0, n_bytes);
  return complete;
}

std::string StreamDecoder::Flush() { return std::exchange(pending_, {}); }

}  // namespace cmdai::tokenizer
