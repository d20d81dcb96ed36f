#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cmdai::platform {

/// A file in the making. It lies under another name in the same folder, so that under its own name
/// there is the whole of it or what was there before. Mode 0600. Not thread-safe; of several
/// writers of one path the last to finish wins.
class NewFile {
 public:
  /// Begins the file `path`, making the folders above it (0700) where they are missing. What others
  /// began under this path and left behind when they were killed is removed. Errors name the path:
  /// kIo.
  static Result<NewFile> Create(const std::string& path);

  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();  // removes what was not finished

  /// Adds bytes at the end. After an error (kIo, naming the path) the file can't be finished.
  Result<void> Append(std::span<const std::byte> bytes);

  /// Waits until everything so far is on the disk, so that a file that has its name is whole even
  /// after a loss of power. Takes as long as the disk takes. kIo.
  Result<void> Sync();

  /// Gives the file its name. REQUIRES: no error before; nothing but the destructor after.
  Result<void> Finish();

 private:
  NewFile(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

  std::string path_;
  std::string temporary_;  // empty: finished
  int fd_;
};

/// Puts `content` into the file `path` by means of a NewFile. Errors: as there.
Result<void> WriteWholeFile(const std::string& path, std::string_view content);

}  // namespace cmdai::platform
