#include "model/model_place.h"

namespace cmdai::model {

bool ModelPlace::IsReadable() const {
  return !embedded.empty() || platform::IsReadableFile(path) || IsMlxFolder(path);
}

Result<std::shared_ptr<const Model>> ModelPlace::Load() const {
  if (embedded.empty()) return Model::Load(path);
  return Model::FromFile(platform::MappedFile::Resident(path, embedded));
}

Result<platform::MappedFile> ModelPlace::Open() const {
  if (!embedded.empty()) return platform::MappedFile::Resident(path, embedded);
  return platform::MappedFile::Open(path);
}

}  // namespace cmdai::model
