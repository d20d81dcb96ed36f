#include "cli/handlers.h"
#include "cli/inspect_text.h"
#include "cli/json.h"
#include "cli/model_choice.h"
#include "model/config.h"
#include "model/weights.h"
#include "platform/file.h"

namespace cmdai::cli {
namespace {

std::vector<std::pair<std::string, uint64_t>> DimensionsOf(const model::ModelConfig& config) {
  return {{"layers", config.n_layers},    {"width", config.d_model},
          {"heads", config.n_heads},      {"kv_heads", config.n_kv_heads},
          {"head_dim", config.head_dim},  {"feed_forward", config.d_ffn},
          {"vocabulary", config.n_vocab}, {"context_length", config.context_length}};
}

/// What can be said about a file that is GGUF, whether or not cmdai could run it.
InspectReport Inspect(const gguf::File& file, uint64_t file_bytes) {
  InspectReport report = {.file = file, .file_bytes = file_bytes};
  Result<model::ModelConfig> config = model::ReadModelConfig(file);
  if (!config) {
    report.problem = config.error().message;
    return report;
  }
  const auto weights = model::ReadWeights(file, *config);
  if (!weights) report.problem = weights.error().message;
  report.dimensions = DimensionsOf(*config);
  return report;
}

}  // namespace

ExitStatus RunModelInspect(const Invocation& invocation, Printer& printer) {
  const std::vector<std::string>& words = invocation.arguments.words;
  const Result<model::ModelPlace> place =
      FindModel(words.empty() ? invocation.settings.model : words.front());
  if (!place) return printer.Fail(place.error());
  const auto map = place->Open();
  if (!map) return printer.Fail(map.error(), ExitStatus::kModel);
  const auto file = gguf::File::Parse(map->bytes(), map->path());
  if (!file) return printer.Fail(file.error(), ExitStatus::kModel);
  const InspectReport report = Inspect(*file, map->bytes().size());
  return printer.Print(printer.json() ? InspectJson(report) + '\n' : InspectText(report));
}

}  // namespace cmdai::cli
