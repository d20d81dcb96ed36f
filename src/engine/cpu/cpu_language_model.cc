#include "engine/cpu/cpu_language_model.h"

#include <algorithm>

#include "engine/cpu/cpu_context.h"
#include "engine/cpu/transformer.h"
#include "platform/cpu.h"

namespace cmdai::engine::cpu {
namespace {

// More threads than this gain nothing at the sizes of model that cmdai is made for.
constexpr size_t kMaxDefaultThreads = 16;

class CpuLanguageModel : public LanguageModel {
 public:
  CpuLanguageModel(std::shared_ptr<const model::Model> model, const kernels::KernelSet& kernels,
                   size_t n_threads)
      : transformer_(std::move(model), kernels, n_threads) {}

  const model::ModelConfig& config() const override { return transformer_.model().config(); }
  std::string engine_name() const override { return "cpu"; }
  std::string kernels_name() const override { return std::string(transformer_.kernels().name); }

  std::unique_ptr<Context> MakeContext(size_t max_length) const override {
    const size_t trained = config().context_length;
    return std::make_unique<CpuContext>(transformer_,
                                        max_length == 0 ? trained : std::min(max_length, trained));
  }

 private:
  Transformer transformer_;
};

}  // namespace

size_t DefaultThreads() { return std::min(platform::AvailableCpus(), kMaxDefaultThreads); }

Result<std::unique_ptr<LanguageModel>> MakeCpuLanguageModel(
    std::shared_ptr<const model::Model> model, const CpuOptions& options) {
  if (model->format() != model::Format::kGguf) {
    return Fail(ErrorCode::kUnsupported,
                "[engine] {}: the CPU engine runs GGUF files; use --backend mlx for a folder",
                model->path());
  }
  CMDAI_ASSIGN(const kernels::KernelSet* const kernels, kernels::SelectKernels(options.kernels));
  const size_t n_threads = options.n_threads > 0 ? options.n_threads : DefaultThreads();
  return std::unique_ptr<LanguageModel>(
      std::make_unique<CpuLanguageModel>(std::move(model), *kernels, n_threads));
}

}  // namespace cmdai::engine::cpu
