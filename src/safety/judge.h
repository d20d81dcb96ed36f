#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/risk.h"
#include "shell/ast.h"

namespace cmdai::safety {

class ProgramTable;

/// One thing that a command does, and where that is written.
struct Finding {
  std::string rule;     // what found it, such as "path.delete" or "program.git push"
  std::string effect;   // one word, such as "delete", "network", "unknown"
  std::string path;     // what it is done to, where there is one
  shell::Span span;     // the words that say so: bytes of the command
  std::string message;  // a clause for people: "deletes everything under / (`$D` is /)"
  Risk risk = Risk::kSafe;
};

/// What may be asked of the machine that the command would run on. Answers may be stale when the
/// command runs; they only ever sharpen a judgement. Implementations are thread-safe.
class HostFacts {
 public:
  virtual ~HostFacts() = default;
  /// Whether something lies at the absolute path; nullopt when that cannot be told.
  virtual std::optional<bool> Exists(const std::string& path) const = 0;
  /// The path with all symbolic links resolved; nullopt when it does not exist.
  virtual std::optional<std::string> Resolve(const std::string& path) const = 0;
};

/// Where the command would run.
struct Environment {
  std::string home = "/home/user";
  std::string cwd = "/home/user";
  bool is_root = false;
  const HostFacts* facts = nullptr;        // nullptr: nothing is known
  const ProgramTable* programs = nullptr;  // nullptr: the built-in tables
};

struct Verdict {
  Decision decision = Decision::kConfirm;
  Risk risk = Risk::kUnknown;
  std::vector<Finding> findings;  // the worst first, then in the order of the text
};

/// Judges a shell command without running any of it. Pure, apart from `environment.facts`; takes
/// time linear in the command's length. Thread-safe.
Verdict Judge(std::string_view command, const Environment& environment,
              Policy policy = Policy::kModerate);

}  // namespace cmdai::safety
