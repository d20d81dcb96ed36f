#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "safety/arguments.h"
#include "safety/judge.h"
#include "safety/rules.h"
#include "safety/state.h"

namespace cmdai::safety {

/// Follows, while the evaluator runs, which rules fit the invocation that is being run. It keeps
/// marks for each rule and no arguments, so it stays small whatever the commands are. The evaluator
/// has none where there are no rules. Used by one thread.
class RuleTracker {
 public:
  using Mask = std::bitset<kMaxRules>;
  /// An allow rule whose words, from `offset` on, the arguments begin with; as many as `n`.
  struct Held {
    uint16_t rule = 0;
    uint16_t offset = 0;
    uint16_t n = 0;
  };
  /// What holds for the findings of one invocation.
  struct Frame {
    std::vector<Held> allows = {};  // of this invocation alone
    Mask denies = {};               // confirm and block rules by command, of those around it too
    Mask may_deny = {};             // the same where unknown values leave it open
  };
  /// What an allow rule's first word may be taken for.
  struct Trust {
    bool here = true;         // the program runs on this machine, as what its name means
    bool same_path = true;    // PATH is as it was
    bool same_folder = true;  // so is the folder, which names such as ./x count from
  };
  /// A finding as the rules see it.
  struct Seen {
    const Finding& finding;
    std::string_view path;  // normalised; empty: none
    bool critical = false;  // or would be, if something unknown were empty
  };
  /// A rule that asks for a decision.
  struct Demand {
    uint16_t rule = 0;
    shell::Span span = {};
    bool certain = false;
  };

  explicit RuleTracker(std::span<const Rule> rules);

  /// An invocation begins: rules are looked for that its arguments begin with. `span`: of its
  /// words.
  void Enter(const std::vector<Field>& argv, shell::Span span, const Trust& trust);
  /// The arguments begin at a field of the invocation that is being run, which Enter() goes on
  /// from.
  void BeginInner(const std::vector<Field>& argv);
  /// The program of this invocation turned out to be what `argv` names; what was found stays.
  void Rename(const std::vector<Field>& argv, shell::Span span, const Trust& trust);
  /// The arguments of a program, or of its subcommand, as its row takes them apart.
  void EnterRow(const Row& row, std::string_view program, const Arguments& arguments,
                shell::Span span);
  /// The next Enter() is for the same arguments: what was found stays.
  void Keep() { keep_ = true; }
  /// What follows is no longer the invocation's own doing, but that of a text that it runs.
  void Leave() { frame_.allows.clear(); }
  /// The same, unless the rule's words reach the word that holds the text.
  void LeaveBeyond(const Field& text);

  /// The index of the allow rule that releases the finding, if there is one. Notes what confirm and
  /// block rules ask for.
  std::optional<size_t> Look(const Seen& seen);

  const Rule& rule(size_t index) const { return rules_[index]; }
  const std::vector<Demand>& demands() const { return demands_; }
  /// Whether rule `index` fitted anything; for an allow rule, whether that was critical.
  bool fitted(size_t index) const { return fitted_[index]; }
  bool was_critical(size_t index) const { return critical_[index]; }

  /// Puts the frame back when it leaves a block. Does nothing without a tracker.
  class Scope {
   public:
    explicit Scope(RuleTracker* tracker) : tracker_(tracker) {
      if (tracker_ != nullptr) outer_ = tracker_->frame_;
    }
    ~Scope() {
      if (tracker_ != nullptr) tracker_->frame_ = *std::move(outer_);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    RuleTracker* tracker_;
    std::optional<Frame> outer_ = std::nullopt;
  };

 private:
  void Find(const std::vector<Field>& argv, shell::Span span, const Trust& trust);
  void FindAllowed(size_t index, const std::vector<Field>& argv, const Trust& trust);
  void Hold(const Held& held);
  void Deny(size_t index, shell::Span span, bool certain);
  void Ask(size_t index, shell::Span span, bool certain);
  bool Allows(size_t index, const Seen& seen);

  std::span<const Rule> rules_;
  Frame frame_;
  std::vector<Held> inherited_;
  bool keep_ = false;
  std::vector<Demand> demands_;
  Mask fitted_;
  Mask critical_;
};

}  // namespace cmdai::safety
