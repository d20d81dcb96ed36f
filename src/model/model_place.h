#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "model/model.h"
#include "platform/file.h"

namespace cmdai::model {

/// Where a model lies: in a file or folder, or within this program.
struct ModelPlace {
  std::string path = {};                     // for a model within the program: its name
  std::span<const std::byte> embedded = {};  // not empty: the file's bytes, in the program

  bool IsReadable() const;

  /// The model; errors: of Model::Load.
  Result<std::shared_ptr<const Model>> Load() const;

  /// Maps the file; for a model within the program nothing is to be done. Errors: those of
  /// platform::MappedFile::Open.
  Result<platform::MappedFile> Open() const;
};

/// The model file that this program was built with; empty where CMDAI_EMBED_MODEL was off. The
/// bytes are a read-only part of the program's own file, mapped with it and read when they are
/// touched.
std::span<const std::byte> EmbeddedModel();

}  // namespace cmdai::model
