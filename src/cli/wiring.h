#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assist/suggest.h"
#include "backend/inference_backend.h"
#include "base/result.h"
#include "cli/handlers.h"
#include "cli/judging.h"
#include "cli/settings.h"
#include "engine/language_model.h"
#include "model/model.h"

/// Makes the parts of cmdai out of settings.
namespace cmdai::cli {

/// The backend that the settings ask for; nothing is loaded yet. Errors: kInvalidArgument for a
/// kernel set that this machine lacks, kUnsupported for a backend, kNotFound for the model.
Result<std::unique_ptr<backend::InferenceBackend>> MakeBackend(const Settings& settings);

/// The request for a text that CleanRequest has passed. `judging` outlives it.
assist::SuggestRequest MakeSuggestRequest(const Settings& settings,
                                          const assist::PlatformFacts& facts,
                                          const JudgeOptions& judging, std::string text);

/// The shell that -x gives the command to: the one of --shell, else $SHELL, else sh.
std::string ShellToRun(const Settings& settings);

/// A model with its engine, without anything above them.
struct LoadedEngine {
  std::shared_ptr<const model::Model> model;
  std::unique_ptr<engine::LanguageModel> engine;
};

/// Errors as of MakeBackend, and those of the model. Where loading has failed, `failed_to_load` is
/// set: then the status is kModel, whatever the error's code.
Result<LoadedEngine> LoadEngine(const Settings& settings, bool& failed_to_load);

/// How many threads the CPU engine runs with these settings.
size_t ThreadCount(const Settings& settings);

/// The whole number that an own option of a command has; `fallback` where it was not given.
/// kInvalidArgument where it is none in the range.
Result<size_t> CountOption(const ParsedArguments& arguments, std::string_view name, size_t fallback,
                           size_t min, size_t max);

}  // namespace cmdai::cli
