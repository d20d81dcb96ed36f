#include "model/model_place.h"

namespace cmdai::model {

bool ModelPlace::IsReadable() const { return !embedded.empty() || platform::IsReadableFile(path); }

Result<platform::MappedFile> ModelPlace::Open() const {
  if (!embedded.empty()) return platform::MappedFile::Resident(path, embedded);
  return platform::MappedFile::Open(path);
}

}  // namespace cmdai::model
