#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

#include "platform/file.h"
#include "platform/terminal.h"

namespace cmdai::platform {
namespace {

/// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> FailWithErrno(const std::string& path, const char* what) {
  const int number = errno;
  const ErrorCode code =
      number == ENOENT || number == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kIo;
  return Fail(code, "[file] {}: {}: {}", path, what, std::generic_category().message(number));
}

int64_t ChangedNs(const struct stat& status) {
#ifdef __APPLE__
  const timespec& time = status.st_mtimespec;
#else
  const timespec& time = status.st_mtim;
#endif
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

struct OpenedFile {
  int fd = -1;
  size_t n_bytes = 0;
  int64_t changed_ns = 0;
};

/// Opens a regular file for reading.
Result<OpenedFile> OpenRegularFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return FailWithErrno(path, "can't be opened");
  struct stat status = {};
  if (::fstat(fd, &status) != 0) {
    auto error = FailWithErrno(path, "can't be examined");
    ::close(fd);
    return error;
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(fd);
    return Fail(ErrorCode::kInvalidArgument, "[file] {}: {}", path,
                S_ISDIR(status.st_mode) ? "is a directory, not a file" : "is not a regular file");
  }
  return OpenedFile{
      .fd = fd, .n_bytes = static_cast<size_t>(status.st_size), .changed_ns = ChangedNs(status)};
}

/// Appends what `fd` still holds to a string of at most `max_bytes` bytes.
Result<std::string> ReadAll(int fd, const std::string& path, size_t max_bytes) {
  std::string content;
  char buffer[16384];
  while (true) {
    const ssize_t n = ::read(fd, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) {
      if (WasInterrupted()) return Fail(ErrorCode::kCancelled, "[file] {}: interrupted", path);
      continue;
    }
    if (n < 0) return FailWithErrno(path, "can't be read");
    if (n == 0) return content;
    if (content.size() + static_cast<size_t>(n) > max_bytes) {
      return Fail(ErrorCode::kLimit, "[file] {}: is longer than {} bytes", path, max_bytes);
    }
    content.append(buffer, static_cast<size_t>(n));
  }
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path) {
  CMDAI_ASSIGN(const OpenedFile opened, OpenRegularFile(path));
  const Descriptor fd(opened.fd);
  if (opened.n_bytes == 0) return MappedFile(path, {}, /*owned=*/false);
  void* const address = ::mmap(nullptr, opened.n_bytes, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (address == MAP_FAILED) return FailWithErrno(path, "can't be mapped into memory");
  MappedFile map(path, {static_cast<const std::byte*>(address), opened.n_bytes}, /*owned=*/true);
  map.changed_ns_ = opened.changed_ns;
  return map;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)),
      bytes_(std::exchange(other.bytes_, {})),
      changed_ns_(other.changed_ns_),
      owned_(std::exchange(other.owned_, false)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(bytes_, other.bytes_);
  std::swap(changed_ns_, other.changed_ns_);
  std::swap(owned_, other.owned_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!owned_) return;
  ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

Result<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  CMDAI_ASSIGN(const OpenedFile opened, OpenRegularFile(path));
  const Descriptor fd(opened.fd);
  return ReadAll(fd.get(), path, max_bytes);
}

Result<std::string> ReadStandardInput(size_t max_bytes) {
  return ReadAll(STDIN_FILENO, "standard input", max_bytes);
}

bool PathExists(const std::string& path) {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0;
}

std::optional<std::string> RealPath(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr),
                                                        &std::free);
  if (resolved == nullptr) return std::nullopt;
  return std::string(resolved.get());
}

bool IsReadableFile(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), R_OK) == 0;
}

}  // namespace cmdai::platform
