#include "cli/wiring.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "assist/tool_documents.h"
#include "backend/embedded_backend.h"
#include "backend/model_variant.h"
#include "cli/model_choice.h"
#include "engine/cpu/cpu_language_model.h"
#include "engine/kernels/kernels.h"
#include "platform/paths.h"
#include "platform/process.h"

namespace cmdai::cli {

namespace {

Result<backend::EngineOptions> EngineOptionsOf(const Settings& settings) {
  CMDAI_ASSIGN(const backend::ModelVariant variant, backend::ResolveModelVariant(settings.backend));
  CMDAI_TRY(engine::kernels::SelectKernels(settings.kernels));
  return backend::EngineOptions{.variant = variant,
                                .kernels = settings.kernels,
                                .n_threads = ThreadCount(settings),
                                .derived_folder = platform::DerivedFolder()};
}

/// Looks tools up on this machine; what was found is kept for the next request.
assist::ToolLookup ToolsHere() {
  static assist::ToolDocuments documents(assist::DocumentPlacesHere());
  return {.is_command = assist::IsCommandHere,
          .options = [](const std::string& program, const std::string& subcommand) {
            return documents.Options(program, subcommand, platform::FindProgram(program));
          }};
}

}  // namespace

Result<std::unique_ptr<backend::InferenceBackend>> MakeBackend(const Settings& settings) {
  CMDAI_ASSIGN(backend::EngineOptions engine, EngineOptionsOf(settings));
  CMDAI_ASSIGN(model::ModelPlace place, FindModel(settings.model));
  return backend::MakeEmbeddedBackend({.model = std::move(place),
                                       .engine = std::move(engine),
                                       .chat_template = settings.chat_template});
}

assist::SuggestRequest MakeSuggestRequest(const Settings& settings,
                                          const assist::PlatformFacts& facts,
                                          const JudgeOptions& judging, std::string text) {
  assist::SuggestRequest request = {
      .text = std::move(text),
      .facts = facts,
      .form = settings.format == "json" ? backend::AnswerForm::kJson : backend::AnswerForm::kLine,
      .sampling = {.temperature = static_cast<float>(settings.temperature),
                   .top_k = settings.top_k,
                   .top_p = static_cast<float>(settings.top_p),
                   .min_p = static_cast<float>(settings.min_p),
                   .seed = settings.seed},
      .n_candidates = settings.candidates,
      .max_tokens = settings.max_tokens,
      .tools = ToolsHere(),
      .environment = judging.environment,
      .policy = judging.policy,
      .rules = &judging.rules};
  if (settings.timeout > 0.0) {
    request.timeout = std::chrono::milliseconds(static_cast<int64_t>(settings.timeout * 1000.0));
  }
  return request;
}

std::string ShellToRun(const Settings& settings) {
  if (!settings.shell.empty()) return settings.shell;
  const std::string shell = platform::GetEnvironment("SHELL");
  return shell.empty() ? "sh" : shell;
}

Result<LoadedEngine> LoadEngine(const Settings& settings, bool& failed_to_load) {
  failed_to_load = false;
  CMDAI_ASSIGN(const backend::EngineOptions engine, EngineOptionsOf(settings));
  CMDAI_ASSIGN(const model::ModelPlace place, FindModel(settings.model));
  failed_to_load = true;
  LoadedEngine loaded;
  CMDAI_ASSIGN(loaded.model, place.Load());
  CMDAI_ASSIGN(loaded.engine, backend::MakeEngine(loaded.model, engine));
  failed_to_load = false;
  return loaded;
}

size_t ThreadCount(const Settings& settings) {
  return settings.threads > 0 ? settings.threads : engine::cpu::DefaultThreads();
}

Result<size_t> CountOption(const ParsedArguments& arguments, std::string_view name, size_t fallback,
                           size_t min, size_t max) {
  const std::optional<std::string> text = arguments.Find(name);
  if (!text) return fallback;
  size_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end || value < min || value > max) {
    return Fail(ErrorCode::kInvalidArgument,
                "[arguments] --{}: '{}' is not a whole number from {} to {}", name, *text, min,
                max);
  }
  return value;
}

}  // namespace cmdai::cli
