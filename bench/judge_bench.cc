#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "safety/judge.h"

/// Times the judge: on the commands of files of JSON lines (median and 99th percentile), and on
/// hostile texts of doubling length (it must be linear, so that the ratio stays near 2).
///
///     judge_bench FILE...
namespace cmdai {
namespace {

using Clock = std::chrono::steady_clock;

const safety::Environment kEnvironment = {.home = "/home/user", .cwd = "/home/user/proj"};

double JudgeMicroseconds(const std::string& command) {
  const Clock::time_point start = Clock::now();
  const safety::Verdict verdict = safety::Judge(command, kEnvironment);
  const std::chrono::duration<double, std::micro> time = Clock::now() - start;
  return verdict.findings.size() > 100000 ? 0.0 : time.count();
}

/// The middle one of five times, after one to warm up.
double Typical(const std::string& command) {
  JudgeMicroseconds(command);
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) times.push_back(JudgeMicroseconds(command));
  std::ranges::sort(times);
  return times[2];
}

std::string Repeat(std::string_view text, size_t n_bytes) {
  std::string result;
  while (result.size() + text.size() <= n_bytes) result += text;
  return result;
}

struct Shape {
  const char* name;
  std::function<std::string(size_t)> make;  // of about so many bytes
};

std::vector<Shape> Shapes() {
  return {
      {"nested $(", [](size_t n) { return Repeat("$(", n); }},
      {"nested (", [](size_t n) { return Repeat("( ", n); }},
      {"braces", [](size_t n) { return "echo " + Repeat("{a,b}", n); }},
      {"many small braces", [](size_t n) { return "echo " + Repeat("{a,b} ", n); }},
      {"quotes", [](size_t n) { return "echo " + Repeat("'a'\"b\"", n); }},
      {"here-documents", [](size_t n) { return Repeat("cat <<E\nx $y\nE\n", n); }},
      {"pipeline", [](size_t n) { return "a" + Repeat("|cat", n); }},
      {"simple commands", [](size_t n) { return Repeat("ls;", n); }},
      {"assignments", [](size_t n) { return Repeat("x=$x$x;", n); }},
      {"deletions", [](size_t n) { return Repeat("rm -r $x/y;", n); }},
      {"one long word", [](size_t n) { return "rm " + Repeat("*a", n); }},
      {"many arguments", [](size_t n) { return "rm " + Repeat("/tmp/a ", n); }},
      {"sh -c", [](size_t n) { return Repeat("sh -c 'rm -r x';", n); }},
      {"defaults", [](size_t n) { return "echo " + Repeat("${x:-", n); }},
      {"backquotes", [](size_t n) { return "echo " + Repeat("`a`", n); }},
      {"arithmetic", [](size_t n) { return "echo $((" + Repeat("1+(", n); }},
      {"functions", [](size_t n) { return Repeat("f(){ f; };", n); }},
      {"case", [](size_t n) { return "case x in " + Repeat("a) b;;", n) + "esac"; }},
  };
}

void TimeFile(const std::string& path) {
  std::ifstream file(path);
  std::vector<double> times;
  for (std::string line; std::getline(file, line);) {
    const auto row = nlohmann::json::parse(line, nullptr, false);
    if (!row.is_object() || !row.contains("command")) continue;
    const auto command = row["command"].get<std::string>();
    if (command.size() < 4096) times.push_back(Typical(command));
  }
  if (times.empty()) return;
  std::ranges::sort(times);
  const auto percentile = [&](double share) {
    return times[static_cast<size_t>(share * static_cast<double>(times.size() - 1))];
  };
  fmt::print("{}: {} commands, p50 {:.1f} us, p99 {:.1f} us, worst {:.1f} us\n", path, times.size(),
             percentile(0.5), percentile(0.99), times.back());
}

void TimeShapes() {
  const char* worst_shape = "";
  double worst_ms = 0.0;
  fmt::print("\n{:<20}{:>10}{:>10}{:>10}{:>10}  (ms; in brackets the ratio of the last doubling)\n",
             "shape", "8 KiB", "16 KiB", "32 KiB", "64 KiB");
  for (const Shape& shape : Shapes()) {
    std::vector<double> times;
    for (const size_t n : {8U, 16U, 32U, 64U}) {
      times.push_back(Typical(shape.make(n * 1024 - 64)) / 1000.0);
    }
    fmt::print("{:<20}{:>10.3f}{:>10.3f}{:>10.3f}{:>10.3f}  ({:.2f}x)\n", shape.name, times[0],
               times[1], times[2], times[3], times[3] / times[2]);
    if (times[3] > worst_ms) {
      worst_ms = times[3];
      worst_shape = shape.name;
    }
  }
  fmt::print("worst at 64 KiB: {:.1f} ms ({})\n", worst_ms, worst_shape);
}

}  // namespace
}  // namespace cmdai

int main(int argc, char** argv) {
  const auto start = std::chrono::steady_clock::now();
  cmdai::JudgeMicroseconds("ls");
  const std::chrono::duration<double, std::milli> first = std::chrono::steady_clock::now() - start;
  fmt::print("the first verdict of a process: {:.2f} ms\n", first.count());
  for (int i = 1; i < argc; ++i) cmdai::TimeFile(argv[i]);
  cmdai::TimeShapes();
  return 0;
}
