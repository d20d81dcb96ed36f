#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace cmdai::platform {

/// The content of a file, unpacked where it is compressed with gzip (RFC 1952). Errors: those of
/// ReadFile, kCorrupt where it can't be unpacked, kLimit where it is longer than `max_bytes`,
/// packed or unpacked.
Result<std::string> ReadFileOrGzip(const std::string& path, size_t max_bytes);

}  // namespace cmdai::platform
