#include <algorithm>

#include "safety/evaluator.h"

/// Compound commands and function calls.
namespace cmdai::safety {
namespace {

/// Words of a `for` that are followed one by one.
constexpr size_t kMaxLoopWords = 64;
/// Functions that are being run at one time.
constexpr size_t kMaxCalls = 16;

/// The program that a pipeline of one simple command names, if it is plain text.
std::string_view ProgramOf(const shell::Pipeline& pipeline) {
  if (pipeline.commands.size() != 1) return {};
  const auto* const simple = std::get_if<shell::SimpleCommand>(&pipeline.commands[0].value);
  if (simple == nullptr || simple->words.empty()) return {};
  return shell::BareText(simple->words[0]);
}

/// while true; do x & done: starts programs without end and waits for none of them.
bool StartsWithoutEnd(const shell::Loop& loop) {
  const std::string_view condition = loop.condition && loop.condition->items.size() == 1 &&
                                             loop.condition->items[0].pipelines.size() == 1
                                         ? ProgramOf(loop.condition->items[0].pipelines[0])
                                         : std::string_view();
  if (!loop.body || (condition != "true" && condition != ":" && condition != "false")) return false;
  bool starts = false;
  for (const shell::AndOr& item : loop.body->items) {
    starts |= item.background;
    for (const shell::Pipeline& pipeline : item.pipelines) {
      const std::string_view program = item.background ? std::string_view() : ProgramOf(pipeline);
      if (!item.background && program != "echo" && program != ":" && program != "printf") {
        return false;
      }
    }
  }
  return starts;
}

/// Whether a text cannot be a sum: two words beside each other, or an operator at its end. Shells
/// that know no (( )) run it as commands.
bool IsNoSum(std::string_view text) {
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const size_t last = text.find_last_not_of(" \t\n)");
  if (last == std::string_view::npos) return false;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != ' ' || !is_name(text[i - 1])) continue;
    const size_t next = text.find_first_not_of(' ', i);
    if (next != std::string_view::npos && is_name(text[next])) return true;
  }
  const std::string_view end = text.substr(0, last + 1);
  return (text[last] == '/' || text[last] == '*' || text[last] == '-' || text[last] == '~' ||
          text[last] == ';') &&
         !end.ends_with("--");
}

/// Whether all that `after` knows to be possible was so in `before`.
bool HoldsNothingBeyond(const State& after, const State& before) {
  const bool same_arguments = after.arguments.size() == before.arguments.size() &&
                              after.arguments_known == before.arguments_known;
  return same_arguments && std::ranges::all_of(after.variables.entries(), [&](const auto& entry) {
           const Variable* const old = before.variables.Find(entry.first);
           return old != nullptr && old->elements == entry.second.elements &&
                  std::ranges::all_of(entry.second.values, [&](const Pattern& value) {
                    return std::ranges::find(old->values, value) != old->values.end();
                  });
         });
}

}  // namespace

Stream Evaluator::EvaluateNode(const shell::SimpleCommand& simple, const shell::Command& command,
                               const Stream& in) {
  return RunSimple(simple, command, in);
}

Stream Evaluator::EvaluateNode(const shell::Subshell& node, const Stream& in) {
  State before = state_;
  Stream out = Evaluate(*node.body, in);
  state_.EndChild(std::move(before));
  return out;
}

Stream Evaluator::EvaluateNode(const shell::Group& node, const Stream& in) {
  return Evaluate(*node.body, in);
}

Stream Evaluator::EvaluateNode(const shell::If& node, const Stream& in) {
  Stream conditions;
  Stream bodies;
  std::vector<State> ends;
  for (const shell::If::Branch& branch : node.branches) {
    const bool first = &branch == &node.branches.front();
    if (branch.condition) {
      Stream written = Evaluate(*branch.condition, in);
      written.maybe |= !first && !written.text.empty();
      conditions = Join(std::move(conditions), written);
    }
    State before = state_;
    Stream body;
    if (branch.body) body = Evaluate(*branch.body, in);
    bodies = first ? std::move(body) : Either(std::move(bodies), body);
    ends.push_back(std::move(state_));
    state_ = std::move(before);
  }
  Stream otherwise;
  if (node.otherwise) otherwise = Evaluate(*node.otherwise, in);
  bodies = Either(std::move(bodies), otherwise);
  for (const State& end : ends) Merge(end);
  return Join(std::move(conditions), bodies);
}

Stream Evaluator::EvaluateNode(const shell::Loop& node, const Stream& in) {
  Stream out;
  if (StartsWithoutEnd(node)) {
    Note(Risk::kCritical, "bomb", "bomb", {},
         "starts programs without end until the machine stops");
  }
  // Twice, so that what the first round leaves is seen by the second; what still changes then may
  // become anything, which a third one sees.
  for (int round = 0; round < 3; ++round) {
    if (round == 2) ForgetVariables(node);
    const State before = state_;
    if (node.condition) out = Join(std::move(out), Evaluate(*node.condition, in));
    if (node.body) out = Join(std::move(out), Evaluate(*node.body, in));
    Merge(before);
    if (HoldsNothingBeyond(state_, before)) break;
  }
  if (out.kind == Stream::Kind::kText) out.kind = Stream::Kind::kData;
  return out;
}

Stream Evaluator::EvaluateNode(const shell::For& node, const Stream& in) {
  Stream out;
  if (!node.body) return out;
  std::vector<Field> words;
  if (node.has_words) {
    words = ExpandWords(node.words);
  } else if (state_.arguments_known) {
    words = state_.arguments;
  } else {
    words = {{.text = Pattern(1, kAnything), .span = {}, .splits = true}};
  }
  const bool selects = node.select;
  if (words.size() > kMaxLoopWords) {
    // The first ones, and one that may be any of the others.
    words.resize(kMaxLoopWords);
    words.push_back({.text = Pattern(1, kAnything), .span = {}});
  }
  const State before = state_;
  for (Field& word : words) {
    word.splits = false;
    SetVariable(node.variable, word);
    out = Join(std::move(out), Evaluate(*node.body, in));
    if (selects) Merge(before);
  }
  Merge(before);
  return out;
}

Stream Evaluator::EvaluateNode(const shell::ArithmeticFor& node, const Stream& in) {
  EvaluateArithmetic(node.expression);
  Stream out;
  if (node.body) {
    const State before = state_;
    for (const shell::Part& part : node.expression.parts) {
      if (const auto* const text = std::get_if<shell::Text>(&part.value)) {
        const size_t end = text->text.find_first_of("=+-<> ");
        const std::string_view name = std::string_view(text->text).substr(0, end);
        if (shell::IsName(name)) {
          SetVariable(name, {.text = Pattern(1, kAnyRun), .span = {}});
        }
      }
    }
    out = Evaluate(*node.body, in);
    Merge(before);
  }
  if (out.kind == Stream::Kind::kText) out.kind = Stream::Kind::kData;
  return out;
}

Stream Evaluator::EvaluateNode(const shell::Case& node, const Stream& in) {
  ExpandToOne(node.subject);
  Stream out;
  const State before = state_;
  std::vector<State> ends;
  bool falls_through = false;
  for (const shell::Case::Item& item : node.items) {
    for (const shell::Word& pattern : item.patterns) ExpandToOne(pattern);
    Stream body;
    if (item.body) body = Evaluate(*item.body, in);
    out = falls_through ? Join(std::move(out), body) : Either(std::move(out), body);
    falls_through = item.terminator == ";&" || item.terminator == ";;&";
    ends.push_back(state_);
    if (!falls_through) state_ = before;
    if (falls_through) Merge(before);
  }
  for (const State& end : ends) Merge(end);
  return out;
}

Stream Evaluator::EvaluateNode(const shell::Function& node, const Stream&) {
  if (!node.body) return {};
  state_.functions[node.name] = {.bodies = {node.body.get()}};
  // Looked at once with unknown arguments, as it may be called later.
  State before = state_;
  CallFunction(*node.body, {});
  state_ = std::move(before);
  return {};
}

/// Runs a function's body. One that calls itself beside itself never stops growing.
Stream Evaluator::CallFunction(const shell::Command& body, const Invocation& call) {
  for (const auto& [running, spawns] : calls_) {
    if (running != &body) continue;
    if (spawns_ > spawns) {
      Note(Risk::kCritical, "bomb", "bomb", call.span,
           "starts itself again and again until the machine stops (a fork bomb)");
    }
    return {.kind = Stream::Kind::kData};
  }
  if (calls_.size() >= kMaxCalls || !Spend(1)) return {};
  calls_.emplace_back(&body, spawns_);
  std::vector<Field> arguments = std::move(state_.arguments);
  const bool known = state_.arguments_known;
  state_.arguments_known = !call.argv.empty();
  state_.arguments.assign(call.argv.empty() ? call.argv.begin() : call.argv.begin() + 1,
                          call.argv.end());
  locals_.emplace_back();
  Stream out = Evaluate(body, call.in);
  for (auto local = locals_.back().rbegin(); local != locals_.back().rend(); ++local) {
    if (local->second) state_.variables[local->first] = *local->second;
    if (!local->second) state_.variables.Erase(local->first);
  }
  locals_.pop_back();
  state_.arguments = std::move(arguments);
  state_.arguments_known = known;
  calls_.pop_back();
  return out;
}

Stream Evaluator::EvaluateNode(const shell::Coprocess& node, const Stream&) {
  ++spawns_;
  State before = state_;
  if (node.body) Evaluate(*node.body, {.kind = Stream::Kind::kData});
  state_ = std::move(before);
  --spawns_;
  return {};
}

Stream Evaluator::EvaluateNode(const shell::Conditional& node, const Stream&) {
  for (const shell::Word& word : node.words) {
    const Field text = ExpandToOne(word);
    EvaluateName(text);
    if (shell::IsName(text.text)) EvaluateValues(text);  // x of [[ x -eq 0 ]]
  }
  return {};
}

Stream Evaluator::EvaluateNode(const shell::ArithmeticCommand& node, const Stream&) {
  EvaluateArithmetic(node.expression);
  const Field text = ExpandToOne(node.expression);
  if (IsNoSum(text.text)) RunText(text, "a shell without sums runs", {});
  return {};
}

}  // namespace cmdai::safety
