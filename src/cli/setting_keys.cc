#include "cli/settings.h"

namespace cmdai::cli {
namespace {

constexpr double kMaxSeed = 9007199254740991.0;  // 2^53 - 1: exact in JSON and TOML, too
constexpr double kMaxTimeoutSeconds = 86400.0;

constexpr CommandSet kAnswering = SetOf(Command::kAsk) | SetOf(Command::kBatch);
constexpr CommandSet kJudging = kAnswering | SetOf(Command::kCheck) | SetOf(Command::kExplain);
constexpr CommandSet kComputing =
    kAnswering | SetOf(Command::kModelEval) | SetOf(Command::kDoctor) | SetOf(Command::kBench);

// The rows of the table, in parts that a page can show.

std::vector<SettingKey> PartKeys() {
  return {
      {.name = "model",
       .flag = "--model",
       .short_flag = 'm',
       .value_name = "FILE",
       .field = &Settings::model,
       .commands = kEveryCommand & ~(SetOf(Command::kCheck) | SetOf(Command::kExplain)),
       .sentence = "a GGUF file or MLX folder: a path with a slash, a name in the model folder, or "
                   "built-in"},
      {.name = "backend",
       .flag = "--backend",
       .short_flag = 'b',
       .value_name = "NAME",
       .field = &Settings::backend,
       .choices = {"auto", "cpu", "mlx"},
       .commands = kComputing,
       .sentence = "what runs the model"},
      {.name = "policy",
       .flag = "--policy",
       .short_flag = 'p',
       .value_name = "NAME",
       .field = &Settings::policy,
       .choices = {"strict", "moderate", "permissive"},
       .commands = kJudging,
       .sentence = "how much is asked about or forbidden"},
      {.name = "shell",
       .flag = "--shell",
       .short_flag = 's',
       .value_name = "NAME",
       .field = &Settings::shell,
       .choices = {"sh", "bash", "dash", "ash", "ksh", "zsh", "fish"},
       .commands = kJudging | SetOf(Command::kDoctor),
       .sentence = "the shell that the command is for",
       .default_note = "what $SHELL says"},
  };
}

std::vector<SettingKey> SamplingKeys() {
  return {
      {.name = "candidates",
       .flag = "--candidates",
       .short_flag = 'n',
       .value_name = "N",
       .field = &Settings::candidates,
       .min = 0,
       .max = 16,
       .commands = kAnswering,
       .sentence = "how many answers to draw and choose from; 0: as many as it takes",
       .default_note = "as many as it takes"},
      {.name = "temperature",
       .flag = "--temperature",
       .short_flag = 't',
       .value_name = "X",
       .field = &Settings::temperature,
       .min = 0,
       .max = 2,
       .commands = kAnswering,
       .sentence = "0 takes the most likely words, more gives more variety"},
      {.name = "top_k",
       .flag = "--top-k",
       .value_name = "N",
       .field = &Settings::top_k,
       .min = 0,
       .max = 1e6,
       .commands = kAnswering,
       .sentence = "draw from the N most likely tokens only; 0: all"},
      {.name = "top_p",
       .flag = "--top-p",
       .value_name = "X",
       .field = &Settings::top_p,
       .min = 0,
       .max = 1,
       .commands = kAnswering,
       .sentence = "draw from the likeliest tokens that sum up to this probability"},
      {.name = "min_p",
       .flag = "--min-p",
       .value_name = "X",
       .field = &Settings::min_p,
       .min = 0,
       .max = 1,
       .commands = kAnswering,
       .sentence = "leave out tokens less than X times as likely as the likeliest"},
      {.name = "seed",
       .flag = "--seed",
       .value_name = "N",
       .field = &Settings::seed,
       .min = 0,
       .max = kMaxSeed,
       .commands = kAnswering,
       .sentence = "of the random numbers; the same seed draws the same answer"},
  };
}

std::vector<SettingKey> AnswerKeys() {
  return {
      {.name = "max_tokens",
       .flag = "--max-tokens",
       .value_name = "N",
       .field = &Settings::max_tokens,
       .min = 1,
       .max = 4096,
       .commands = kAnswering,
       .sentence = "the longest answer"},
      {.name = "timeout",
       .flag = "--timeout",
       .value_name = "SECONDS",
       .field = &Settings::timeout,
       .min = 0,
       .max = kMaxTimeoutSeconds,
       .commands = kAnswering,
       .sentence = "give up after this time; 0: never"},
      {.name = "format",
       .flag = "--format",
       .value_name = "FORM",
       .field = &Settings::format,
       .choices = {"line", "json"},
       .commands = kAnswering,
       .sentence = "what the model is asked to answer with: a line, or {\"cmd\": ...}"},
      {.name = "chat_template",
       .flag = "--chat-template",
       .value_name = "NAME",
       .field = &Settings::chat_template,
       .choices = {"chatml", "llama3", "plain"},
       .commands = kAnswering,
       .sentence = "how the model is spoken to",
       .default_note = "recognised from the model"},
  };
}

std::vector<SettingKey> EngineKeys() {
  return {
      {.name = "threads",
       .flag = "--threads",
       .value_name = "N",
       .field = &Settings::threads,
       .min = 0,
       .max = 256,
       .commands = kComputing,
       .sentence = "of the CPU; 0: one for each processor, at most 16"},
      {.name = "kernels",
       .value_name = "NAME",
       .field = &Settings::kernels,
       .choices = {"reference", "avx2", "avx512", "neon"},
       .sentence = "force a kernel set",
       .default_note = "the best"},
  };
}

std::vector<SettingKey> OutputKeys() {
  return {
      {.name = "json", .flag = "--json", .field = &Settings::json, .sentence = "print JSON"},
      {.name = "no_input",
       .flag = "--no-input",
       .field = &Settings::no_input,
       .commands = SetOf(Command::kAsk) | SetOf(Command::kBatch),
       .sentence = "never wait for input from a terminal"},
      {.name = "quiet",
       .flag = "--quiet",
       .short_flag = 'q',
       .field = &Settings::quiet,
       .sentence = "print only the result and errors"},
      {.name = "verbose",
       .flag = "--verbose",
       .short_flag = 'v',
       .field = &Settings::verbose,
       .commands = SetOf(Command::kAsk),
       .sentence = "tell the model, the kernels, tokens and times as well"},
      {.name = "color",
       .flag = "--color",
       .value_name = "WHEN",
       .field = &Settings::color,
       .choices = {"auto", "always", "never"},
       .sentence = "colour messages; auto: in a terminal, and by NO_COLOR and FORCE_COLOR"},
  };
}

std::vector<SettingKey> MakeKeys() {
  std::vector<SettingKey> keys;
  for (const auto& part : {PartKeys(), SamplingKeys(), AnswerKeys(), EngineKeys(), OutputKeys()}) {
    keys.insert(keys.end(), part.begin(), part.end());
  }
  return keys;
}

}  // namespace

std::span<const SettingKey> SettingKeys() {
  static const std::vector<SettingKey> keys = MakeKeys();
  return keys;
}

}  // namespace cmdai::cli
