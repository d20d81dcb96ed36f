#include "safety/rule_tracker.h"

#include <algorithm>
#include <utility>

namespace cmdai::safety {
namespace {

/// How far arguments fit: not, perhaps, or surely.
enum class Fit : uint8_t { kNo, kMay, kYes };

Fit FitOf(std::string_view field, std::string_view word) {
  if (IsConstant(field)) return field == word ? Fit::kYes : Fit::kNo;
  return MayEqual(field, word) ? Fit::kMay : Fit::kNo;
}

/// An unknown value that may be any number of words.
bool MayBeMany(const Field& field) { return field.splits && HasUnknown(field.text); }

/// Whether the fields begin with the words.
Fit FitOf(std::span<const Field> fields, std::span<const std::string> words) {
  Fit fit = Fit::kYes;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i >= fields.size()) return Fit::kNo;
    if (MayBeMany(fields[i])) return Fit::kMay;
    fit = std::min(fit, FitOf(fields[i].text, words[i]));
    if (fit == Fit::kNo) return fit;
  }
  return fit;
}

/// Whether an option of the rule's was given, under any of its names.
Fit FitOf(const std::vector<GivenOption>& options, const GivenOption& wanted) {
  Fit fit = Fit::kNo;
  for (const GivenOption& option : options) {
    const bool same =
        option.name == wanted.name || (option.spec != nullptr && option.spec == wanted.spec);
    if (!same) continue;
    if (!wanted.value) return Fit::kYes;
    if (option.value) fit = std::max(fit, FitOf(option.value->text, wanted.value->text));
  }
  return fit;
}

/// Whether the arguments of a row are those of the rule, whose own words the row takes apart too:
/// its operands first, and its options in any place.
Fit FitOfRow(const Row& row, std::string_view program, const Arguments& arguments,
             std::span<const std::string> words) {
  const size_t n_names = 1 + row.subcommands.size();
  if (words.size() < n_names || words[0] != program) return Fit::kNo;
  if (!std::equal(row.subcommands.begin(), row.subcommands.end(), words.begin() + 1)) {
    return Fit::kNo;
  }
  std::vector<Field> fields;
  for (const std::string& word : words.subspan(n_names - 1)) fields.push_back({.text = word});
  const Arguments wanted = ParseArguments(row, fields, 1);
  std::vector<std::string> operands;
  for (const Field& operand : wanted.operands) operands.push_back(operand.text);
  Fit fit = FitOf(arguments.operands, operands);
  for (const GivenOption& option : wanted.options) {
    fit = std::min(fit, FitOf(arguments.options, option));
  }
  return fit;
}

/// What is beyond any rule: it says that a text could not be followed, or comes from elsewhere.
bool IsBeyondRules(const Finding& finding) {
  const std::string_view rule = finding.rule;
  return rule.starts_with("parse.") || rule.starts_with("text.") || rule == "limit" ||
         rule == "code.network" || (rule == "exfiltration" && finding.path.empty());
}

}  // namespace

RuleTracker::RuleTracker(std::span<const Rule> rules) : rules_(rules) {}

void RuleTracker::Enter(const std::vector<Field>& argv, shell::Span span, const Trust& trust) {
  if (!std::exchange(keep_, false)) frame_.allows.clear();
  for (const Held& outer : std::exchange(inherited_, {})) {
    const std::span<const std::string> words =
        std::span(rules_[outer.rule].words).subspan(outer.offset);
    size_t n = 0;
    while (n < argv.size() && n < words.size() && argv[n].text == words[n]) ++n;
    Hold({.rule = outer.rule, .offset = outer.offset, .n = static_cast<uint16_t>(n)});
  }
  Find(argv, span, trust);
}

void RuleTracker::Rename(const std::vector<Field>& argv, shell::Span span, const Trust& trust) {
  Find(argv, span, trust);
}

void RuleTracker::BeginInner(const std::vector<Field>& argv) {
  inherited_.clear();
  if (argv.empty() || argv[0].position == kNoPosition) return;
  const auto position = argv[0].position;
  for (const Held& held : frame_.allows) {
    if (position >= held.n) continue;
    inherited_.push_back({.rule = held.rule,
                          .offset = static_cast<uint16_t>(held.offset + position),
                          .n = static_cast<uint16_t>(held.n - position)});
  }
}

void RuleTracker::LeaveBeyond(const Field& text) {
  std::erase_if(frame_.allows, [&](const Held& held) { return text.position >= held.n; });
}

void RuleTracker::Find(const std::vector<Field>& argv, shell::Span span, const Trust& trust) {
  for (size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    if (rule.words.empty()) continue;
    if (rule.decision == Decision::kSafe) {
      FindAllowed(i, argv, trust);
    } else if (!argv.empty() && argv[0].text == rule.words[0]) {
      const Fit fit = FitOf(argv, rule.words);
      if (fit != Fit::kNo) Deny(i, span, fit == Fit::kYes);
    }
  }
}

void RuleTracker::FindAllowed(size_t index, const std::vector<Field>& argv, const Trust& trust) {
  const std::vector<std::string>& words = rules_[index].words;
  const bool by_path = words[0].find('/') != std::string::npos;
  const bool trusted =
      trust.here && (by_path ? words[0].starts_with('/') || trust.same_folder : trust.same_path);
  if (!trusted || FitOf(argv, words) != Fit::kYes) return;
  Hold({.rule = static_cast<uint16_t>(index), .n = static_cast<uint16_t>(words.size())});
  if (rules_[index].effect.empty() && rules_[index].paths.empty()) fitted_.set(index);
}

void RuleTracker::Hold(const Held& held) {
  if (held.n > 0) frame_.allows.push_back(held);
}

void RuleTracker::EnterRow(const Row& row, std::string_view program, const Arguments& arguments,
                           shell::Span span) {
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].words.empty() || rules_[i].decision == Decision::kSafe) continue;
    const Fit fit = FitOfRow(row, program, arguments, rules_[i].words);
    if (fit != Fit::kNo) Deny(i, span, fit == Fit::kYes);
  }
}

void RuleTracker::Deny(size_t index, shell::Span span, bool certain) {
  if (rules_[index].effect.empty() && rules_[index].paths.empty()) {
    return Ask(index, span, certain);
  }
  (certain ? frame_.denies : frame_.may_deny).set(index);
}

void RuleTracker::Ask(size_t index, shell::Span span, bool certain) {
  if (certain) fitted_.set(index);
  const auto found = std::ranges::find(demands_, index, &Demand::rule);
  if (found == demands_.end()) {
    demands_.push_back({.rule = static_cast<uint16_t>(index), .span = span, .certain = certain});
  } else if (certain && !found->certain) {
    *found = {.rule = static_cast<uint16_t>(index), .span = span, .certain = true};
  }
}

std::optional<size_t> RuleTracker::Look(const Seen& seen) {
  std::optional<size_t> released;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    if (!rule.effect.empty() && rule.effect != seen.finding.effect) continue;
    if (rule.decision == Decision::kSafe) {
      if (Allows(i, seen) && !released) released = i;
      continue;
    }
    if (rule.effect.empty() && rule.paths.empty()) continue;  // by command alone: see Deny()
    if (!rule.words.empty() && !frame_.denies[i] && !frame_.may_deny[i]) continue;
    bool certain = rule.words.empty() || frame_.denies[i];
    if (!rule.paths.empty()) {
      auto fit = PathGlob::Fit::kNo;
      for (const PathGlob& glob : rule.paths) {
        if (!seen.path.empty()) fit = std::max(fit, glob.Touches(seen.path));
      }
      if (fit == PathGlob::Fit::kNo) continue;
      certain &= fit == PathGlob::Fit::kYes;
    }
    Ask(i, seen.finding.span, certain);
  }
  return released;
}

bool RuleTracker::Allows(size_t index, const Seen& seen) {
  const Rule& rule = rules_[index];
  if (IsBeyondRules(seen.finding)) return false;
  const bool held = std::ranges::find(frame_.allows, index, &Held::rule) != frame_.allows.end();
  if (!rule.words.empty() && !held) return false;
  const bool covered =
      std::ranges::any_of(rule.paths, [&](const PathGlob& glob) { return glob.Covers(seen.path); });
  if (!rule.paths.empty() && !covered) return false;
  // An effect alone says nothing of what is not understood.
  const bool only_effect = rule.words.empty() && rule.paths.empty();
  if (only_effect && seen.finding.risk == Risk::kUnknown) return false;
  if (seen.critical) {
    critical_.set(index);
    return false;
  }
  fitted_.set(index);
  return true;
}

}  // namespace cmdai::safety
