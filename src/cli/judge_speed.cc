#include "cli/judge_speed.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <vector>

#include "safety/judge.h"

namespace cmdai::cli {
namespace {

constexpr std::string_view kCommands[] = {
    "ls -la",
    "git log --oneline -20",
    "du -sh ./* | sort -rh | head -5",
    "find . -name '*.tmp' -mtime +30 -print0 | xargs -0 rm -f",
    "tar -czf backup.tar.gz --exclude=node_modules src docs",
    "ps aux | awk '$3 > 50 { print $2, $11 }'",
    "for f in *.wav; do ffmpeg -i \"$f\" \"${f%.wav}.mp3\"; done",
    "docker run --rm -v \"$PWD\":/src -w /src node:20 npm test",
    "ssh build@example.com 'cd /srv/app && git pull && make -j4'",
    "sed -i 's/http:/https:/g' $(grep -rl http: content)",
    "rsync -av --delete photos/ /mnt/backup/photos/",
    "sudo apt-get update && sudo apt-get install -y ripgrep",
    "curl -fsSL https://example.com/install.sh | sudo sh",
    "rm -rf \"$BUILD_DIR\"/*",
    "D=/; sudo rm -rf --no-preserve-root \"$D\"",
    "dd if=/dev/zero of=/dev/sda bs=1M",
    "sh -c 'chmod -R 777 / || echo failed' &",
    "python3 -c 'import shutil; shutil.rmtree(\"/home\")'",
};
constexpr size_t kRounds = 51;

double Microseconds(std::string_view command) {
  const safety::Environment environment = {.home = "/home/user", .cwd = "/home/user/project"};
  const auto start = std::chrono::steady_clock::now();
  const safety::Verdict verdict = safety::Judge(command, environment);
  const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
  return time.count();
}

/// The middle one of many times: other programs may take the CPU for a while.
double TypicalMicroseconds(std::string_view command) {
  std::array<double, kRounds> times{};
  for (double& time : times) time = Microseconds(command);
  std::ranges::nth_element(times, times.begin() + kRounds / 2);
  return times[kRounds / 2];
}

}  // namespace

JudgeSpeed MeasureJudge() {
  JudgeSpeed speed{.first_us = Microseconds(kCommands[0]), .n_commands = std::size(kCommands)};
  std::vector<double> times;
  for (const std::string_view command : kCommands) times.push_back(TypicalMicroseconds(command));
  std::ranges::sort(times);
  const size_t last = times.size() - 1;
  speed.p50_us = times[last / 2];
  speed.p99_us = times[(last * 99 + 99) / 100];
  return speed;
}

}  // namespace cmdai::cli
