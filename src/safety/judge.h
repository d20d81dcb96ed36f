#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "safety/risk.h"
#include "shell/ast.h"
#include "shell/kind.h"

namespace cmdai::safety {

class ProgramTable;
class RuleSet;

/// One thing that a command does, and where that is written.
struct Finding {
  std::string rule;     // what found it, such as "path.delete" or "program.git push"
  std::string effect;   // one word, such as "delete", "network", "unknown"
  std::string path;     // what it is done to, where there is one
  shell::Span span;     // the words that say so: bytes of the command
  std::string message;  // a clause for people: "deletes everything under / (`$D` is /)"
  Risk risk = Risk::kSafe;
  std::string allowed_by = {};         // the rule of the user's that releases it, "file:line"
  Decision demands = Decision::kSafe;  // what the verdict is at least, by a rule of the user's
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
  /// The shell that would run it. Commands are read as bash reads them: what another one reads in
  /// another way is unknown, and so is everything to a shell whose grammar is not known.
  shell::Kind shell = shell::Kind::kBash;
  const HostFacts* facts = nullptr;        // nullptr: nothing is known
  const ProgramTable* programs = nullptr;  // nullptr: the built-in tables
};

/// The decision and the risk are those of the findings that no rule releases, and the decision at
/// least what rules ask for.
struct Verdict {
  Decision decision = Decision::kConfirm;
  Risk risk = Risk::kUnknown;
  /// What rules ask for; then the worst first; those that rules release last. Each in the order of
  /// the text.
  std::vector<Finding> findings;
};

/// Judges a shell command without running any of it. Pure, apart from `environment.facts`; takes
/// time linear in the command's length. Thread-safe.
Verdict Judge(std::string_view command, const Environment& environment,
              Policy policy = Policy::kModerate, const RuleSet* rules = nullptr);

/// Whether only a person can confirm: above risk caution, and where a rule of the user's asks.
bool NeedsPerson(const Verdict& verdict);

}  // namespace cmdai::safety
