#include "safety/evaluator.h"

#include <algorithm>

#include "safety/dialect.h"
#include "safety/hidden.h"
#include "safety/places.h"
#include "shell/parser.h"

namespace cmdai::safety {
namespace {

using shell::Span;

/// Work that one judgement may take: commands run, arguments looked at.
constexpr size_t kBudget = 8000;
/// Findings that are kept; beyond them only what is worse.
constexpr size_t kMaxFindings = 128;

/// Whether what follows with && runs for certain.
bool SurelySucceeds(const shell::Pipeline& pipeline) {
  if (pipeline.commands.size() != 1 || pipeline.negations > 0) return false;
  const auto* const simple = std::get_if<shell::SimpleCommand>(&pipeline.commands[0].value);
  if (simple == nullptr || !pipeline.commands[0].redirections.empty()) return false;
  if (!simple->words.empty()) {
    const std::string_view name = shell::BareText(simple->words[0]);
    return name == ":" || name == "true" || name == "echo" || name == "export";
  }
  return std::ranges::all_of(simple->assignments, [](const shell::Assignment& assignment) {
    return std::ranges::none_of(assignment.value.parts, [](const shell::Part& part) {
      return std::holds_alternative<shell::CommandSubstitution>(part.value) ||
             std::holds_alternative<shell::DoubleQuoted>(part.value);
    });
  });
}

}  // namespace

Stream Join(Stream first, const Stream& second) {
  const bool both = !first.text.empty() && !second.text.empty();
  first.mixed |= second.mixed || (both && (first.maybe || second.maybe));
  first.maybe = first.text.empty() ? second.maybe : first.maybe && (second.maybe || !both);
  if (second.kind == Stream::Kind::kText && first.kind == Stream::Kind::kText) {
    first.text += second.text;
  } else if (first.kind < second.kind) {
    first.kind = second.kind;
    first.text = second.text;
  }
  first.secret |= second.secret;
  first.device |= second.device;
  first.shell |= second.shell;
  return first;
}

Stream Either(Stream first, const Stream& second) {
  const bool texts = first.kind <= Stream::Kind::kText && second.kind <= Stream::Kind::kText;
  if (!texts) return Join(std::move(first), second);
  if (first.text == second.text) return first.kind < second.kind ? second : first;
  const bool one = first.text.empty() || second.text.empty();
  // Each on lines of its own, so that none hides the other.
  if (!one && !first.text.ends_with('\n')) first.text += '\n';
  Stream out = Join(std::move(first), second);
  out.maybe |= one;
  out.mixed |= !one;
  return out;
}

Evaluator::Evaluator(const Environment& environment, const ProgramTable& programs,
                     std::span<const Rule> rules)
    : environment_(environment), programs_(programs), budget_(kBudget), shell_(environment.shell) {
  if (!rules.empty()) rules_ = std::make_unique<RuleTracker>(rules);
  state_.cwds = {FromText(environment.cwd)};
  privileged_ = environment.is_root;
  // Work is not always done at home: /workspace, /srv/www/site.
  const Pattern project = state_.cwds[0] + "/";
  const bool vital = std::ranges::find(kVitalFolders, environment.cwd) != kVitalFolders.end();
  const Folders folders{environment.home, state_.cwds[0]};
  if (!vital && PlaceOf(project + "x", folders, false) == Place::kOther) project_ = project;
}

void Evaluator::Note(Risk risk, std::string_view rule, std::string_view effect, Span span,
                     std::string message, Pattern path) {
  if (risk == Risk::kSafe) return;
  const bool critical = risk == Risk::kCritical;
  if (only_some_ && risk == Risk::kCritical && rule.starts_with("path.")) risk = Risk::kHigh;
  // Critical only if it is empty.
  if (unset_is_empty_ && !surely_empty_ && risk == Risk::kCritical) risk = Risk::kHigh;
  if (unset_is_empty_ && message.find("is empty)") == std::string::npos) {
    message += " if what is not set here is empty";
  }
  if (!rules_ && findings_.size() >= kMaxFindings && risk <= worst_) return;
  Finding finding{.rule = std::string(rule),
                  .effect = std::string(effect),
                  .path = ToText(path),
                  .span = Here(span),
                  .message = std::move(message),
                  .risk = risk};
  if (rules_) {
    ApplyRules(finding, path, critical);
    const bool counts = finding.allowed_by.empty() && risk > worst_;
    if (findings_.size() >= kMaxFindings && !counts) return;
  }
  if (finding.allowed_by.empty()) worst_ = std::max(worst_, risk);
  const auto same = [&](const Finding& other) {
    return other.rule == finding.rule && other.span == finding.span &&
           other.message == finding.message && other.risk == finding.risk;
  };
  const auto found = std::ranges::find_if(findings_, same);
  if (found == findings_.end()) {
    findings_.push_back(std::move(finding));
  } else if (finding.allowed_by.empty()) {  // a rule releases only what it releases each time
    found->allowed_by.clear();
  }
}

/// Takes from the budget; false, with a finding, when it is used up.
bool Evaluator::Spend(size_t amount) {
  if (budget_ == 0) return false;
  if (amount < budget_) {
    budget_ -= amount;
    return true;
  }
  budget_ = 0;
  unset_is_empty_ = false;
  Note(Risk::kUnknown, "limit", "unknown", {}, "does more than can be followed");
  return false;
}

void Evaluator::Run(std::string_view text) {
  shell::ParseResult result = shell::Parse(text);
  parsed_.push_back(std::move(result.program));
  CheckDialect(parsed_.back());
  if (shell_ == shell::Kind::kOther) {
    Note(Risk::kUnknown, "shell.unknown", "unknown", parsed_.back().span,
         "is for a shell whose syntax is not known");
  }
  Evaluate(parsed_.back(), {});
  for (const Field& action : std::exchange(traps_, {})) RunText(action, "trap runs", {});
  if (!result.error) return;
  const shell::ParseError& error = *result.error;
  if (shell_ == shell::Kind::kFish) {
    Note(Risk::kUnknown, "shell.fish", "unknown", error.span,
         fmt::format("is not read as bash reads it, which alone is understood: {}", error.message));
    return;
  }
  const bool foreign = error.kind == shell::ParseError::Kind::kForeign;
  Note(Risk::kUnknown, foreign ? "parse.foreign" : "parse.error", "unknown", error.span,
       fmt::format("cannot be parsed as a command of bash: {}", error.message));
}

/// Notes what the shell that runs the program reads in another way than it is read here.
void Evaluator::CheckDialect(const shell::List& program) {
  for (DialectDifference& difference : FindDialectDifferences(program, shell_)) {
    Note(Risk::kUnknown, difference.rule, "unknown", difference.span,
         std::move(difference.message));
  }
}

Stream Evaluator::Evaluate(const shell::List& list, const Stream& in) {
  Stream out;
  for (const shell::AndOr& item : list.items) {
    if (budget_ == 0) break;
    out = Join(std::move(out), Evaluate(item, in));
  }
  return out;
}

Stream Evaluator::Evaluate(const shell::AndOr& item, const Stream& in) {
  if (item.background) ++spawns_;
  std::optional<State> outer;
  if (item.background) outer = state_;
  Stream out;
  const std::vector<Pattern> before = state_.cwds;
  // A cd that failed leaves the shell where it was; only && stops then.
  const auto keep_folders = [&] {
    if (state_.cwds == before) return;
    for (const Pattern& cwd : before) {
      const bool known = std::ranges::find(state_.cwds, cwd) != state_.cwds.end();
      if (!known && state_.cwds.size() < kMaxFolders) state_.cwds.push_back(cwd);
    }
  };
  std::optional<State> skipped;  // what holds where the rest of a chain of && did not run
  for (size_t i = 0; i < item.pipelines.size(); ++i) {
    const bool is_or = i > 0 && item.is_or[i - 1];
    if (is_or) {
      keep_folders();
      if (skipped) Merge(*std::exchange(skipped, std::nullopt));
    }
    if (i > 0 && (is_or || !SurelySucceeds(item.pipelines[i - 1]))) {
      State now = state_;
      if (skipped) {
        std::swap(state_, *skipped);
        Merge(now);
        std::swap(state_, now);
      }
      skipped = std::move(now);
    }
    const bool certain = i == 0 || (!is_or && SurelySucceeds(item.pipelines[i - 1]));
    Stream written = Evaluate(item.pipelines[i], in);
    written.maybe |= !certain && !written.text.empty();
    out = Join(std::move(out), written);
  }
  if (skipped) Merge(*skipped);
  keep_folders();
  if (item.background) {
    --spawns_;
    state_.EndChild(std::move(*outer));
  }
  return out;
}

/// Runs a pipeline, once more for each other value that a variable may have in it.
Stream Evaluator::Evaluate(const shell::Pipeline& pipeline, const Stream& in) {
  if (pipeline.commands.empty()) return {};
  const bool compound = pipeline.commands.size() == 1 &&
                        !std::holds_alternative<shell::SimpleCommand>(pipeline.commands[0].value);
  const bool has_choices = pipeline.commands.size() > 1 || state_.HasAlternatives();
  if (compound || choosing_ || !has_choices) return RunPipeline(pipeline, in);
  const State before = state_;
  choosing_ = true;
  std::vector<Choice> outer_choices = std::exchange(choices_, {});
  Stream out = RunPipeline(pipeline, in);
  const auto run_again = [&](std::vector<Choice> choices) {
    const State end = std::exchange(state_, before);
    choices_ = std::move(choices);
    out = Join(std::move(out), RunPipeline(pipeline, in));
    Merge(end);
  };
  std::vector<Choice> choices = std::exchange(choices_, {});
  for (const Choice& choice : choices) {
    for (size_t index = 1; index < choice.count && Spend(1); ++index) {
      run_again({{choice.name, choice.count, index}});
    }
  }
  if (choices.size() > 1 && Spend(1)) {  // not all combinations, but that of the second values
    for (Choice& choice : choices) choice.index = 1;
    run_again(std::move(choices));
  }
  choices_ = std::move(outer_choices);
  choosing_ = false;
  return out;
}

Stream Evaluator::RunPipeline(const shell::Pipeline& pipeline, const Stream& in) {
  if (pipeline.commands.size() == 1) return Evaluate(pipeline.commands[0], in);
  ++spawns_;
  const State before = state_;
  Stream flow = in;
  for (const shell::Command& command : pipeline.commands) {
    if (!Spend(flow.text.size() / 64)) break;
    flow = Evaluate(command, flow);
    state_.EndChild(before);
  }
  --spawns_;
  return flow;
}

Stream Evaluator::Evaluate(const shell::Command& command, const Stream& in) {
  if (!Spend(1 + (state_.Weight() + sinks_.size()) / 8)) return {};
  const RuleTracker::Scope scope(rules_.get());
  if (rules_) rules_->Leave();
  if (const auto* const simple = std::get_if<shell::SimpleCommand>(&command.value)) {
    return EvaluateNode(*simple, command, in);
  }
  const Stream outer = redirected_;
  const Stream input = Redirect(command.redirections, in);
  Stream out = std::visit(
      [&](const auto& node) -> Stream {
        if constexpr (std::is_same_v<std::decay_t<decltype(node)>, shell::SimpleCommand>) {
          return {};
        } else {
          return EvaluateNode(node, input);
        }
      },
      command.value);
  if (!command.redirections.empty()) out = SendOutput(command.redirections, std::move(out));
  redirected_ = outer;
  return out;
}

}  // namespace cmdai::safety
