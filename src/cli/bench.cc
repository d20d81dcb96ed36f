#include "base/utf8.h"
#include "cli/handlers.h"
#include "cli/inspect_text.h"
#include "cli/json.h"
#include "cli/judge_speed.h"
#include "cli/wiring.h"
#include "decode/sampler.h"
#include "platform/cpu.h"
#include "platform/paths.h"

namespace cmdai::cli {
namespace {

using decode::Clock;
using decode::MillisecondsSince;
using engine::TokenId;

constexpr size_t kDefaultPrefillTokens = 200;
constexpr size_t kDefaultDecodeTokens = 64;
constexpr size_t kMaxTokens = 65536;

/// Token ids from a generator with a fixed start, the same in every run: what they are does not
/// change the time that they take. (SplitMix64, Steele et al. 2014.)
std::vector<TokenId> PromptTokens(size_t n_tokens, size_t n_vocab) {
  uint64_t state = 1;
  std::vector<TokenId> tokens(n_tokens);
  for (TokenId& token : tokens) {
    uint64_t z = state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    token = static_cast<TokenId>((z ^ (z >> 31)) % n_vocab);
  }
  return tokens;
}

/// Prefill and one step of decoding to warm up, then both measured; decoding is greedy.
Result<void> Measure(const engine::LanguageModel& engine, BenchReport& report) {
  const std::unique_ptr<engine::Context> context = engine.MakeContext(0);
  const size_t n_all = report.n_prefill_tokens + report.n_decode_tokens;
  if (n_all >= context->max_length()) {
    return Fail(ErrorCode::kLimit, "[bench] {} tokens are too many; the model takes {}", n_all,
                context->max_length());
  }
  const std::vector<TokenId> prompt =
      PromptTokens(report.n_prefill_tokens, engine.config().n_vocab);
  CMDAI_TRY(context->Evaluate(prompt, {}));
  CMDAI_TRY(context->Evaluate(std::span(prompt).first(1), {}));
  context->Rewind(0);

  const Clock::time_point prefill_start = Clock::now();
  CMDAI_ASSIGN(engine::Logits logits, context->Evaluate(prompt, {}));
  report.prefill_ms = MillisecondsSince(prefill_start);

  const Clock::time_point decode_start = Clock::now();
  for (size_t i = 0; i < report.n_decode_tokens; ++i) {
    const TokenId token = decode::MostLikely(logits.Row(0));
    CMDAI_ASSIGN(logits, context->Evaluate(std::span(&token, 1), {}));
  }
  report.decode_ms_per_token =
      MillisecondsSince(decode_start) / static_cast<double>(report.n_decode_tokens);
  return {};
}

Result<void> ReadSizes(const ParsedArguments& arguments, BenchReport& report) {
  CMDAI_ASSIGN(report.n_prefill_tokens,
               CountOption(arguments, "prefill-tokens", kDefaultPrefillTokens, 1, kMaxTokens));
  CMDAI_ASSIGN(report.n_decode_tokens,
               CountOption(arguments, "decode-tokens", kDefaultDecodeTokens, 1, kMaxTokens));
  return {};
}

std::string JudgeText(const JudgeSpeed& judge) {
  return fmt::format(
      "judge    first verdict {:.2f} ms, then p50 {:.1f} us, p99 {:.1f} us (of {} commands)\n",
      judge.first_us / 1000.0, judge.p50_us, judge.p99_us, judge.n_commands);
}

std::string BenchText(const BenchReport& report) {
  return fmt::format(
      "model    {}\nkernels  {}, {} thread(s)\nload     {:.1f} ms\nprefill  {:.1f} ms for {} "
      "tokens "
      "({:.1f} tokens/s)\ndecode   {:.2f} ms per token ({:.1f} tokens/s)\nmemory   {} at most\n",
      EscapeForTerminal(report.model), report.kernels, report.n_threads, report.load_ms,
      report.prefill_ms, report.n_prefill_tokens,
      1000.0 * static_cast<double>(report.n_prefill_tokens) / report.prefill_ms,
      report.decode_ms_per_token, 1000.0 / report.decode_ms_per_token,
      BytesText(report.peak_rss_bytes));
}

}  // namespace

ExitStatus RunBench(const Invocation& invocation, Printer& printer) {
  const Settings& settings = invocation.settings;
  BenchReport report;
  const Result<void> sizes = ReadSizes(invocation.arguments, report);
  if (!sizes) return printer.Fail(sizes.error());

  report.judge = MeasureJudge();
  bool failed_to_load = false;
  const Clock::time_point start = Clock::now();
  const Result<LoadedEngine> loaded = LoadEngine(settings, failed_to_load);
  report.load_ms = MillisecondsSince(start);
  if (!loaded) {
    const ExitStatus status = failed_to_load ? ExitStatus::kModel : StatusFor(loaded.error().code);
    // The judge needs no model. JSON is one object, the error.
    if (status == ExitStatus::kModel && !printer.json()) {
      const ExitStatus printed = printer.Print(JudgeText(report.judge), status);
      if (printed != status) return printed;
    }
    return printer.Fail(loaded.error(), status);
  }

  report.model = platform::BaseName(loaded->model->path());
  report.kernels = loaded->engine->kernels_name();
  report.n_threads = ThreadCount(settings);
  const Result<void> measured = Measure(*loaded->engine, report);
  if (!measured) return printer.Fail(measured.error());
  report.peak_rss_bytes = platform::PeakResidentBytes();
  return printer.Print(printer.json() ? BenchJson(report) + '\n'
                                      : BenchText(report) + JudgeText(report.judge));
}

}  // namespace cmdai::cli
