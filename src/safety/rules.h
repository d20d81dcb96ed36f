#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "safety/judge.h"
#include "safety/path_glob.h"

/// Rules of the user's own about commands. A rule names a command, an effect, a path or several of
/// them; all that it names have to hold for the same finding.
///
/// * An *allow* rule releases findings: they count no longer. Its command has to be the beginning
///   of the arguments of the program that the finding comes from, word by word; so it covers one
///   simple command, and of a program that runs another (`sudo apt update`) what its words reach.
///   Nothing releases what is critical, what is beyond the text of that command (redirections,
///   substitutions, texts that it runs, code from the network), parse errors, hidden text, limits.
/// * A *confirm* or *block* rule asks for at least that decision, under every policy. Its command
///   is also found behind other options (`git -C x push`) and in all that is run inside. Where
///   unknown values leave open whether it fits, the decision is at least confirm.
/// * Block beats confirm beats allow, in any order.
namespace cmdai::safety {

/// A rule as the user wrote it.
struct UserRule {
  Decision decision = Decision::kConfirm;         // kSafe: allow
  std::string command = {};                       // the first words of a simple command; empty: any
  std::string effect = {};                        // of a finding; empty: any
  std::string path = {};                          // a PathGlob on a finding's path; empty: any
  std::vector<std::string> examples = {};         // commands that it has to fit; at least one
  std::vector<std::string> counterexamples = {};  // commands that it must not fit
  std::string origin = {};                        // where it is written, for messages: "file:3"
};

/// "allow", "confirm", "block": the word for the decision of a rule.
std::string_view RuleWord(Decision decision);
/// The words of RuleWord() and the effects that findings have.
std::span<const std::string_view> RuleWords();
std::span<const std::string_view> EffectNames();

/// A rule that can be applied.
struct Rule {
  Decision decision = Decision::kConfirm;
  std::vector<std::string> words = {};
  std::string effect = {};
  std::vector<PathGlob> paths = {};  // as written, and where links of the host lead; any of them
  std::string origin = {};
  std::string name = {};  // for people: "`git push`", "delete of ~/work/**"
};

/// How many rules there may be, and how many words a command.
inline constexpr size_t kMaxRules = 256;
inline constexpr size_t kMaxRuleWords = 32;

/// Rules that have been verified. Immutable.
class RuleSet {
 public:
  bool empty() const { return rules_.empty(); }
  std::span<const Rule> rules() const { return rules_; }

 private:
  friend Result<RuleSet> MakeRules(std::span<const UserRule> rules, const Environment& environment);
  std::vector<Rule> rules_;
};

/// Takes the rules apart, following links with the facts of `environment`, and judges their
/// examples in its home folder, with nothing known of the machine. Errors (kInvalidArgument,
/// kLimit) name the rule by its origin.
Result<RuleSet> MakeRules(std::span<const UserRule> rules, const Environment& environment);

}  // namespace cmdai::safety
