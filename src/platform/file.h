#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"

namespace cmdai::platform {

/// A file mapped into memory, read-only. The bytes stay valid, at the same address, until the
/// object is destroyed; moving it doesn't change them. Pages are read from the disk when they are
/// first touched. If another process truncates the file meanwhile, touching the lost part raises
/// SIGBUS, as with every mapping. Safe to read from several threads.
class MappedFile {
 public:
  /// Maps the regular file `path`. Errors name the path: kNotFound where there is no such file,
  /// kInvalidArgument for a directory or another special file, kIo for everything else. An empty
  /// file gives an empty span.
  static Result<MappedFile> Open(const std::string& path);

  /// Bytes that are in memory anyway, for as long as the process lives, under the name of a file.
  static MappedFile Resident(std::string name, std::span<const std::byte> bytes) {
    return MappedFile(std::move(name), bytes, /*owned=*/false);
  }

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }
  const std::string& path() const { return path_; }
  /// When the file was last changed, in nanoseconds since 1970; 0 for resident bytes.
  int64_t changed_ns() const { return changed_ns_; }

 private:
  MappedFile(std::string path, std::span<const std::byte> bytes, bool owned)
      : path_(std::move(path)), bytes_(bytes), owned_(owned) {}

  std::string path_;
  std::span<const std::byte> bytes_;
  int64_t changed_ns_ = 0;
  bool owned_;  // is unmapped at the end
};

/// The whole content of `path`. Fails like MappedFile::Open, and with kLimit above `max_bytes`.
Result<std::string> ReadFile(const std::string& path, size_t max_bytes);

/// Everything that standard input holds until its end; kLimit above `max_bytes`, kCancelled after
/// SIGINT (see HandleInterrupts).
Result<std::string> ReadStandardInput(size_t max_bytes);

/// Whether anything lies at `path`, be it a link that leads nowhere.
bool PathExists(const std::string& path);

/// `path` without links, `.` and `..`; nullopt when nothing lies there.
std::optional<std::string> RealPath(const std::string& path);

/// Whether `path` is a regular file that this process may read.
bool IsReadableFile(const std::string& path);

}  // namespace cmdai::platform
