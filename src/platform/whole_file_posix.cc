#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "platform/whole_file.h"

namespace cmdai::platform {
namespace {

tl::unexpected<Error> FailWithErrno(const std::string& path, const char* what) {
  return Fail(ErrorCode::kIo, "[file] {}: {}: {}", path, what,
              std::generic_category().message(errno));
}

Result<void> MakeFolders(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
      struct stat status = {};
      if (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
      return FailWithErrno(folder, "the folder can't be made");
    }
  }
  return {};
}

bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    content.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

}  // namespace

Result<void> WriteWholeFile(const std::string& path, std::string_view content) {
  CMDAI_TRY(MakeFolders(path));
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkstemp(temporary.data());
  if (fd < 0) return FailWithErrno(path, "can't be written");
  const bool is_written = WriteAll(fd, content);
  const int write_error = errno;
  const bool is_closed = ::close(fd) == 0;
  if (!is_written) errno = write_error;
  if (is_written && is_closed && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  auto error = FailWithErrno(path, "can't be written");
  ::unlink(temporary.c_str());
  return error;
}

}  // namespace cmdai::platform
