#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "cli/handlers.h"
#include "cli/json.h"
#include "cli/wiring.h"
#include "decode/sampler.h"
#include "platform/file.h"
#include "platform/paths.h"

namespace cmdai::cli {
namespace {

using engine::TokenId;

constexpr size_t kPartTokens = 64;  // evaluated at a time: bounds the memory for logits
constexpr size_t kTopLogits = 8;
constexpr size_t kMaxGreedyTokens = 65536;
constexpr size_t kMaxTextBytes = size_t{16} << 20;

Result<std::vector<TokenId>> ParseTokenList(std::string_view text) {
  std::vector<TokenId> tokens;
  while (!text.empty()) {
    TokenId token = 0;
    const size_t comma = std::min(text.find(','), text.size());
    const auto [stop, error] = std::from_chars(text.data(), text.data() + comma, token);
    if (error != std::errc() || stop != text.data() + comma) {
      return Fail(ErrorCode::kInvalidArgument,
                  "[arguments] --tokens: '{}' is not the id of a token; write ids with commas "
                  "between them",
                  text.substr(0, comma));
    }
    tokens.push_back(token);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return tokens;
}

/// The tokens that the options name: ids, or those of a text.
Result<std::vector<TokenId>> ReadTokens(const ParsedArguments& arguments,
                                        const model::Model& model) {
  const auto list = arguments.Find("tokens");
  const auto text_file = arguments.Find("text");
  if (list.has_value() == text_file.has_value()) {
    return Fail(ErrorCode::kInvalidArgument,
                "[arguments] model eval needs either --tokens LIST or --text FILE");
  }
  std::vector<TokenId> tokens;
  if (list) {
    CMDAI_ASSIGN(tokens, ParseTokenList(*list));
  } else {
    CMDAI_ASSIGN(const std::string text,
                 platform::ReadFile(platform::ExpandHome(*text_file), kMaxTextBytes));
    tokens = model.tokenizer().Encode(text, tokenizer::SpecialTokens::kAsText);
  }
  if (tokens.empty()) return Fail(ErrorCode::kInvalidArgument, "[eval] there are no tokens");
  return tokens;
}

std::vector<std::pair<TokenId, double>> TopLogits(std::span<const float> logits) {
  std::vector<TokenId> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  const size_t n = std::min(kTopLogits, ids.size());
  const auto at = [&](TokenId id) { return logits[static_cast<size_t>(id)]; };
  std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(n), ids.end(),
                    [&](TokenId a, TokenId b) { return at(a) != at(b) ? at(a) > at(b) : a < b; });
  std::vector<std::pair<TokenId, double>> top;
  for (size_t i = 0; i < n; ++i) top.emplace_back(ids[i], static_cast<double>(at(ids[i])));
  return top;
}

/// Evaluates the tokens in parts; the result is the row of logits after the last one.
Result<std::vector<float>> EvaluateTokens(engine::Context& context, std::span<const TokenId> tokens,
                                          EvalReport& report) {
  std::vector<float> last;
  for (size_t start = 0; start < tokens.size(); start += kPartTokens) {
    const auto part = tokens.subspan(start, std::min(kPartTokens, tokens.size() - start));
    CMDAI_ASSIGN(const engine::Logits logits,
                 context.Evaluate(part, {.rows = engine::LogitRows::kAll}));
    for (size_t i = 0; i < part.size() && start + i + 1 < tokens.size(); ++i) {
      report.nll.push_back(-decode::LogProbability(logits.Row(i), tokens[start + i + 1]));
    }
    const auto row = logits.Row(part.size() - 1);
    last.assign(row.begin(), row.end());
  }
  return last;
}

/// Appends the most likely token, `n_tokens` times.
Result<void> Continue(engine::Context& context, std::span<const float> logits, size_t n_tokens,
                      EvalReport& report) {
  engine::Logits next;
  for (size_t i = 0; i < n_tokens; ++i) {
    report.generated.push_back(TopLogits(logits).front().first);
    if (i + 1 == n_tokens) break;
    CMDAI_ASSIGN(next, context.Evaluate(std::span(&report.generated.back(), 1), {}));
    logits = next.Row(0);
  }
  return {};
}

Result<EvalReport> Evaluate(const LoadedEngine& loaded, const ParsedArguments& arguments) {
  CMDAI_ASSIGN(const size_t n_greedy, CountOption(arguments, "greedy", 0, 0, kMaxGreedyTokens));
  CMDAI_ASSIGN(const std::vector<TokenId> tokens, ReadTokens(arguments, *loaded.model));
  EvalReport report = {.n_tokens = tokens.size(),
                       .has_generated = n_greedy > 0,
                       .engine = loaded.engine->engine_name(),
                       .kernels = loaded.engine->kernels_name()};
  const std::unique_ptr<engine::Context> context = loaded.engine->MakeContext(0);
  if (tokens.size() + n_greedy > context->max_length()) {
    return Fail(ErrorCode::kLimit, "[eval] {} tokens are too many; the model takes {}",
                tokens.size() + n_greedy, context->max_length());
  }
  CMDAI_ASSIGN(const std::vector<float> last, EvaluateTokens(*context, tokens, report));
  report.top = TopLogits(last);
  if (arguments.Find("text") && !report.nll.empty()) {
    const double sum = std::accumulate(report.nll.begin(), report.nll.end(), 0.0);
    report.perplexity = std::exp(sum / static_cast<double>(report.nll.size()));
  }
  CMDAI_TRY(Continue(*context, last, n_greedy, report));
  return report;
}

std::string EvalText(const EvalReport& report) {
  const double sum = std::accumulate(report.nll.begin(), report.nll.end(), 0.0);
  const double mean = report.nll.empty() ? 0.0 : sum / static_cast<double>(report.nll.size());
  std::string text = fmt::format("engine      {}, kernels {}\ntokens      {}\nmean nll    {:.6g}\n",
                                 report.engine, report.kernels, report.n_tokens, mean);
  if (report.perplexity) text += fmt::format("perplexity  {:.6g}\n", *report.perplexity);
  for (const auto& [token, logit] : report.top) {
    text += fmt::format("next        token {} (logit {:.6g})\n", token, logit);
  }
  if (report.has_generated) {
    text += fmt::format("generated   {}\n", fmt::join(report.generated, ","));
  }
  return text;
}

}  // namespace

ExitStatus RunModelEval(const Invocation& invocation, Printer& printer) {
  bool failed_to_load = false;
  const Result<LoadedEngine> loaded = LoadEngine(invocation.settings, failed_to_load);
  if (!loaded && failed_to_load) return printer.Fail(loaded.error(), ExitStatus::kModel);
  if (!loaded) return printer.Fail(loaded.error());
  const Result<EvalReport> report = Evaluate(*loaded, invocation.arguments);
  // A text that is not there is a wrong argument, not a missing model.
  const bool is_missing_text = !report && report.error().code == ErrorCode::kNotFound;
  if (is_missing_text) return printer.Fail(report.error(), ExitStatus::kUsage);
  if (!report) return printer.Fail(report.error());
  return printer.Print(printer.json() ? EvalJson(*report) + '\n' : EvalText(*report));
}

}  // namespace cmdai::cli
