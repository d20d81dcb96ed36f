#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "platform/file.h"
#include "platform/paths.h"
#include "platform/process.h"

extern char** environ;

namespace cmdai::platform {
namespace {

using Clock = std::chrono::steady_clock;

/// Starts the program with its output going to `write_end`. Returns 0 or an errno value.
int Spawn(const std::vector<std::string>& arguments, int write_end, pid_t& child) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions = {};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, write_end, STDERR_FILENO);
  posix_spawnattr_t attributes = {};
  posix_spawnattr_init(&attributes);
  sigset_t ignored = {};  // by us, not by the child
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/// Reads until the end of the pipe or the deadline; false when the deadline came first.
bool ReadUntil(int fd, Clock::time_point deadline, size_t max_bytes, std::string& output) {
  char buffer[4096];
  while (Clock::now() < deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd waiting = {.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<int64_t>(0, left.count())));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const ssize_t n = ::read(fd, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    const size_t room = max_bytes - std::min(max_bytes, output.size());
    output.append(buffer, std::min(room, static_cast<size_t>(n)));
  }
  return false;
}

/// Waits until the child has ended, or kills it at the deadline; false in that case.
bool WaitUntil(pid_t child, Clock::time_point deadline, int& exit_status) {
  constexpr timespec kPause = {.tv_sec = 0, .tv_nsec = 1'000'000};
  int status = 0;
  bool in_time = true;
  while (::waitpid(child, &status, in_time ? WNOHANG : 0) != child) {
    if (in_time && Clock::now() >= deadline) {
      in_time = false;
      ::kill(child, SIGKILL);
    } else if (in_time) {
      ::nanosleep(&kPause, nullptr);
    }
  }
  exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return in_time;
}

}  // namespace

Result<ProcessOutput> RunProcess(const std::vector<std::string>& arguments,
                                 const ProcessLimits& limits) {
  int ends[2] = {};
  if (::pipe(ends) != 0) {
    return Fail(ErrorCode::kIo, "[process] no pipe: {}", std::generic_category().message(errno));
  }
  ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  ::fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pid_t child = 0;
  const int error = Spawn(arguments, ends[1], child);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return Fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                "[process] {} can't be run: {}", arguments[0],
                std::generic_category().message(error));
  }
  ProcessOutput result;
  const Clock::time_point deadline = Clock::now() + limits.time;
  const bool was_read = ReadUntil(ends[0], deadline, limits.output_bytes, result.output);
  ::close(ends[0]);
  const Clock::time_point end = was_read ? deadline : Clock::now();  // in the past: kill at once
  if (!WaitUntil(child, end, result.exit_status) || !was_read) {
    return Fail(ErrorCode::kDeadline, "[process] {} took longer than {} ms", arguments[0],
                limits.time.count());
  }
  return result;
}

Result<int> RunInForeground(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // The child gets the signals' usual meaning back; this process ignores those of the keyboard.
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  struct sigaction old_interrupt = {};
  struct sigaction old_quit = {};
  ::sigaction(SIGINT, &ignore, &old_interrupt);
  ::sigaction(SIGQUIT, &ignore, &old_quit);
  posix_spawnattr_t attributes = {};
  posix_spawnattr_init(&attributes);
  sigset_t defaults = {};
  sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGQUIT, SIGPIPE, SIGTERM}) sigaddset(&defaults, signal);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], nullptr, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  int status = 0;
  if (error == 0) {
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  ::sigaction(SIGINT, &old_interrupt, nullptr);
  ::sigaction(SIGQUIT, &old_quit, nullptr);
  if (error != 0) {
    return Fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                "[process] {} can't be run: {}", arguments[0],
                std::generic_category().message(error));
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string FindProgram(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    return ::access(program.c_str(), X_OK) == 0 ? program : "";
  }
  std::string path = GetEnvironment("PATH");
  path += ':';
  for (size_t start = 0; start < path.size();) {
    const size_t end = path.find(':', start);
    std::string candidate = JoinPath(path.substr(start, end - start), program);
    if (end > start && ::access(candidate.c_str(), X_OK) == 0 && IsReadableFile(candidate)) {
      return candidate;
    }
    start = end + 1;
  }
  return "";
}

}  // namespace cmdai::platform
