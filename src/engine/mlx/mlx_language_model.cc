#include "engine/mlx/mlx_language_model.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/mlx/array_file.h"
#include "engine/mlx/derived_weights.h"
#include "engine/mlx/device.h"
#include "engine/mlx/guard.h"
#include "engine/mlx/mlx_context.h"
#include "engine/mlx/transformer.h"
#include "engine/mlx/weights.h"

namespace cmdai::engine::mlx {
namespace {

class MlxLanguageModel : public LanguageModel {
 public:
  MlxLanguageModel(Weights weights, const model::ModelConfig& config, mx::Stream stream)
      : stream_(stream),
        transformer_(std::make_unique<Transformer>(std::move(weights), config,
                                                   ComputeType(stream.device))) {}

  ~MlxLanguageModel() override {
    QuietTurn(stream_, [this] {
      mx::synchronize(stream_);  // steps ahead that nobody waited for
      transformer_.reset();
      mx::clear_cache();
    });
  }

  const model::ModelConfig& config() const override { return transformer_->config(); }
  std::string engine_name() const override { return "mlx"; }
  std::string kernels_name() const override { return DeviceName(stream_.device); }

  std::unique_ptr<Context> MakeContext(size_t max_length) const override {
    const size_t trained = config().context_length;
    return std::make_unique<MlxContext>(*transformer_, stream_,
                                        max_length == 0 ? trained : std::min(max_length, trained));
  }

 private:
  mx::Stream stream_;
  std::unique_ptr<const Transformer> transformer_;
};

Result<Weights> OpenWeights(const model::Model& model, mx::Dtype compute_type,
                            const std::string& derived_folder) {
  const Precision precision = compute_type == mx::float32 ? Precision::kSingle : Precision::kHalf;
  std::vector<ArrayFile> files;
  if (model.format() == model::Format::kGguf) {
    CMDAI_ASSIGN(ArrayFile derived, OpenDerivedWeights(model, precision, derived_folder));
    files.push_back(std::move(derived));
    return ReadWeights(files, Naming::kGguf, model.config(), compute_type);
  }
  for (const std::string& path : model.array_files()) {
    CMDAI_ASSIGN(platform::MappedFile map, platform::MappedFile::Open(path));
    CMDAI_ASSIGN(ArrayFile file, ArrayFile::Make(std::move(map)));
    files.push_back(std::move(file));
  }
  return ReadWeights(files, Naming::kTransformers, model.config(), compute_type);
}

}  // namespace

Result<void> CheckDevice(Device device) {
  return Guard([device]() -> Result<void> {
    CMDAI_TRY(FindDevice(device));
    return {};
  });
}

Result<std::unique_ptr<LanguageModel>> MakeMlxLanguageModel(
    std::shared_ptr<const model::Model> model, const MlxOptions& options) {
  return Guard([&]() -> Result<std::unique_ptr<LanguageModel>> {
    CMDAI_ASSIGN(const mx::Device device, FindDevice(options.device));
    const Turn turn(mx::new_thread_unsafe_stream(device));
    CMDAI_ASSIGN(Weights weights, OpenWeights(*model, ComputeType(device), options.derived_folder));
    mx::eval(weights.All());
    return std::unique_ptr<LanguageModel>(std::make_unique<MlxLanguageModel>(
        std::move(weights), model->config(), mx::default_stream(device)));
  });
}

}  // namespace cmdai::engine::mlx
