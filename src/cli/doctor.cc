#include <algorithm>

#include "assist/host_facts.h"
#include "assist/platform_facts.h"
#include "backend/model_variant.h"
#include "base/utf8.h"
#include "cli/handlers.h"
#include "cli/inspect_text.h"
#include "cli/json.h"
#include "cli/model_choice.h"
#include "cli/rules_file.h"
#include "cli/wiring.h"
#include "engine/kernels/kernels.h"
#include "platform/cpu.h"
#include "platform/file.h"
#include "platform/paths.h"
#include "platform/stream.h"
#include "platform/terminal.h"

namespace cmdai::cli {
namespace {

Check CheckCpu(const Settings& settings) {
  return {.name = "cpu",
          .detail = fmt::format("{}; {} processor(s) for us, {} thread(s)", platform::GetCpuName(),
                                platform::AvailableCpus(), ThreadCount(settings))};
}

Check CheckKernels(const Settings& settings) {
  std::vector<std::string_view> names;
  for (const auto* set : engine::kernels::AvailableKernels()) names.push_back(set->name);
  const auto chosen = engine::kernels::SelectKernels(settings.kernels);
  if (!chosen) {
    return {.name = "kernels",
            .state = CheckState::kError,
            .detail = chosen.error().message,
            .remedy = "unset CMDAI_KERNELS, or the key kernels in the configuration file"};
  }
  return {.name = "kernels",
          .detail = fmt::format("{} (there are: {})", (*chosen)->name, fmt::join(names, ", "))};
}

Check CheckBackend(const Settings& settings) {
  const auto variant = backend::ResolveModelVariant(settings.backend);
  if (!variant) {
    return {.name = "backend",
            .state = CheckState::kError,
            .detail = variant.error().message,
            .remedy = "choose --backend auto"};
  }
  std::string reason;
  if (settings.backend == "auto") reason = fmt::format(": {}", backend::ExplainDetection());
  return {.name = "backend",
          .detail = fmt::format("{} ({}{})", backend::ModelVariantName(*variant), settings.backend,
                                reason)};
}

Check ModelProblem(const Error& error) {
  return {.name = "model",
          .state = CheckState::kError,
          .detail = error.message,
          .remedy = "install cmdai again, or name a GGUF file with --model"};
}

/// Loads the model as a request would.
Check CheckModel(const Settings& settings) {
  const Result<model::ModelPlace> place = FindModel(settings.model);
  if (!place) return ModelProblem(place.error());
  const auto model = place->Load();
  if (!model) return ModelProblem(model.error());
  auto backend = MakeBackend(settings);
  if (backend) {
    const Result<void> loaded = (*backend)->Load();
    if (!loaded) return ModelProblem(loaded.error());
  }
  const model::ModelConfig& config = (*model)->config();
  return {.name = "model",
          .detail = fmt::format("{}: {}, {}, {}", place->path,
                                model::ArchitectureName(config.architecture),
                                (*model)->QuantisationName(), BytesText((*model)->file_bytes()))};
}

Check CheckShell(const assist::PlatformFacts& facts) {
  return {.name = "shell", .detail = facts.shell};
}

Check CheckTools(const assist::PlatformFacts& facts) {
  if (facts.tools != assist::ToolFlavour::kUnknown) {
    return {.name = "tools",
            .detail = fmt::format("{} on {}", assist::ToolFlavourName(facts.tools), facts.system)};
  }
  return {.name = "tools",
          .state = CheckState::kWarning,
          .detail = fmt::format("of unknown make, on {}: ls --version did not tell", facts.system),
          .remedy = "commands may use options that these tools lack: read them with care"};
}

Check CheckConfiguration() {
  std::string detail;
  for (const std::string& path : platform::ConfigFiles()) {
    if (!detail.empty()) detail += ", ";
    detail += fmt::format("{} ({})", path, platform::IsReadableFile(path) ? "read" : "not there");
  }
  const auto rules = LoadRules(platform::ConfigFiles(), assist::EnvironmentHere());
  if (!rules) {
    return {.name = "configuration",
            .state = CheckState::kError,
            .detail = rules.error().message,
            .remedy = "correct it: nothing is judged with rules that are wrong"};
  }
  if (!rules->empty()) detail += fmt::format(", rules: {}", rules->rules().size());
  return {.name = "configuration", .detail = detail};
}

Check CheckTerminal() {
  std::vector<std::string_view> streams;
  if (platform::IsTerminal(platform::kStandardInput)) streams.emplace_back("input");
  if (platform::IsTerminal(platform::kStandardOutput)) streams.emplace_back("output");
  if (platform::IsTerminal(platform::kStandardError)) streams.emplace_back("errors");
  const std::string term = platform::GetEnvironment("TERM");
  return {.name = "terminal",
          .detail = fmt::format(
              "{}; TERM is {}",
              streams.empty() ? "none" : fmt::format("for {}", fmt::join(streams, ", ")),
              term.empty() ? "not set" : term)};
}

DoctorReport Examine(const Settings& settings) {
  const assist::PlatformFacts facts = assist::ProbePlatform(settings.shell);
  DoctorReport report;
  report.checks = {CheckCpu(settings),   CheckKernels(settings), CheckBackend(settings),
                   CheckModel(settings), CheckShell(facts),      CheckTools(facts),
                   CheckConfiguration(), CheckTerminal()};
  report.can_answer =
      std::none_of(report.checks.begin(), report.checks.end(),
                   [](const Check& check) { return check.state == CheckState::kError; });
  return report;
}

std::string DoctorText(const DoctorReport& report) {
  std::string text;
  for (const Check& check : report.checks) {
    const char* const mark = check.state == CheckState::kOk        ? "ok"
                             : check.state == CheckState::kWarning ? "look"
                                                                   : "FAIL";
    text += fmt::format("{:<5} {:<14} {}\n", mark, check.name, EscapeForTerminal(check.detail));
    if (!check.remedy.empty()) text += fmt::format("{:<5} {:<14} -> {}\n", "", "", check.remedy);
  }
  text += report.can_answer ? "cmdai can answer requests here.\n"
                            : "cmdai can't answer requests here yet.\n";
  return text;
}

}  // namespace

ExitStatus RunDoctor(const Invocation& invocation, Printer& printer) {
  const DoctorReport report = Examine(invocation.settings);
  return printer.Print(printer.json() ? DoctorJson(report) + '\n' : DoctorText(report),
                       report.can_answer ? ExitStatus::kOk : ExitStatus::kModel);
}

}  // namespace cmdai::cli
