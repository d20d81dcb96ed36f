#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cmdai::platform {

/// Puts `content` into the file `path`, making the folders above it (0700) where they are missing.
/// The file is there with all of its content or stays as it was: it is written under another name
/// in the same folder, and renamed. Mode 0600. Of several writers at once the last wins. Errors
/// name the path: kIo.
Result<void> WriteWholeFile(const std::string& path, std::string_view content);

}  // namespace cmdai::platform
