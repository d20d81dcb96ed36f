#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "platform/paths.h"
#include "platform/whole_file.h"

namespace cmdai::platform {
namespace {

constexpr std::string_view kTemporarySuffix = ".new-XXXXXX";
constexpr size_t kRandomCharacters = 6;

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

/// Whoever writes a temporary file holds a lock on it; one without a lock is nobody's any more.
void RemoveAbandoned(const std::string& path) {
  const std::string folder = ParentFolder(path);
  std::string begin = BaseName(path) + std::string(kTemporarySuffix);
  begin.resize(begin.size() - kRandomCharacters);
  for (const std::string& name : ListFiles(folder, "")) {
    if (name.size() != begin.size() + kRandomCharacters) continue;
    if (name.compare(0, begin.size(), begin) != 0) continue;
    const std::string file = JoinPath(folder, name);
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
    ::close(fd);
  }
}

}  // namespace

Result<NewFile> NewFile::Create(const std::string& path) {
  CMDAI_TRY(MakeFolders(path));
  RemoveAbandoned(path);
  constexpr int kMaxTries = 100;
  for (int i = 0; i < kMaxTries; ++i) {
    std::string temporary = path + std::string(kTemporarySuffix);
    const int fd = ::mkstemp(temporary.data());
    if (fd < 0) return FailWithErrno(path, "can't be written");
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    NewFile file(path, std::move(temporary), fd);
    // Before it was locked, another writer may have taken it for abandoned.
    while (::flock(fd, LOCK_EX) != 0 && errno == EINTR) continue;
    struct stat status = {};
    if (::fstat(fd, &status) != 0) return FailWithErrno(path, "can't be written");
    if (status.st_nlink > 0) return file;
  }
  return Fail(ErrorCode::kIo, "[file] {}: can't be written: others remove what is begun", path);
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::exchange(other.fd_, -1)) {}

NewFile::~NewFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  if (fd_ >= 0) ::close(fd_);
}

Result<void> NewFile::Append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FailWithErrno(path_, "can't be written");
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<void> NewFile::Sync() {
  if (::fsync(fd_) != 0) return FailWithErrno(path_, "can't be written");
  return {};
}

Result<void> NewFile::Finish() {
  // Renamed before it is closed: the lock says that it is not abandoned.
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return FailWithErrno(path_, "can't be written");
  }
  temporary_.clear();
  if (::close(std::exchange(fd_, -1)) != 0) {
    auto error = FailWithErrno(path_, "can't be written");
    ::unlink(path_.c_str());  // what it holds is not known
    return error;
  }
  return {};
}

Result<void> WriteWholeFile(const std::string& path, std::string_view content) {
  CMDAI_ASSIGN(NewFile file, NewFile::Create(path));
  CMDAI_TRY(file.Append(std::as_bytes(std::span(content))));
  return file.Finish();
}

}  // namespace cmdai::platform
