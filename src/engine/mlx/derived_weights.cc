#include "engine/mlx/derived_weights.h"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "platform/paths.h"
#include "platform/whole_file.h"

namespace cmdai::engine::mlx {
namespace {

Result<void> WriteDerivedWeights(const model::Model& model, Precision precision,
                                 const std::string& path) {
  CMDAI_ASSIGN(platform::NewFile file, platform::NewFile::Create(path));
  const auto sink = [&file](std::span<const std::byte> bytes) { return file.Append(bytes); };
  CMDAI_TRY(ConvertWeights(model, precision, sink));
  CMDAI_TRY(file.Sync());
  return file.Finish();
}

Result<ArrayFile> OpenFile(const std::string& path) {
  CMDAI_ASSIGN(platform::MappedFile map, platform::MappedFile::Open(path));
  return ArrayFile::Make(std::move(map));
}

}  // namespace

std::string DerivedWeightsPath(const model::Model& model, Precision precision,
                               const std::string& folder) {
  return platform::JoinPath(
      folder, fmt::format("{}-mlx-{}-{}.safetensors", model.Fingerprint(),
                          precision == Precision::kSingle ? "f32" : "f16", kConversionVersion));
}

Result<ArrayFile> OpenDerivedWeights(const model::Model& model, Precision precision,
                                     const std::string& folder) {
  if (folder.empty()) {
    std::vector<std::byte> bytes;
    CMDAI_TRY(ConvertWeights(model, precision, [&bytes](std::span<const std::byte> part) {
      bytes.insert(bytes.end(), part.begin(), part.end());
      return Result<void>();
    }));
    return ArrayFile::Make(std::move(bytes), model.path());
  }
  const std::string path = DerivedWeightsPath(model, precision, folder);
  if (platform::PathExists(path)) {
    Result<ArrayFile> file = OpenFile(path);
    if (file || file.error().code != ErrorCode::kCorrupt) return file;
  }
  const Result<void> written = WriteDerivedWeights(model, precision, path);
  if (!written) {
    return Fail(written.error().code,
                "{}; MLX keeps the converted model there, which takes up to twice the room of the "
                "model ({} MB): make room, set XDG_CACHE_HOME, or use --backend cpu",
                written.error().message, model.file_bytes() / 1'000'000 + 1);
  }
  return OpenFile(path);
}

}  // namespace cmdai::engine::mlx
